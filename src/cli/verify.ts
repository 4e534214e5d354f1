/**
 * `laurel verify`: says of a file or a text whether it is what an issuer signed. Needs public keys
 * and nothing else: no settings, no store, no network.
 */
import { readFile } from 'node:fs/promises';
import { parseVerifyingKeys, type VerifyingKey } from '../certificates/credential/key-ring.js';
import { endOf, verifyFile, verifyText, type Verdict } from '../certificates/credential/verify.js';
import { hasExpired } from '../domain/expiry.js';
import { err, type Result } from '../domain/result.js';
import { verdictLines } from './verdict-lines.js';
import { EXIT, type ExitCode, type Terminal } from './terminal.js';

export interface VerifyRequest {
  /** A path, or the text of a code or of a credential. */
  readonly subject: string;
  /** File of the issuer's public keys: a key set, a JWK or a PEM. */
  readonly keys: string;
  readonly json: boolean;
}

/**
 * Ends 0 only for what is genuine and has not expired; 1 for all else that could be checked; 2
 * without usable keys.
 */
export async function verify(request: VerifyRequest, terminal: Terminal): Promise<ExitCode> {
  const keys = await keysIn(request.keys);
  if (!keys.ok) {
    terminal.note(`laurel: ${request.keys} ${keys.error}`);
    return EXIT.usage;
  }
  const verdict = await verdictOn(request.subject, keys.value);
  const expired = hasExpired(endOf(verdict), terminal.now());
  if (request.json) terminal.print(JSON.stringify(expired ? { ...verdict, expired } : verdict));
  else for (const line of verdictLines(verdict, expired)) terminal.print(line);
  return verdict.kind === 'genuine' && !expired ? EXIT.ok : EXIT.failed;
}

async function keysIn(path: string): Promise<Result<readonly VerifyingKey[], string>> {
  try {
    return parseVerifyingKeys(await readFile(path, 'utf8'));
  } catch (error) {
    return err(`cannot be read: ${String(error)}`);
  }
}

/** What is no file is a text; whoever mistyped a path is told that, too. */
async function verdictOn(subject: string, keys: readonly VerifyingKey[]): Promise<Verdict> {
  let file: Uint8Array;
  try {
    file = await readFile(subject);
  } catch (error) {
    const verdict = await verifyText(subject, keys);
    if (verdict.kind !== 'unsigned') return verdict;
    return { ...verdict, detail: `${verdict.detail}, and ${unread(error)}` };
  }
  return verifyFile(file, keys);
}

function unread(error: unknown): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  const isNone = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(code);
  return isNone ? 'no file has that name' : `the file of that name cannot be read: ${code}`;
}
