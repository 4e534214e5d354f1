/** Who reads, and what they may do, as the server said; pages show nothing else. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { ConsolePage } from '../console-paths.js';
import type { ConsoleAction, ReaderView } from '../console-reader.js';

const NOBODY: ReaderView = { kind: 'mentor', user: '', name: '', channel: '', may: [] };

export const ReaderContext = createContext<ReaderView>(NOBODY);

/** Whether the reader may do something. */
export const useMay = (action: ConsoleAction): boolean =>
  useContext(ReaderContext).may.includes(action);

/** What a page needs; those that are not named here are every reader's. */
const NEEDS: Partial<Readonly<Record<ConsolePage, ConsoleAction>>> = {
  ...{ letters: 'dead-letters', letter: 'dead-letters' },
  ...{ settings: 'settings', reports: 'reports', criteria: 'courses' },
};

/** Whether a page is for a reader. */
export function isFor({ may }: ReaderView, page: ConsolePage): boolean {
  const need = NEEDS[page];
  return need === undefined || may.includes(need);
}
