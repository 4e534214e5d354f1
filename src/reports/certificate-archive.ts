/**
 * The certificates of a batch as one zip with an index, written as it is read: each document as it
 * was issued, under a name that tells whose it is, and `index.csv` last.
 *
 * - A1 One learner's documents are held at a time; of all others what the zip's directory and the
 *   index need.
 * - A2 Names are safe on every system and differ, as each holds its certificate's number.
 * - A3 At most `CERTIFICATES_COUNT_MAX`, and what a zip can count; where there are more,
 *   `continue-after.txt` names the learner to go on behind.
 */
import { createHash } from 'node:crypto';
import type { CertificateFacts } from '../domain/certificate.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import { NEVER, type CertificateId, type Instant } from '../domain/ids.js';
import type { Result } from '../domain/result.js';
import { encodeRow } from './csv.js';
import type { Put } from './protected-sink.js';
import { StoredZip } from './stored-zip.js';

export interface ArchiveParts {
  /** The learners of the batch, in the order of their ids. */
  readonly states: AsyncIterable<EnrolmentState>;
  readonly facts: (id: CertificateId) => Promise<Result<CertificateFacts | null, Unread>>;
  readonly document: (id: CertificateId) => Promise<Result<Uint8Array | null, Unread>>;
  /** Learners up to this id are passed over; '' = none. */
  readonly after: string;
}

interface Unread {
  readonly kind: string;
}

export interface ArchiveSummary {
  readonly certificates: number;
  readonly bytes: number;
  /** Where to go on; '' = everything is there. */
  readonly next: string;
}

/** A3. What is remembered of one until the end is less than a kilobyte. */
export const CERTIFICATES_COUNT_MAX = 50_000;

/** Throws what keeps it from being whole: half a zip is none. */
export async function writeArchive(parts: ArchiveParts, put: Put): Promise<ArchiveSummary> {
  const zip = new StoredZip(put);
  const index = [encodeRow(COLUMNS)];
  let indexBytes = 0;
  let [last, cut] = ['', false];
  for await (const state of parts.states) {
    const { learner } = state.key;
    if (parts.after !== '' && isUpTo(learner, parts.after)) continue;
    const files = await filesOf(state, parts);
    const bytes = files.reduce((sum, { document }) => sum + document.length, 0);
    cut = index.length - 1 + files.length > CERTIFICATES_COUNT_MAX;
    cut ||= !zip.hasRoom(bytes, files.length, indexBytes);
    if (cut) break;
    for (const { name, document, row } of files) {
      await zip.add(name, document);
      index.push(row);
      indexBytes += row.length * UTF8_BYTES_MAX;
    }
    last = learner;
  }
  if (cut) await zip.add('continue-after.txt', Buffer.from(last));
  await zip.add('index.csv', Buffer.from(index.join('')));
  await zip.end();
  return { certificates: index.length - 1, bytes: zip.bytes, next: cut ? last : '' };
}

/** Of one UTF-16 unit. */
const UTF8_BYTES_MAX = 3;

interface ArchivedFile {
  readonly name: string;
  readonly document: Uint8Array;
  /** Of the index. */
  readonly row: string;
}

async function filesOf(state: EnrolmentState, parts: ArchiveParts): Promise<ArchivedFile[]> {
  const files: ArchivedFile[] = [];
  for (const { id, revocation } of state.generations.values()) {
    const facts = valueOf(await parts.facts(id));
    const document = facts === null ? null : valueOf(await parts.document(id));
    if (facts === null || document === null) continue;
    const replaced = isReplaced(state, id);
    const status = revocation !== null ? 'revoked' : replaced ? 'superseded' : 'issued';
    const name = entryName(facts);
    files.push({ name, document, row: encodeRow(cells(name, facts, status, document)) });
  }
  return files;
}

const COLUMNS = [
  ...['file', 'certificate', 'learner', 'recipient', 'name', 'issued', 'completed'],
  ...['valid until', 'status', 'access code', 'page', 'sha256'],
];

const cells = (
  name: string,
  facts: CertificateFacts,
  status: string,
  document: Uint8Array,
): readonly string[] => [
  name,
  facts.certificate,
  facts.learner,
  facts.recipientName,
  facts.templateName,
  iso(facts.issuedAt),
  facts.completedAt === NEVER ? '' : iso(facts.completedAt),
  facts.expiresAt === undefined ? '' : iso(facts.expiresAt),
  status,
  facts.accessCode,
  facts.verifyUrl,
  createHash('sha256').update(document).digest('hex'),
];

/** A2. */
export function entryName({ recipientName, templateName, certificate }: CertificateFacts): string {
  const parts = [recipientName, templateName].map(safe).filter((part) => part !== '');
  return `${[...parts, safeNumber(certificate)].join('_')}.pdf`;
}

/** Letters, marks and digits of every script; all else is a hyphen. */
const safe = (text: string): string =>
  Array.from(text.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}]+/gu, '-'))
    .slice(0, PART_CHARACTERS_MAX)
    .join('')
    .replace(/^-+|-+$/g, '');

const PART_CHARACTERS_MAX = 30;

/** An id of ordinary characters as it is; another one by its hash. */
const safeNumber = (id: string): string =>
  /^[\w-]{1,64}$/.test(id) ? id : createHash('sha256').update(id).digest('hex').slice(0, 32);

const isReplaced = ({ generations }: EnrolmentState, id: CertificateId): boolean =>
  [...generations.values()].some(({ replaces }) => replaces === id);

const isUpTo = (learner: string, after: string): boolean =>
  Buffer.compare(Buffer.from(learner), Buffer.from(after)) <= 0;

function valueOf<T>(read: Result<T, Unread>): T {
  if (read.ok) return read.value;
  throw new Error(`a certificate cannot be read: ${read.error.kind}`);
}

const iso = (at: Instant): string => new Date(at).toISOString();
