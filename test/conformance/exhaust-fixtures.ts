/**
 * What a case of the exhausts begins with, read from the files that its index names: stored rows,
 * caches, search answers, settings. Reads strictly: a fixture of an unknown kind is refused.
 *
 * - X1 A fixture's kind is the name of its file, without a version or a remark about its use; the
 *   later of one kind replaces the earlier, so that a case's own go before the common ones.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Misread, fieldsOf, isFields, listOf, onlyKeys, textOf, type Fields } from './fields.js';
import type { Hashes } from './redis.js';
import { parseTables, type Row, type Rows } from './tables.js';

export interface Fixtures {
  /** Of the tables that enrolments are adopted from, and `course_batch`. */
  readonly tables: Rows;
  /** Hierarchies by course, parsed from their JSON text. */
  readonly hierarchies: ReadonlyMap<string, Fields>;
  /** Rows of `user_consent`. */
  readonly consents: readonly Row[];
  /** `system_settings`; '' = none. */
  readonly custodianOrg: string;
  /** What a search for collections finds, in the order of its answer. */
  readonly collections: readonly Fields[];
  /** What a search for contents finds. */
  readonly contents: readonly Fields[];
  readonly users: Hashes;
  /** Upstream's settings, the case's own over the common ones. */
  readonly config: Fields;
}

const TABLES = ['course_batch', 'user_enrolments', 'assessment_aggregator', 'user_activity_agg'];

/** Everything else that a fixture may be. */
const OTHERS = [
  ...['content_hierarchy', 'user_consent', 'system_settings', 'config', 'redis_users'],
  ...['content_search_collections', 'content_search_contents'],
];

const CONSENT_COLUMNS = [
  ...['id', 'user_id', 'consumer_id', 'consumer_type', 'object_id', 'object_type', 'status'],
  ...['last_updated_on', 'created_on', 'consent_data', 'categories', 'expiry'],
];

/** What upstream's settings may say; the last two tell where it writes, which is Laurel's own. */
const CONFIG_KEYS = [
  ...['exhaust.batches.limit.per.channel', 'exhaust.file.size.limit.per.channel'],
  ...['exhaust.parallel.batch.load.limit', 'exhaust.user.parallelism'],
  ...['data_exhaust.batch.limit.per.request', 'assessment.metrics.bestscore.report'],
  ...['assessment.metrics.supported.contenttype', 'assessment.metrics.supported.objecttype'],
  ...['assessment.metrics.supported.primaryCategories', 'sunbird_encryption_key'],
  ...['custodianOrgId', 'tenant_preference', 'sunbird.course.optionalnodes'],
  ...['sunbird.course.redis.relationCache.id', 'collection.exhaust.store.prefix'],
];

/** Reads the named files, which lie below the folder. `config` is the case's own. */
export function readFixtures(folder: string, files: readonly string[], config: unknown): Fixtures {
  const held = new Map(files.map((file) => [kindOf(file), readJson(folder, file)] as const));
  const rows = (kind: string): Fields[] =>
    listOf(held.get(kind), kind).map((row) => fieldsOf(row, kind));
  const present = TABLES.filter((name) => held.has(name)).map((name) => [name, held.get(name)]);
  const settings = { ...fieldsOf(held.get('config'), 'config'), ...fieldsOf(config, 'config') };
  onlyKeys(settings, CONFIG_KEYS, 'config');
  return {
    tables: parseTables(Object.fromEntries(present), 'fixtures'),
    hierarchies: new Map(rows('content_hierarchy').map(hierarchyOf)),
    consents: rows('user_consent').map(consentOf),
    custodianOrg: custodianIn(rows('system_settings')),
    collections: rows('content_search_collections'),
    contents: rows('content_search_contents'),
    users: usersOf(held.get('redis_users')),
    config: settings,
  };
}

/** The cache of users that a dataset's cases share, where a case names none. */
export function sharedUsers(folder: string, key: string): string[] {
  const name = new RegExp(`^redis_users_${key}(_v\\d+)?\\.json$`);
  return readdirSync(join(folder, 'fixtures'))
    .filter((file) => name.test(file))
    .map((file) => `fixtures/${file}`)
    .slice(0, 1);
}

/** X1. */
function kindOf(file: string): string {
  const name = basename(file, '.json').replace(/^v\d+_/, '');
  const kind = [...TABLES, ...OTHERS].find((k) => name === k || name.startsWith(`${k}_`));
  if (kind === undefined) throw new Misread(`the fixture ${file} is of an unknown kind`);
  return kind;
}

export const readJson = (folder: string, file: string): unknown =>
  JSON.parse(readFileSync(inside(folder, file), 'utf8')) as unknown;

/** A file of the cases' own folder. */
export function inside(folder: string, file: string): string {
  if (file.split('/').includes('..')) throw new Misread(`${file} lies outside of the cases`);
  return join(folder, file);
}

/** The row's id names the course, whatever its text says. */
function hierarchyOf(row: Fields): readonly [string, Fields] {
  onlyKeys(row, ['identifier', 'hierarchy'], 'content_hierarchy');
  const identifier = textOf(row['identifier'], 'content_hierarchy.identifier');
  const { hierarchy } = row;
  const parsed = typeof hierarchy === 'string' ? (JSON.parse(hierarchy) as unknown) : hierarchy;
  return [identifier, { ...fieldsOf(parsed, 'content_hierarchy.hierarchy'), identifier }];
}

function consentOf(row: Fields): Row {
  onlyKeys(row, CONSENT_COLUMNS, 'user_consent');
  return row;
}

function custodianIn(rows: readonly Fields[]): string {
  const row = rows.find(
    ({ id, field }) => id === 'custodianOrgId' && (field ?? 'custodianOrgId') === 'custodianOrgId',
  );
  return row === undefined ? '' : textOf(row['value'], 'system_settings.value');
}

/** Hashes by `user:<id>`; a field that is no text is refused. */
function usersOf(value: unknown): Hashes {
  const hashes = Object.entries(fieldsOf(value, 'redis')).map(([key, hash]) => {
    if (!isFields(hash)) throw new Misread(`redis.${key} is not an object`);
    for (const [field, text] of Object.entries(hash)) textOf(text, `redis.${key}.${field}`);
    return [key, hash as Readonly<Record<string, string>>] as const;
  });
  return Object.fromEntries(hashes);
}
