/**
 * Glances at the learners of a batch in LMDB: roster, snapshots and user cache in one read
 * transaction, without copying or building anything that is not printed.
 *
 * - G4 All of it is of one moment. A transaction is not held for ever, since the store grows under
 *   it: a scan that takes too long ends as `unavailable`, and is not put together of two moments.
 */
import type { Transaction } from 'lmdb';
import { setImmediate } from 'node:timers/promises';
import type { BatchId, CourseId } from '../../domain/ids.js';
import { err, ok } from '../../domain/result.js';
import { MalformedBytes } from '../byte-reader.js';
import { EnrolmentGlance } from '../enrolment-glance.js';
import type { StoreError } from '../ports.js';
import type { LearnerGlance, Lens, ScanGlances, TableOfVersion } from '../report-ports.js';
import { UserGlance } from '../user-glance.js';
import type { BorrowedTable, KeyRun } from './environment.js';
import { below } from './keys.js';
import { RisingReads } from './rising-reads.js';

/** A learner takes some microseconds, so a slice holds a thread for a millisecond or two. */
const LEARNERS_PER_SLICE_MAX = 500;

/** At 200,000 learners a second over a hundred million of them. */
export const SCAN_MS_MAX = 600_000;

export interface GlanceTables {
  readonly roster: BorrowedTable;
  readonly snapshots: BorrowedTable;
  readonly users: BorrowedTable;
}

/** How a scan of one batch reads. `transaction` is held and let go by the caller. */
export interface GlancePlace {
  readonly course: CourseId;
  readonly batch: BatchId;
  readonly tableOf: TableOfVersion;
  readonly transaction: Transaction;
  now(): number;
}

/** Scans one batch (G4). */
export const batchGlances =
  (tables: GlanceTables, place: GlancePlace): ScanGlances =>
  async (lens, show, turn) => {
    const { course, batch, transaction, now } = place;
    const deadline = now() + SCAN_MS_MAX;
    const reader = new GlanceReader(tables, place, lens);
    let shown = 0;
    try {
      for (const key of tables.roster.getKeys({ ...below(course, batch), transaction })) {
        const fault = reader.read(key);
        if (fault !== null) return err(fault);
        if (reader.found) show(reader);
        if (++shown % LEARNERS_PER_SLICE_MAX > 0) continue;
        if (now() > deadline) return err(tooSlow);
        if (!(await turn())) return ok(undefined);
        await setImmediate();
      }
      return ok(undefined);
    } finally {
      reader.close();
    }
  };

const tooSlow: StoreError = {
  kind: 'unavailable',
  detail: `a scan takes longer than ${String(SCAN_MS_MAX)} ms`,
};

/** Reads the learners of roster rows, one after another, always into the same glance. */
class GlanceReader implements LearnerGlance {
  readonly #snapshots: RisingReads;
  readonly #users: RisingReads;
  readonly #keys: LearnerKeys;
  readonly #looksUp: boolean;
  readonly enrolment: EnrolmentGlance;
  readonly profile: UserGlance;
  readonly learner: { bytes: Uint8Array; from: number; to: number };
  /** Whether the learner that was read last has a snapshot. */
  found = false;

  constructor(tables: GlanceTables, place: GlancePlace, lens: Lens) {
    this.#snapshots = new RisingReads(tables.snapshots, place.transaction);
    this.#users = new RisingReads(tables.users, place.transaction);
    this.learner = { bytes: new Uint8Array(0), from: 0, to: 0 };
    this.#looksUp = lens.fields.length > 0;
    this.#keys = new LearnerKeys(place);
    this.enrolment = new EnrolmentGlance(lens, place.tableOf);
    this.profile = new UserGlance(lens.fields);
  }

  /** A snapshot's bytes give way to those of the user, so it is read first. */
  read(rosterKey: KeyRun): StoreError | null {
    const { key, user } = this.#keys.of(rosterKey);
    this.learner.bytes = user;
    this.learner.to = user.length;
    const snapshot = this.#snapshots.find(key);
    this.found = snapshot !== undefined;
    if (snapshot === undefined) return null;
    let damaged = key;
    try {
      this.enrolment.read(key, snapshot);
      if (!this.#looksUp) return null;
      damaged = user;
      const entry = this.#users.find(user);
      if (entry === undefined) this.profile.readNone();
      else this.profile.readPacked(entry);
      return null;
    } catch (error) {
      if (error instanceof MalformedBytes) return damagedRow(damaged, error.message);
      throw error;
    }
  }

  close(): void {
    this.#snapshots.close();
    this.#users.close();
  }
}

/**
 * The keys of a learner's snapshot and user entry, made of the roster key. Buffers are kept by
 * length, since LMDB takes a whole buffer as a key and ids of one installation are equally long. A
 * user's key is the beginning of the snapshot's.
 */
class LearnerKeys {
  readonly #prefixBytes: number;
  readonly #suffix: Buffer;
  readonly #byLength = new Map<number, { readonly key: Buffer; readonly user: Buffer }>();

  constructor({ course, batch }: Pick<GlancePlace, 'course' | 'batch'>) {
    this.#prefixBytes = below(course, batch).start.length;
    this.#suffix = Buffer.from(`\u0000${course}\u0000${batch}`);
  }

  of({ bytes, from, to }: KeyRun): { readonly key: Buffer; readonly user: Buffer } {
    const start = from + this.#prefixBytes;
    const length = to - start;
    const keys = this.#byLength.get(length) ?? this.#newKeys(length);
    const { user } = keys;
    for (let i = 0; i < length; i++) user[i] = bytes[start + i] ?? 0;
    return keys;
  }

  #newKeys(length: number): { readonly key: Buffer; readonly user: Buffer } {
    const key = Buffer.concat([Buffer.alloc(length), this.#suffix]);
    const keys = { key, user: key.subarray(0, length) };
    this.#byLength.set(length, keys);
    return keys;
  }
}

const damagedRow = (key: Uint8Array, detail: string): StoreError => ({
  kind: 'damaged',
  key: Buffer.from(key).toString().replaceAll('\u0000', '/'),
  detail,
});
