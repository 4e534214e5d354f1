/**
 * Branded identifiers. An id is parsed once, at the gateway; inside, the brand is the proof.
 *
 * - ID1 An id is 1 to `ID_LENGTH_MAX` UTF-16 units long and holds no control character and no
 *   lone surrogate, so that a key made of ids joined by NUL is unambiguous, also as UTF-8 (where
 *   all lone surrogates become one character), and fits every store.
 */
import { err, ok, type Result } from './result.js';

declare const brand: unique symbol;
type Brand<Name extends string> = string & { readonly [brand]: Name };

export type LearnerId = Brand<'learner'>;
export type CourseId = Brand<'course'>;
export type BatchId = Brand<'batch'>;
export type ContentId = Brand<'content'>;
export type CertificateId = Brand<'certificate'>;
export type TemplateId = Brand<'template'>;

/**
 * Longest id accepted, in UTF-16 units: Sunbird's own have at most 64, and five of ours at 3 bytes
 * a unit still fit one LMDB key (1,978 bytes).
 */
export const ID_LENGTH_MAX = 128;

/** What is wrong with a value offered as an id. */
export type IdFault =
  'missing' | 'not-a-string' | 'too-long' | 'control-character' | 'lone-surrogate';

/** Milliseconds since the epoch; 0 means "never". */
export type Instant = number;

/** The absent instant: no event happened. */
export const NEVER: Instant = 0;

export const parseLearnerId = (value: unknown): Result<LearnerId, IdFault> => parse(value);
export const parseCourseId = (value: unknown): Result<CourseId, IdFault> => parse(value);
export const parseBatchId = (value: unknown): Result<BatchId, IdFault> => parse(value);
export const parseContentId = (value: unknown): Result<ContentId, IdFault> => parse(value);
export const parseCertificateId = (value: unknown): Result<CertificateId, IdFault> => parse(value);
export const parseTemplateId = (value: unknown): Result<TemplateId, IdFault> => parse(value);

/** One learner's place in one batch of one course: the key of an enrolment. */
export interface EnrolmentKey {
  readonly learner: LearnerId;
  readonly course: CourseId;
  readonly batch: BatchId;
}

/** Byte-wise order of two strings by UTF-16 unit; the fixed order used wherever one is needed. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function parse<Id extends string>(value: unknown): Result<Id, IdFault> {
  if (value === undefined || value === null || value === '') return err('missing');
  if (typeof value !== 'string') return err('not-a-string');
  if (value.length > ID_LENGTH_MAX) return err('too-long');
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (unit < 0x20 || unit === 0x7f) return err('control-character');
  }
  return LONE_SURROGATE.test(value) ? err('lone-surrogate') : ok(value as Id);
}

const LONE_SURROGATE = /\p{Surrogate}/u;
