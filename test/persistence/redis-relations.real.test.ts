/** Relation sets in a real Redis: what is written is read, and nobody sees half of it. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { hierarchy } from '../../props/hierarchies.js';
import { courseTree } from '../../src/domain/course.js';
import type { HierarchyNode } from '../../src/domain/hierarchy.js';
import type { CourseId } from '../../src/domain/ids.js';
import { relationKeys, relationSets, type RelationSets } from '../../src/domain/relation-sets.js';
import { redisConnection, type RedisConnection } from '../../src/persistence/redis/connection.js';
import { redisRelations, RELATIONS_DB } from '../../src/persistence/redis/relations.js';
import { scanKeys } from '../../src/persistence/redis/key-scan.js';
import { valueOf } from '../contract/open-store.js';
import { collection, resource } from '../domain/given.js';
import { realServers } from '../real/servers.js';
import { watchRedis } from './redis-watcher.js';

const servers = realServers();
const REPLACEMENTS = 50;
const CONTENTS_OF_LARGE = 400;
const HIERARCHIES = 100;

describe.skipIf(servers === null)('relation sets in Redis', () => {
  const connections: RedisConnection[] = [];
  const made: string[] = [];
  const connect = (): RedisConnection => {
    const connection = redisConnection({ url: servers?.redis ?? '', tls: null }, RELATIONS_DB);
    connections.push(connection);
    return connection;
  };
  const newCourse = (more = ''): string => {
    const course = `laurel-test-${randomBytes(6).toString('hex')}${more}`;
    made.push(course);
    return course;
  };

  afterEach(() => {
    for (const connection of connections.splice(0)) connection.close();
  });
  afterAll(async () => {
    const redis = connect();
    for (const course of made) {
      const keys = await keysOf(redis, course);
      if (keys.length > 0) await valueOf(redis.change([['unlink', ...keys]]));
    }
    redis.close();
  });

  it('keeps one set a key, as Sunbird spells it (case rel-02)', async () => {
    const redis = connect();
    const course = newCourse();
    await valueOf(redisRelations(redis).replace(relationSets(firstVersion(course))));

    const [leaves, optional, above] = await valueOf(
      redis.ask([
        ['smembers', `${course}:${course}:leafnodes`],
        ['smembers', `${course}:u1:optionalnodes`],
        ['smembers', `${course}:b:ancestors`],
      ]),
    );

    expect([leaves, optional, above].map((set) => (set as string[]).sort())).toEqual([
      ['a', 'b', 'c', 'd'],
      ['b'],
      [course, 'u1'].sort(),
    ]);
  });

  it('knows no sets of a course that nobody published', async () => {
    expect(await valueOf(redisRelations(connect()).sets(newCourse() as CourseId))).toBeNull();
  });

  it('reads what it wrote, whatever the hierarchy', async () => {
    const relations = redisRelations(connect());
    for (const root of fc.sample(hierarchy, HIERARCHIES)) {
      const course = newCourse();
      const own = { ...root, identifier: course };
      await valueOf(relations.replace(relationSets(own)));

      const sets = await valueOf(relations.sets(course as CourseId));

      expect(progressOf(sets ?? noSets(course)), JSON.stringify(root)).toEqual(progressOf(own));
    }
  });

  it('removes the sets that lost their members, also those that Sunbird left', async () => {
    const redis = connect();
    const course = newCourse();
    const other = newCourse();
    const relations = redisRelations(redis);
    const longer = { ...firstVersion(course), identifier: `${course}1` };
    made.push(`${course}1`);
    await valueOf(relations.replace(relationSets(firstVersion(course))));
    await valueOf(relations.replace(relationSets(firstVersion(other))));
    await valueOf(relations.replace(relationSets(longer)));
    await valueOf(redis.change([['sadd', `${course}:long-gone:ancestors`, 'u9']]));
    await valueOf(redis.change([['set', `${course}:somebody:elses`, 'key']]));

    await valueOf(relations.replace(relationSets(secondVersion(course))));

    const expected = [...relationKeys(relationSets(secondVersion(course))).keys()];
    expect(await keysOf(redis, course)).toEqual([...expected, `${course}:somebody:elses`].sort());
    expect(await keysOf(redis, other)).toHaveLength(keyCountOf(firstVersion(other)));
    expect(await keysOf(redis, `${course}1`)).toHaveLength(keyCountOf(longer));
  });

  it('takes a course id with the signs of a pattern by the letter', async () => {
    const redis = connect();
    const course = newCourse('*[a-z]?\\');
    const relations = redisRelations(redis);
    await valueOf(relations.replace(relationSets(firstVersion(course))));

    await valueOf(relations.replace(relationSets(secondVersion(course))));

    const expected = [...relationKeys(relationSets(secondVersion(course))).keys()].sort();
    expect(await keysOf(redis, course)).toEqual(expected);
  });

  it('names the key that holds something else than a set', async () => {
    const redis = connect();
    const course = newCourse();
    const key = `${course}:${course}:leafnodes`;
    await valueOf(redis.change([['set', key, 'text']]));

    const sets = await redisRelations(redis).sets(course as CourseId);

    expect(sets).toMatchObject({ ok: false, error: { kind: 'damaged', key } });
  });

  it('shows readers one version or the other, never a mix and never an empty set', async () => {
    const course = newCourse();
    const versions = [large(firstVersion(course)), large(secondVersion(course))].map(relationSets);
    const writer = redisRelations(connect());
    await valueOf(writer.replace(versions[0]!));
    const keys = [`${course}:${course}:leafnodes`, `${course}:u1:leafnodes`];
    const watcher = await watchRedis(servers?.redis ?? '', RELATIONS_DB, VERSION_SEEN, keys);
    const replacing = { now: true };
    const seen = new Set<string>();
    const reading = (async () => {
      const reader = redisRelations(connect());
      while (replacing.now) seen.add(comparable(await valueOf(reader.sets(course as CourseId))));
    })();

    for (let i = 1; i <= REPLACEMENTS; i++) await valueOf(writer.replace(versions[i % 2]!));
    replacing.now = false;
    await reading;
    const watched = await watcher.stop();

    expect([...seen].sort()).toEqual(versions.map(comparable).sort());
    expect(Object.keys(watched).sort()).toEqual(['first', 'second']);
  });
});

/** Content b and unit u1 are of the first version, content x of the second. */
const VERSION_SEEN = `
  local b = redis.call('SISMEMBER', KEYS[1], 'b')
  local x = redis.call('SISMEMBER', KEYS[1], 'x')
  local u1 = redis.call('SCARD', KEYS[2])
  if b == 1 and x == 0 and u1 == 2 then return 'first' end
  if b == 0 and x == 1 and u1 == 0 then return 'second' end
  return 'neither: ' .. b .. x .. u1
`;

/** The course of case rel-02. */
const firstVersion = (course: string): HierarchyNode =>
  collection(course, [
    collection('u1', [resource('a'), resource('b', { optional: true })]),
    collection('u2', [resource('c'), resource('d')], { optional: true }),
  ]);

/** Of the first version only the content `a` is left, deeper than it was. */
const secondVersion = (course: string): HierarchyNode =>
  collection(course, [
    collection('u3', [collection('u4', [collection('u5', [resource('a'), resource('x')])])]),
    resource('y', { optional: true }),
  ]);

/** With so many contents more that Redis takes several turns to read one replacement. */
const large = (root: HierarchyNode): HierarchyNode => ({
  ...root,
  children: [
    ...root.children,
    ...Array.from({ length: CONTENTS_OF_LARGE }, (_, i) => resource(`content-${String(i)}`)),
  ],
});

const keyCountOf = (root: HierarchyNode): number => relationKeys(relationSets(root)).size;

const noSets = (course: string): RelationSets => ({
  ...{ course: course as CourseId, leafNodes: new Map() },
  ...{ optionalNodes: new Map(), ancestors: new Map() },
});

/** What a learner's progress is derived from, in one order. */
function progressOf(source: HierarchyNode | RelationSets): unknown {
  const { leaves, optional, required, units, ancestors } = courseTree(source, 1);
  const above = new Set(leaves.flatMap((leaf) => ancestors.get(leaf) ?? []));
  return {
    leaves: [...leaves].sort(),
    optional: [...optional].sort(),
    required: [...required].sort(),
    units: units
      .filter(({ unit }) => above.has(unit))
      .map((unit) => [unit.unit, [...unit.leaves].sort(), [...unit.required].sort()])
      .sort(),
    ancestors: leaves.map((leaf) => [leaf, [...(ancestors.get(leaf) ?? [])].sort()]).sort(),
  };
}

const comparable = (sets: RelationSets | null): string =>
  JSON.stringify(
    sets === null ? [] : [...relationKeys(sets)].map(([key, m]) => [key, [...m].sort()]).sort(),
  );

async function keysOf(redis: RedisConnection, course: string): Promise<string[]> {
  const found = new Set<string>();
  let after: string | null = null;
  do {
    const scanned: { keys: readonly string[]; next: string | null } = await valueOf(
      scanKeys(redis, `${course}:`, after, 1000),
    );
    for (const key of scanned.keys) found.add(key);
    after = scanned.next;
  } while (after !== null);
  return [...found].sort();
}
