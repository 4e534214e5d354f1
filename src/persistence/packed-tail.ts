/**
 * The rare parts of a packed enrolment: who enrolled the learner, player details, attempts and
 * certificates, as one msgpack value. Common parts are `packed-enrolment.ts`.
 *
 * - T1 Canonical: equal states give equal tails.
 */
import { Packr } from 'msgpackr';
import { attemptKey, type AttemptState } from '../domain/attempt.js';
import type { EnrolmentState, Membership } from '../domain/enrolment.js';
import type { Generation } from '../domain/generation.js';
import { NEVER, compareText, type ContentId } from '../domain/ids.js';
import { MalformedBytes } from './byte-reader.js';

const packr = new Packr({ useRecords: false, moreTypes: false });

type DetailsRow = readonly [string, number, string];
type AttemptRow = readonly [string, string, number, number, number, string];
type PlainRow = readonly [string, string, string, number, string, boolean, string, string];
/** When it was revoked, and why, follow only where it was. */
type GenerationRow = PlainRow | readonly [...PlainRow, number, string];

/** addedBy, [content, at, details][], attempts, generations. */
export type Tail = readonly [
  string,
  readonly DetailsRow[],
  readonly AttemptRow[],
  readonly GenerationRow[],
];

export const EMPTY_TAIL: Tail = ['', [], [], []];

/** The tail of a state; `null` when it has no rare part. */
export function tailOf(state: EnrolmentState): Tail | null {
  const addedBy = addedByOf(state.membership);
  const details = [...state.contents.values()]
    .filter((c) => c.detailsAt !== NEVER)
    .sort((a, b) => compareText(a.content, b.content))
    .map((c) => [c.content, c.detailsAt, c.details] as const);
  const rare = details.length + state.attempts.size + state.generations.size;
  if (addedBy === '' && rare === 0) return null;
  const attempts = sortedByKey(state.attempts).map(
    (a) => [a.content, a.attempt, a.attemptedAt, a.score, a.maxScore, a.payloadHash] as const,
  );
  const generations = sortedByKey(state.generations).map(generationRow);
  return [addedBy, details, attempts, generations];
}

function generationRow(g: Generation): GenerationRow {
  const { id, template, name, issuedAt, replaces, rendered, identifier, listing } = g;
  const row = [id, template, name, issuedAt, replaces, rendered, identifier, listing] as const;
  return g.revocation === null ? row : [...row, g.revocation.at, g.revocation.reason];
}

/** The bytes of a tail. */
export const writeTail = (tail: Tail): Buffer => packr.pack(tail);

/** The attempts of a tail, by their keys. */
export const attemptsOf = (tail: Tail): ReadonlyMap<string, AttemptState> =>
  new Map(tail[2].map(attemptOf));

/** The certificates of a tail, by their ids. */
export const generationsOf = (tail: Tail): ReadonlyMap<string, Generation> =>
  new Map(tail[3].map(generationOf));

const addedByOf = (membership: Membership | null): string => membership?.addedBy ?? '';

const sortedByKey = <V>(map: ReadonlyMap<string, V>): V[] =>
  [...map].sort(([a], [b]) => compareText(a, b)).map(([, value]) => value);

/** Reads a tail back; throws `MalformedBytes` when the bytes are none. */
export function readTail(bytes: Buffer): Tail {
  let tail: unknown;
  try {
    tail = packr.unpack(bytes);
  } catch {
    throw new MalformedBytes('has a tail that is no msgpack value');
  }
  if (!isTail(tail)) throw new MalformedBytes('has a foreign tail');
  return tail;
}

const TEXT = 'string';
const GENERATION_TYPES = [TEXT, TEXT, TEXT, 'number', TEXT, 'boolean', TEXT, TEXT];
const REVOCATION_TYPES = ['number', TEXT];

function isTail(value: unknown): value is Tail {
  if (!Array.isArray(value) || value.length !== 4) return false;
  const [addedBy, details, attempts, generations] = value as readonly unknown[];
  return (
    typeof addedBy === 'string' &&
    areRows(details, ['string', 'number', 'string']) &&
    areRows(attempts, ['string', 'string', 'number', 'number', 'number', 'string']) &&
    areRows(generations, GENERATION_TYPES, REVOCATION_TYPES)
  );
}

/**
 * Whether a value is a list of rows whose fields have these types, in this order, and behind them
 * all of `more` or none.
 */
function areRows(value: unknown, types: readonly string[], more: readonly string[] = []): boolean {
  if (!Array.isArray(value)) return false;
  const all = [...types, ...more];
  return value.every(
    (row: unknown) =>
      Array.isArray(row) &&
      (row.length === types.length || row.length === all.length) &&
      row.every((field, i) => typeof field === all[i]),
  );
}

function attemptOf(row: AttemptRow): [string, AttemptState] {
  const [content, attempt, attemptedAt, score, maxScore, payloadHash] = row;
  const state = {
    content: content as ContentId,
    attempt,
    attemptedAt,
    score,
    maxScore,
    payloadHash,
  };
  return [attemptKey(state), state];
}

function generationOf(row: GenerationRow): [string, Generation] {
  const [id, template, name, issuedAt, replaces, rendered, identifier, listing, at, reason] = row;
  return [
    id,
    {
      id: id as Generation['id'],
      template: template as Generation['template'],
      name,
      issuedAt,
      replaces,
      rendered,
      identifier,
      listing,
      revocation: at === undefined ? null : { at, reason: reason ?? '' },
    },
  ];
}
