/**
 * The user cache in Redis: Sunbird's hashes `user:<id>`, which its reports, certificates and this
 * program read and write together. Fields are texts and are handed on as they are.
 *
 * - H1 All that one call does to a user is done at once; a call with many users is done in portions
 *   of a bounded number of users and characters, so a reader may see some of its users changed and
 *   others not yet. Repeating a call that failed half-way makes it whole.
 * - H2 A hash without fields does not exist, and an entry without fields is an unknown user.
 * - H3 No time to live is set: the cache is filled from elsewhere, and an entry that vanished by
 *   itself would silently drop its learner from reports.
 *
 * Source: `reference/jobs.md` 5.2, `reference/exhausts.md` 2.2, 7.
 */
import type { UserEntry } from '../../domain/certificate.js';
import { parseLearnerId, type LearnerId } from '../../domain/ids.js';
import { ok } from '../../domain/result.js';
import type { UserFields } from '../../domain/user-fields.js';
import type { CachedUser, CachedUserPage, CachedUsers } from '../cached-users.js';
import type { Stored } from '../ports.js';
import type { RedisCommand, RedisConnection } from './connection.js';
import { scanKeys } from './key-scan.js';

export interface RedisUsersOptions {
  /** What a user's key begins with. Sunbird's is `user:`. */
  readonly prefix: string;
  /** Users of one transaction, one read, and about one page. */
  readonly portionUsersMax: number;
  /** Characters of fields in one transaction; a single user may have more. */
  readonly portionCharsMax: number;
}

export const REDIS_USERS: RedisUsersOptions = {
  prefix: 'user:',
  portionUsersMax: 500,
  portionCharsMax: 1_048_576,
};

/** Sunbird's number of the database that has the users. */
export const USERS_DB = 12;

/** The users of the connection's database. */
export function redisUsers(
  redis: RedisConnection,
  options: RedisUsersOptions = REDIS_USERS,
): CachedUsers {
  const { prefix, portionUsersMax } = options;
  const keyOf = (learner: LearnerId): string => prefix + learner;
  const write = async (users: Entries, commandsOf: CommandsOf): Stored<void> => {
    for (const portion of portionsOf(users, options)) {
      const done = await redis.change(portion.flatMap(([id, f]) => commandsOf(keyOf(id), f)));
      if (!done.ok) return done;
    }
    return ok(undefined);
  };
  const read = async (
    learners: readonly LearnerId[],
    fields: readonly string[] = [],
  ): Stored<(UserEntry | null)[]> => {
    const entries: (UserEntry | null)[] = [];
    for (let i = 0; i < learners.length; i += portionUsersMax) {
      const keys = learners.slice(i, i + portionUsersMax).map(keyOf);
      const some = await (fields.length === 0
        ? wholeEntries(redis, keys)
        : entriesOf(redis, keys, fields));
      if (!some.ok) return some;
      entries.push(...some.value);
    }
    return ok(entries);
  };
  return {
    putUsers: (users) => write(users, changesOf),
    user: async (learner) => {
      const entries = await read([learner]);
      return entries.ok ? ok(entries.value[0] ?? null) : entries;
    },
    users: read,
    count: async () => {
      const answer = await redis.ask([['dbsize']]);
      return answer.ok ? ok(Number(answer.value[0])) : answer;
    },
    page: (after) => pageAfter(redis, after, options),
    replaceUsers: (users) => write(users, (key, f) => [['del', key], ...changesOf(key, f)]),
    removeUsers: (learners) =>
      write(
        learners.map((learner) => [learner, {}] as const),
        (key) => [['unlink', key]],
      ),
  };
}

type Entries = readonly (readonly [LearnerId, UserFields])[];
type CommandsOf = (key: string, fields: UserFields) => RedisCommand[];

/** H1: the commands of one user stand together. */
function changesOf(key: string, fields: UserFields): RedisCommand[] {
  const gone: string[] = [];
  const set: string[] = [];
  for (const [name, text] of Object.entries(fields)) {
    if (text === null) gone.push(name);
    else set.push(name, text);
  }
  const commands: RedisCommand[] = [];
  if (gone.length > 0) commands.push(['hdel', key, ...gone]);
  if (set.length > 0) commands.push(['hset', key, ...set]);
  return commands;
}

function* portionsOf(
  users: Entries,
  { portionUsersMax, portionCharsMax }: RedisUsersOptions,
): Generator<Entries> {
  let portion: (readonly [LearnerId, UserFields])[] = [];
  let chars = 0;
  for (const user of users) {
    const length = charsOf(user[1]);
    const full = portion.length === portionUsersMax || chars + length > portionCharsMax;
    if (full && portion.length > 0) {
      yield portion;
      portion = [];
      chars = 0;
    }
    portion.push(user);
    chars += length;
  }
  if (portion.length > 0) yield portion;
}

const charsOf = (fields: UserFields): number =>
  Object.entries(fields).reduce((sum, [name, text]) => sum + name.length + (text?.length ?? 0), 0);

async function wholeEntries(
  redis: RedisConnection,
  keys: readonly string[],
): Stored<(UserEntry | null)[]> {
  const answers = await redis.ask(keys.map((key) => ['hgetall', key]));
  return answers.ok ? ok(answers.value.map(entryOf)) : answers;
}

/**
 * A whole entry is twice as many texts as a report prints and more, and each costs. Of a user who
 * has none of the fields nothing tells but the key whether there is an entry (H2).
 */
async function entriesOf(
  redis: RedisConnection,
  keys: readonly string[],
  fields: readonly string[],
): Stored<(UserEntry | null)[]> {
  const answers = await redis.ask(keys.map((key) => ['hmget', key, ...fields]));
  if (!answers.ok) return answers;
  const entries = answers.value.map((answer) => withFields(fields, answer as FieldTexts));
  const bare = keys.filter((_, i) => entries[i] === null);
  const found = await redis.ask(bare.map((key) => ['exists', key]));
  if (!found.ok) return found;
  const known = new Set(bare.filter((_, i) => found.value[i] === 1));
  return ok(entries.map((entry, i) => entry ?? (known.has(keys[i] ?? '') ? {} : null)));
}

type FieldTexts = readonly (string | null)[];

/** `null` = it has none of them. */
function withFields(fields: readonly string[], texts: FieldTexts): UserEntry | null {
  let entry: Record<string, string> | null = null;
  for (const [i, text] of texts.entries()) {
    if (text !== null) (entry ??= {})[fields[i] ?? ''] = text;
  }
  return entry;
}

/** H2. */
function entryOf(answer: unknown): UserEntry | null {
  const entry = answer as UserEntry;
  return Object.keys(entry).length === 0 ? null : entry;
}

/** Keys that are no hashes or name no possible user are nobody's, and passed over. */
async function pageAfter(
  redis: RedisConnection,
  after: string | null,
  { prefix, portionUsersMax }: RedisUsersOptions,
): Stored<CachedUserPage> {
  const scanned = await scanKeys(redis, prefix, after, portionUsersMax);
  if (!scanned.ok) return scanned;
  const { keys, next } = scanned.value;
  const types = await redis.ask(keys.map((key) => ['type', key]));
  if (!types.ok) return types;
  const learners = keys.flatMap((key, i) => {
    if (types.value[i] !== 'hash') return [];
    const learner = parseLearnerId(key.slice(prefix.length));
    return learner.ok ? [learner.value] : [];
  });
  const signs = await redis.ask(learners.map((id) => ['hmget', prefix + id, ...SIGNS]));
  if (!signs.ok) return signs;
  const users = learners.map((learner, i): CachedUser => {
    const [signIn, logIn] = signs.value[i] as [string | null, string | null];
    return { learner, signIn, logIn };
  });
  return ok({ users, next });
}

const SIGNS = ['usersignintype', 'userlogintype'];
