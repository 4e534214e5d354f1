/** Files that a command reads; gone when the tests of the file end. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'laurel-input-'));
let made = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The path of a file that holds the text. */
export function inFile(text: string): string {
  const path = join(folder, String(++made));
  writeFileSync(path, text);
  return path;
}
