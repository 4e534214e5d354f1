/** Rows to put into a store: each builder gives a plain one, and a test says what differs. */
import type { CertificateFacts } from '../../src/domain/certificate.js';
import {
  ID_LENGTH_MAX,
  parseLearnerId,
  type BatchId,
  type CertificateId,
  type ContentId,
  type CourseId,
  type EnrolmentKey,
  type LearnerId,
  type TemplateId,
} from '../../src/domain/ids.js';
import { EMPTY_COMMIT } from '../../src/persistence/ports.js';
import type {
  AttemptRow,
  Commit,
  SnapshotRow,
  SnapshotWrite,
} from '../../src/persistence/ports.js';

export const MEGABYTE = 1_000_000;

/** An id of the greatest length whose characters take three bytes each. */
export const longestId = (last: string): string => '\u20ac'.repeat(ID_LENGTH_MAX - 1) + last;

export const learnerId = (id: string): LearnerId => id as LearnerId;
export const certificateId = (id: string): CertificateId => id as CertificateId;

export const keyOf = (learner: string, batch = 'batch', course = 'course'): EnrolmentKey => ({
  learner: learner as LearnerId,
  course: course as CourseId,
  batch: batch as BatchId,
});

export const snapshot = (key: EnrolmentKey, text: string): SnapshotWrite => ({
  key,
  bytes: Buffer.from(text),
  isNew: true,
});

/** A snapshot of an enrolment of which the store has a row. */
export const again = (key: EnrolmentKey, text: string): SnapshotWrite => ({
  ...snapshot(key, text),
  isNew: false,
});

export const commitOf = (part: Partial<Commit>): Commit => ({ ...EMPTY_COMMIT, ...part });

export const attemptRow = (
  key: EnrolmentKey,
  attempt: string,
  more: Partial<AttemptRow> = {},
): AttemptRow => ({
  key,
  content: 'content' as ContentId,
  attempt,
  payloadHash: 'hash',
  attemptedAt: 1_700_000_000_000,
  questions: [],
  ...more,
});

export const factsOf = (certificate: string): CertificateFacts => ({
  certificate: certificateId(certificate),
  replaces: '',
  learner: 'learner',
  recipientName: 'आशा राव',
  course: 'course',
  courseName: 'Course',
  batch: 'batch',
  batchName: 'Batch',
  template: 'template' as TemplateId,
  templateName: 'Merit',
  templateHash: 'hash',
  issuer: { name: 'Issuer', url: 'https://example.org' },
  completedAt: 1_700_000_000_000,
  issuedAt: 1_700_000_000_001,
  scorePercent: null,
  accessCode: 'A1B2C3',
  verifyUrl: 'https://example.org/certificates/1',
  timeZone: 'Asia/Kolkata',
});

/** Rows as text, to be compared and read. */
export const texts = (rows: readonly SnapshotRow[]): string[] =>
  rows.map(({ key, bytes }) => `${key.learner} ${key.batch} ${Buffer.from(bytes).toString()}`);

export const learners = (rows: readonly SnapshotRow[]): string[] =>
  rows.map(({ key }) => key.learner);

/** Ids that hold, together, every character of the basic plane that an id may hold, and others. */
export function idsOfEveryCharacter(): string[] {
  const ids: string[] = [];
  let id = '';
  for (let unit = 0; unit < 65_536; unit++) {
    const character = String.fromCharCode(unit);
    if (!parseLearnerId(character).ok) continue;
    id += character;
    if (id.length < ID_LENGTH_MAX) continue;
    ids.push(id);
    id = '';
  }
  return [...ids, id, '😀', '\u{10ffff}', '__proto__', 'a b', 'a/b', '../b', 'e\u0301'];
}

/** The order of ids by their bytes, as every store has it. */
export const byBytes = (a: string, b: string): number =>
  Buffer.compare(Buffer.from(a), Buffer.from(b));
