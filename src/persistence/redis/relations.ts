/**
 * Sunbird's relation sets in Redis, one key a set. What the sets of a course are, and how their
 * keys are spelt, is `domain/relation-sets.ts`.
 *
 * - D1 All sets of a course change in one transaction of `DEL` and `SADD`, those that lost their
 *   members included (Q14): nobody ever sees an empty set or sets of two versions. The alternative,
 *   to build sets under other keys and `RENAME` them, needs the same transaction to keep the sets
 *   together, and a process that dies leaves its keys behind. The price is that Redis serves nobody
 *   else for one `SADD` a set, some milliseconds for a large course.
 * - D2 Sets are read in one transaction too. Which keys there are follows from the sets themselves,
 *   so it is repeated until it names no key that it did not read. What no leaf node of the course
 *   leads to is not found so: units that have none below them, of which nobody's progress speaks.
 * - D3 What a course left behind cannot be told from its sets, since Sunbird's own job never
 *   removes a key. It is looked for in the whole database, when a course is published and never
 *   for a reader.
 *
 * Source: `reference/jobs.md` 1.6, 6.
 */
import type { CourseId } from '../../domain/ids.js';
import {
  goneKeys,
  readRelations,
  relationKeys,
  type RelationSets,
} from '../../domain/relation-sets.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { Stored, StoreError } from '../ports.js';
import type { RedisCommand, RedisConnection } from './connection.js';
import { scanKeys } from './key-scan.js';

export interface RelationStore {
  /** The sets of a course as of one moment; `null` = the course has none. */
  sets(course: CourseId): Stored<RelationSets | null>;
  /** Makes these the sets of their course, all at once. */
  replace(sets: RelationSets): Stored<void>;
}

/** Sunbird's number of the database that has the sets. */
export const RELATIONS_DB = 10;

export function redisRelations(redis: RedisConnection): RelationStore {
  return {
    sets: (course) => consistentSets(redis, course),
    replace: async (sets) => {
      const existing = await keysOf(redis, sets.course);
      if (!existing.ok) return existing;
      const gone = goneKeys(existing.value, sets);
      return redis.change([
        ...gone.map((key): RedisCommand => ['del', key]),
        ...[...relationKeys(sets)].flatMap(([key, members]) => replacement(key, members)),
      ]);
    },
  };
}

/** Reads of one course before it counts as not to be read; each adds a level of its hierarchy. */
const ROUNDS_MAX = 20;

/** Sets of one course that are read. */
const SETS_MAX = 50_000;

/** D2. A course that is replaced meanwhile may need some rounds more. */
async function consistentSets(
  redis: RedisConnection,
  course: CourseId,
): Stored<RelationSets | null> {
  const keys = new Set([`${course}:${course}:leafnodes`, `${course}:${course}:optionalnodes`]);
  for (let round = 1; round <= ROUNDS_MAX; round++) {
    const read = await membersOf(redis, [...keys]);
    if (!read.ok) return read;
    const before = keys.size;
    for (const [key, members] of read.value) {
      for (const named of keysNamedBy(course, key, members)) keys.add(named);
    }
    if (keys.size === before) return ok(readRelations(read.value).get(course) ?? null);
    if (keys.size > SETS_MAX) break;
  }
  const detail =
    `the relation sets of ${course} are more than ${String(SETS_MAX)} ` +
    `or changed during ${String(ROUNDS_MAX)} reads`;
  return err({ kind: 'unavailable', detail });
}

type Sets = readonly (readonly [key: string, members: readonly string[]])[];

async function membersOf(
  redis: RedisConnection,
  keys: readonly string[],
): Promise<Result<Sets, StoreError>> {
  const answers = await redis.askAtOnce(keys.map((key) => ['smembers', key]));
  if (!answers.ok) return answers;
  return ok(keys.map((key, i) => [key, answers.value[i] as string[]]));
}

/** Leaf nodes have ancestors, ancestors are collections, and an optional node may be either. */
function keysNamedBy(course: CourseId, key: string, members: readonly string[]): string[] {
  const kind = key.slice(key.lastIndexOf(':') + 1);
  const kinds = { leafnodes: UPWARDS, ancestors: DOWNWARDS }[kind] ?? [...UPWARDS, ...DOWNWARDS];
  return members.flatMap((node) => kinds.map((named) => `${course}:${node}:${named}`));
}

const UPWARDS: readonly string[] = ['ancestors'];
const DOWNWARDS: readonly string[] = ['leafnodes', 'optionalnodes'];

/** Keys that are looked at in one go. */
const SCANNED_KEYS_ABOUT = 1000;

/** D3. */
async function keysOf(redis: RedisConnection, course: CourseId): Stored<ReadonlySet<string>> {
  const found = new Set<string>();
  let after: string | null = null;
  do {
    const scanned = await scanKeys(redis, `${course}:`, after, SCANNED_KEYS_ABOUT);
    if (!scanned.ok) return scanned;
    for (const key of scanned.value.keys) found.add(key);
    after = scanned.value.next;
  } while (after !== null);
  return ok(found);
}

/** Members of one command. */
const MEMBERS_AT_ONCE_MAX = 10_000;

function replacement(key: string, members: readonly string[]): RedisCommand[] {
  const commands: RedisCommand[] = [['del', key]];
  for (let i = 0; i < members.length; i += MEMBERS_AT_ONCE_MAX) {
    commands.push(['sadd', key, ...members.slice(i, i + MEMBERS_AT_ONCE_MAX)]);
  }
  return commands;
}
