/**
 * What a case keeps in Redis, by number of the database: relation sets (10), metadata of contents
 * (5), names of courses (0), user hashes (12). The store of the de-duplication (13) is upstream's.
 */
import { Misread, fieldsOf, isFields, listOf, textOf, type Fields } from './fields.js';

export type Sets = Readonly<Record<string, readonly string[]>>;
export type Hashes = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface Redis {
  /** `null` = the case names no such database. */
  readonly relations: Sets | null;
  readonly users: Hashes | null;
  /** Keys of upstream's de-duplication. */
  readonly remembered: readonly string[];
  /** Metadata by content, and by course. */
  readonly contents: Readonly<Record<string, Fields>>;
}

const DATABASES: Readonly<Record<string, RegExp>> = {
  '0': /STRING/i,
  '5': /STRING/i,
  '10': /SET/i,
  '12': /HASH/i,
  '13': /STRING|keys added/i,
};

/** Reads `initial.redis` or `expected.redis`. */
export function parseRedis(value: unknown, place: string): Redis {
  let relations: Sets | null = null;
  let users: Hashes | null = null;
  let remembered: readonly string[] = [];
  let contents: Readonly<Record<string, Fields>> = {};
  for (const [name, held] of Object.entries(fieldsOf(value, place))) {
    const database = databaseOf(name, place);
    if (database === '10') relations = parseSets(held, `${place}.${name}`);
    if (database === '13') remembered = keysIn(held, `${place}.${name}`);
    if (database === '12') users = parseHashes(held, `${place}.${name}`);
    if ((database === '5' || database === '0') && isFields(held)) {
      contents = { ...contents, ...parseMetadata(held, `${place}.${name}`) };
    }
  }
  return { relations, users, remembered, contents };
}

function databaseOf(name: string, place: string): string {
  const database = /db\s*(\d+)/.exec(name)?.[1] ?? '';
  const type = DATABASES[database];
  if (type?.test(name) !== true) throw new Misread(`${place} has the unknown store ${name}`);
  return database;
}

/** Keys as a list, or as an object whose values mean nothing. */
const keysIn = (value: unknown, place: string): string[] =>
  isFields(value) ? Object.keys(value) : listOf(value, place).map((key) => textOf(key, place));

function parseSets(value: unknown, place: string): Sets {
  return mapped(fieldsOf(value, place), (members, key) =>
    listOf(members, key).map((member) => textOf(member, `a member of ${key}`)),
  );
}

function parseHashes(value: unknown, place: string): Hashes {
  return mapped(fieldsOf(value, place), (hash, key) =>
    mapped(fieldsOf(hash, key), (field, name) => textOf(field, `${key}.${name}`)),
  );
}

function parseMetadata(value: Fields, place: string): Readonly<Record<string, Fields>> {
  return mapped(value, (entry, key) => {
    const read = typeof entry === 'string' ? (JSON.parse(entry) as unknown) : entry;
    return fieldsOf(read, `${place}.${key}`);
  });
}

const mapped = <T>(fields: Fields, read: (value: unknown, key: string) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, read(value, key)]));
