/** Lines for the operator's log, on the terminal of a command. */
import type { Note } from '../compose.js';
import type { Terminal } from './terminal.js';

export const noteOn =
  (terminal: Terminal): Note =>
  (message, detail) =>
    terminal.note(`laurel: ${message} ${JSON.stringify(detail)}`);
