/**
 * How a command speaks: data on stdout, log and progress on stderr, so that output can be piped.
 * Commands take it as an argument and never write anywhere else.
 */
export interface Terminal {
  /** One line of data. */
  readonly print: (line: string) => void;
  /** One line for the person at the terminal. */
  readonly note: (line: string) => void;
  /** Replaces the line of progress; does nothing where stderr is no terminal. */
  readonly progress: (line: string) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Exit codes of every command. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What would break a table or the terminal is escaped: a text may quote the input. */
export const escaped = (text: string): string =>
  text.replace(/\p{Cc}/gu, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  // A reader that has seen enough (`| head`) is no failure.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.ok);
    throw error;
  });
  let shown = 0;
  const clear = (): void => {
    if (shown > 0) stderr.write(`\r${' '.repeat(shown)}\r`);
    shown = 0;
  };
  return {
    print: (line) => {
      clear();
      stdout.write(`${line}\n`);
    },
    note: (line) => {
      clear();
      stderr.write(`${line}\n`);
    },
    progress: (line) => {
      if (!stderr.isTTY) return;
      clear();
      stderr.write(line);
      shown = line.length;
    },
    now: () => Date.now(),
  };
}
