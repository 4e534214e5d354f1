/** A terminal that remembers what was said, with a clock that moves a second at each look. */
import type { Terminal } from '../../src/cli/terminal.js';

export interface FakeTerminal extends Terminal {
  readonly printed: string[];
  readonly noted: string[];
  readonly progressed: string[];
}

export function fakeTerminal(): FakeTerminal {
  const printed: string[] = [];
  const noted: string[] = [];
  const progressed: string[] = [];
  let now = Date.UTC(2026, 0, 1);
  return {
    printed,
    noted,
    progressed,
    print: (line) => void printed.push(line),
    note: (line) => void noted.push(line),
    progress: (line) => void progressed.push(line),
    now: () => (now += 1000),
  };
}
