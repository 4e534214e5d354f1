/**
 * Names of report files as links give them, and where those files lie. Reads nothing.
 *
 * - N1 No name, whatever it holds, leads out of the report folder, to a hidden file or to a part.
 */
import { join } from 'node:path';

/** Path of a file named relative to the report folder; `null` = no report has such a name. */
export function reportPath(folder: string, file: string): string | null {
  const parts = file.split('/');
  const isNamed = parts.every(isName) && REPORT_ENDING.test(file);
  return isNamed ? join(folder, ...parts) : null;
}

/** Neither empty nor hidden (`..` included), and one name on every system. */
const isName = (part: string): boolean => NAME.test(part);

// eslint-disable-next-line no-control-regex -- they are what is kept out
const NAME = /^[^.\\/:\u0000-\u001f][^\\/:\u0000-\u001f]*$/;

const REPORT_ENDING = /\.(csv|zip|json)$/;
