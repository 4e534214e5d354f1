/**
 * `laurel verify`: says whether a certificate is genuine and, as far as status lists are given, in
 * force. Needs public keys only; no data folder, and no network but for a status list's address.
 *
 * Ends with 0 for a valid certificate, 1 for any other verdict, 2 when it could not be judged.
 */
import { existsSync } from 'node:fs';
import { inspect } from '../certificates/credential/inspection.js';
import {
  keysOfDocument,
  type PublicKey,
  type TrustedKeys,
} from '../certificates/credential/public-key.js';
import { readStatusList, type StatusList } from '../certificates/credential/status-list.js';
import { listOf, verdictOf, type Verdict } from '../certificates/credential/verdict.js';
import { cleanText } from '../certificates/script-run.js';
import { err, ok, type Result } from '../domain/result.js';
import { openInput } from './input.js';
import { EXIT, type ExitCode, type Terminal } from './terminal.js';

export interface VerifyOrder {
  /** A file, a text (credential as JWT, what a QR code holds), or `-` for standard input. */
  readonly input: string;
  /** Files of public keys: JWKS, DID document or JWK. */
  readonly keys: readonly string[];
  /** Status lists: files or http(s) addresses. */
  readonly status: readonly string[];
  readonly json: boolean;
}

/** Prints the verdict. `ownKeys` = the installation's key file, used when none is given. */
export async function verify(
  order: VerifyOrder,
  ownKeys: string,
  terminal: Terminal,
): Promise<ExitCode> {
  const judged = await judge(order, ownKeys, terminal);
  if (!judged.ok) {
    terminal.note(`laurel: ${judged.error}`);
    return EXIT.usage;
  }
  if (order.json) terminal.print(JSON.stringify(judged.value));
  else for (const line of linesOf(judged.value)) terminal.print(line);
  return judged.value.verdict === 'valid' ? EXIT.ok : EXIT.failed;
}

const FILE_BYTES_MAX = 64 * 1024 * 1024;
const KEYS_BYTES_MAX = 1024 * 1024;
const LIST_BYTES_MAX = 8 * 1024 * 1024;
const LIST_WAIT_MS = 10_000;

async function judge(
  order: VerifyOrder,
  ownKeys: string,
  terminal: Terminal,
): Promise<Result<Verdict, string>> {
  const subject = await subjectOf(order.input);
  if (!subject.ok) return subject;
  const keys = await trustedKeys(order.keys, ownKeys, terminal);
  if (!keys.ok) return keys;
  const lists = await statusLists(order.status, keys.value);
  if (!lists.ok) return lists;
  const now = terminal.now();
  const verdict = verdictOf(inspect(subject.value, keys.value), lists.value, now);
  return checkedStatus(verdict, lists.value, now, terminal);
}

/** A text is what no file is named like: an address, or a JWT. */
async function subjectOf(input: string): Promise<Result<Uint8Array, string>> {
  if (input === '-' || existsSync(input)) return readBytes(input, FILE_BYTES_MAX);
  if (/^\s*(https?:\/\/|eyJ)/i.test(input)) return ok(Buffer.from(input));
  return err(`there is no file ${shown(input)}, and it is no certificate address or credential`);
}

async function readBytes(path: string, bytesMax: number): Promise<Result<Buffer, string>> {
  const input = await openInput(path);
  return input.ok ? gathered(input.value.chunks, path, bytesMax) : input;
}

async function gathered(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  bytesMax: number,
): Promise<Result<Buffer, string>> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of chunks) {
      bytes += piece.length;
      if (bytes > bytesMax) return err(`${name} is larger than ${String(bytesMax)} bytes`);
      pieces.push(piece);
    }
  } catch (error) {
    return err(`cannot read ${name}: ${String(error)}`);
  }
  return ok(Buffer.concat(pieces));
}

async function trustedKeys(
  files: readonly string[],
  ownKeys: string,
  terminal: Terminal,
): Promise<Result<TrustedKeys, string>> {
  if (files.length === 0 && !existsSync(ownKeys)) {
    terminal.note('laurel: no public keys at hand, so no issuer is known: give --keys FILE');
    return ok(new Map());
  }
  const known = new Map<string, PublicKey>();
  for (const file of files.length === 0 ? [ownKeys] : files) {
    const bytes = await readBytes(file, KEYS_BYTES_MAX);
    if (!bytes.ok) return bytes;
    const keys = keysOfDocument(bytes.value.toString('utf8'));
    if (!keys.ok) return err(`${file} ${keys.error}`);
    for (const [kid, key] of keys.value) known.set(kid, key);
  }
  return ok(known);
}

async function statusLists(
  sources: readonly string[],
  trusted: TrustedKeys,
): Promise<Result<StatusList[], string>> {
  const lists: StatusList[] = [];
  for (const source of sources) {
    const isAddress = /^https?:\/\//i.test(source);
    const bytes = isAddress ? await fetched(source) : await readBytes(source, LIST_BYTES_MAX);
    if (!bytes.ok) return bytes;
    const list = readStatusList(bytes.value.toString('utf8'), trusted);
    if (!list.ok) return err(`${source} ${list.error}`);
    lists.push(list.value);
  }
  return ok(lists);
}

async function fetched(address: string): Promise<Result<Buffer, string>> {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(LIST_WAIT_MS) });
    if (!answer.ok) return err(`${address} answers HTTP ${String(answer.status)}`);
    return await gathered(piecesOf(answer), address, LIST_BYTES_MAX);
  } catch (error) {
    return err(`cannot fetch ${address}: ${String(error)}`);
  }
}

/** Ends the transfer when the reader has enough. */
async function* piecesOf({ body }: Response): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  if (reader === undefined) return;
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      yield piece.value as Uint8Array;
    }
  } finally {
    await reader.cancel();
  }
}

/** Lists that were given and hold nothing of this certificate must not look like a check. */
function checkedStatus(
  verdict: Verdict,
  lists: readonly StatusList[],
  now: number,
  terminal: Terminal,
): Result<Verdict, string> {
  const { claims } = verdict;
  if (claims === null || lists.length === 0 || verdict.verdict === 'unknown-key') {
    return ok(verdict);
  }
  const list = listOf(claims, lists);
  if (list === null) {
    const wanted = claims.status === null ? 'none holds it' : `it is in ${claims.status.list}`;
    return err(`the status of this certificate is not in the lists given: ${shown(wanted)}`);
  }
  if (list.validUntil !== '' && Date.parse(list.validUntil) <= now) {
    terminal.note(
      `laurel: the status list is old, it ended on ${list.validUntil}: get a newer one`,
    );
  }
  return ok(verdict);
}

function linesOf({ verdict, reason, status, key, claims }: Verdict): string[] {
  const rows: (readonly [string, string])[] = [
    ['key', key],
    ...(claims === null ? [] : claimRows(claims)),
    ['status', claims !== null && status === 'not-checked' ? STATUS_HINT : ''],
  ];
  const said = rows.filter(([, value]) => value !== '');
  const lines = said.map(([name, value]) => `${name.padEnd(12)} ${shown(value)}`);
  return [`${verdict.toUpperCase()}: ${reason}`, ...lines];
}

const STATUS_HINT = 'not checked: whether it was withdrawn is in its status list (--status)';

const claimRows = (claims: NonNullable<Verdict['claims']>): (readonly [string, string])[] => [
  ['certificate', claims.certificate],
  ['title', claims.title],
  ['recipient', claims.recipient],
  ['course', claims.course],
  ['batch', claims.batch],
  ['completed', claims.completedOn],
  ['score', claims.scorePercent === '' ? '' : `${claims.scorePercent}%`],
  ['issued', claims.issuedOn],
  ['issuer', [claims.issuer, claims.issuerUrl].filter((part) => part !== '').join(', ')],
  ['signed for', claims.issuerDid],
  ['access code', claims.accessCode],
  ['replaces', claims.replaces],
  ['valid until', claims.validUntil],
  ['page', claims.address],
  ['status list', claims.status === null ? '' : `${claims.status.list} ${claims.status.index}`],
];

/** On one line and without control characters: what a stranger wrote goes to a terminal. */
const shown = (text: string): string => cleanText(text).slice(0, SHOWN_CHARS_MAX);

const SHOWN_CHARS_MAX = 500;
