/**
 * The few facts of an enrolment that a report prints, read straight out of a stored snapshot. One
 * object serves a whole scan: building a state per learner costs ten times as much.
 *
 * - L1 It says what the decoded state would say (G1 of `report-ports.ts`); `props/` shows it.
 * - L2 A snapshot is believed only with its checksum (`snapshot.ts` S1, S2); of one that has it,
 *   parts that are passed over are not looked at again.
 *
 * Formats: `snapshot.ts`, `packed-enrolment.ts`, `packed-tail.ts`.
 */
import { NEVER, type Instant } from '../domain/ids.js';
import { MalformedBytes } from './byte-reader.js';
import { crcOf } from './checksum.js';
import { MsgpackCursor } from './msgpack-cursor.js';
import { NameIndex } from './name-index.js';
import { CONTENT, EMPTY_TABLE, ENROLMENT } from './packed-enrolment.js';
import type { BestAttempts, EnrolmentFacts, Lens, TableOfVersion } from './report-ports.js';
import { FORMAT } from './snapshot.js';

const TWO_32 = 4_294_967_296;

/** What is known of one course version. */
interface Places {
  readonly version: number;
  /** The version as it enters the checksum. */
  readonly versionText: Uint8Array;
  /** For each place in the table, 1 where the content counts as a completed one. */
  readonly counting: Uint8Array;
}

export class EnrolmentGlance implements EnrolmentFacts {
  readonly #optional: ReadonlySet<string>;
  readonly #tableOf: TableOfVersion;
  readonly #scored: NameIndex;
  readonly #wantsActivity: boolean;
  readonly #wantsLatest: boolean;
  /** When the best attempts were made, in the order of the lens. */
  readonly #bestAt: Float64Array;
  readonly #cursor = new MsgpackCursor();
  readonly #versions = new Map<number, Places>();
  #places: Places | null = null;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;

  isEnrolled = false;
  enrolledAt: Instant = NEVER;
  completedAt: Instant = NEVER;
  completed = 0;
  certified = false;
  lastAccessAt: Instant = NEVER;
  readonly best: BestAttempts & { count: number };

  constructor(lens: Omit<Lens, 'fields'>, tableOf: TableOfVersion) {
    this.#optional = new Set(lens.optional);
    this.#tableOf = tableOf;
    this.#scored = new NameIndex(lens.scored);
    this.#wantsActivity = lens.activity === true;
    this.#wantsLatest = lens.counting === 'latest';
    const count = lens.scored.length;
    this.#bestAt = new Float64Array(count);
    this.best = {
      count: 0,
      attempted: new Uint8Array(count),
      score: new Float64Array(count),
      maxScore: new Float64Array(count),
    };
  }

  /**
   * Reads one snapshot. `key` is the enrolment's text (`enrolmentText`) in UTF-8. Throws
   * `MalformedBytes` when the row is not what was written for this key.
   */
  read(key: Uint8Array, snapshot: Uint8Array): void {
    const places = this.#unseal(key, snapshot);
    const flags = this.#byte();
    this.#readMembership(flags);
    this.#readContents(places);
    this.certified = false;
    if (this.best.count > 0) this.#forgetBest();
    if ((flags & ENROLMENT.tail) !== 0) this.#readTail();
    else if (this.#at !== this.#end) throw new MalformedBytes('goes on after its end');
  }

  /** Takes the envelope off (L2); the body lies from `#at` to `#end`. */
  #unseal(key: Uint8Array, snapshot: Uint8Array): Places {
    const cursor = this.#cursor;
    cursor.start(snapshot, 0, snapshot.length);
    if (cursor.list() !== 4) throw new MalformedBytes('is no snapshot envelope');
    const format = cursor.number();
    if (format !== FORMAT) throw new MalformedBytes(`has unknown format ${String(format)}`);
    const sum = cursor.number();
    const places = this.#placesOf(cursor.number());
    const length = cursor.binary();
    this.#bytes = snapshot;
    this.#at = cursor.at;
    this.#end = this.#at + length;
    const head = crcOf(key, 0, key.length);
    const before = crcOf(places.versionText, 0, places.versionText.length, head);
    if (crcOf(snapshot, this.#at, this.#end, before) !== sum) {
      throw new MalformedBytes('fails its checksum');
    }
    return places;
  }

  #placesOf(version: number): Places {
    if (this.#places?.version === version) return this.#places;
    const held = this.#versions.get(version) ?? this.#newPlaces(version);
    this.#versions.set(version, held);
    this.#places = held;
    return held;
  }

  #newPlaces(version: number): Places {
    const table = version === 0 ? EMPTY_TABLE : this.#tableOf(version);
    if (table === null) throw new MalformedBytes(`needs unknown course version ${String(version)}`);
    return {
      version,
      versionText: Buffer.from(`\u0000${String(version)}`),
      counting: Uint8Array.from(table.ids, (id) => (this.#optional.has(id) ? 0 : 1)),
    };
  }

  #readMembership(flags: number): void {
    const member = (flags & ENROLMENT.member) !== 0;
    if (member) this.#at += 6;
    this.enrolledAt = member ? this.#instant() : NEVER;
    const active = member && (flags & ENROLMENT.active) !== 0;
    this.isEnrolled = active && this.enrolledAt !== NEVER;
    const completed = (flags & ENROLMENT.completed) !== 0;
    this.completedAt = completed ? this.#instant() : NEVER;
    if (completed) this.#count();
  }

  /** Counts what is completed, and moves past everything else. */
  #readContents({ counting }: Places): void {
    let completed = 0;
    this.lastAccessAt = NEVER;
    for (let left = this.#count(); left > 0; left--) {
      const place = this.#count();
      const counts = place === 0 ? this.#namedCounts() : (counting[place - 1] ?? NOT_IN_TABLE);
      if (counts === NOT_IN_TABLE) {
        throw new MalformedBytes(`content ${String(place)} is not in the table`);
      }
      const flags = this.#byte();
      if ((flags & CONTENT.status) === 2) completed += counts;
      const after = this.#at + bytesOfTimes(flags);
      if (this.#wantsActivity) this.#noteAccess(flags, after);
      this.#at = after;
      if ((flags & CONTENT.counts) !== 0) {
        this.#count();
        this.#count();
      }
    }
    if (this.#at > this.#end) throw new MalformedBytes('ends too early');
    this.completed = completed;
  }

  /** The access is the last of the times, or the same as the first of them. */
  #noteAccess(flags: number, after: number): void {
    const progress = (flags & CONTENT.progress) !== 0 ? 1 : 0;
    this.#at = (flags & CONTENT.accessIsLast) !== 0 ? this.#at + progress : after - 6;
    const at = this.#instant();
    if (at > this.lastAccessAt) this.lastAccessAt = at;
  }

  #namedCounts(): number {
    const length = this.#count();
    const at = this.#at;
    this.#at += length;
    const name = Buffer.from(this.#bytes.subarray(at, at + length)).toString();
    return this.#optional.has(name) ? 0 : 1;
  }

  /** `[addedBy, details, attempts, generations]`. */
  #readTail(): void {
    const cursor = this.#cursor;
    cursor.start(this.#bytes, this.#at, this.#end);
    if (cursor.list() !== 4) throw new MalformedBytes('has a foreign tail');
    cursor.skipTexts(1);
    for (let left = cursor.list(); left > 0; left--) {
      cursor.list();
      cursor.skipTexts(1);
      cursor.number();
      cursor.skipTexts(1);
    }
    for (let left = cursor.list(); left > 0; left--) this.#readAttempt();
    for (let left = cursor.list(); left > 0; left--) this.#readGeneration();
    if (!cursor.ended) throw new MalformedBytes('goes on after its end');
  }

  /** Attempts lie in the order of their ids, so of equal ones the first one counts. */
  #readAttempt(): void {
    const cursor = this.#cursor;
    const { best } = this;
    cursor.list();
    const length = cursor.text();
    const i = this.#scored.find(this.#bytes, cursor.at, cursor.at + length);
    cursor.at += length;
    cursor.skipTexts(1);
    const at = cursor.number();
    const score = cursor.number();
    const maxScore = cursor.number();
    cursor.skipTexts(1);
    if (i < 0) return;
    if (best.attempted[i] === 1 && !this.#isBetter(i, score, at)) return;
    if (best.attempted[i] !== 1) best.count++;
    best.attempted[i] = 1;
    this.#bestAt[i] = at;
    best.score[i] = score;
    best.maxScore[i] = maxScore;
  }

  /** As `bestScores` of `domain/attempt.ts`. */
  #isBetter(i: number, score: number, at: Instant): boolean {
    const bestAt = this.#bestAt[i] ?? 0;
    if (this.#wantsLatest && at !== bestAt) return at > bestAt;
    return score > (this.best.score[i] ?? 0);
  }

  /** `[id, template, name, issuedAt, replaces, rendered, identifier, listing]`, and of a revoked
   * one `[..., at, reason]`. */
  #readGeneration(): void {
    const cursor = this.#cursor;
    const revoked = cursor.list() > FIELDS_UNREVOKED;
    cursor.skipTexts(3);
    cursor.number();
    cursor.skipTexts(1);
    if (cursor.flag() && !revoked) this.certified = true;
    cursor.skipTexts(2);
    if (!revoked) return;
    cursor.number();
    cursor.skipTexts(1);
  }

  #forgetBest(): void {
    this.best.count = 0;
    this.best.attempted.fill(0);
  }

  #byte(): number {
    if (this.#at >= this.#end) throw new MalformedBytes('ends too early');
    return this.#bytes[this.#at++] ?? 0;
  }

  #count(): number {
    const first = this.#byte();
    if (first < 128) return first;
    let value = first & 127;
    for (let shift = 7; shift < 35; shift += 7) {
      const next = this.#byte();
      value += (next & 127) * 2 ** shift;
      if (next < 128) return value;
    }
    throw new MalformedBytes('a count is too long');
  }

  #instant(): number {
    const [at, b] = [this.#at, this.#bytes];
    this.#at = at + 6;
    const low = (b[at] ?? 0) + (b[at + 1] ?? 0) * 256 + (b[at + 2] ?? 0) * 65_536;
    const high = (b[at + 4] ?? 0) + (b[at + 5] ?? 0) * 256;
    return low + (b[at + 3] ?? 0) * 16_777_216 + high * TWO_32;
  }
}

const NOT_IN_TABLE = 255;

const FIELDS_UNREVOKED = 8;

/** Progress byte and times of a content, by its flags (`packed-enrolment.ts`). */
function bytesOfTimes(flags: number): number {
  return BYTES_OF_TIMES[flags] ?? 0;
}

const BYTES_OF_TIMES = Uint8Array.from({ length: 256 }, (_, flags) => {
  const progress = (flags & CONTENT.progress) !== 0 ? 1 : 0;
  const completed = (flags & CONTENT.completion) !== 0;
  const last = completed ? 6 : 0;
  const first = completed && (flags & CONTENT.oneCompletion) === 0 ? 6 : 0;
  const access = (flags & CONTENT.accessIsLast) === 0 ? 6 : 0;
  return progress + last + first + access;
});
