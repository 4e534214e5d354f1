/**
 * `laurel run-job user-cache-indexer`: rebuilds the user cache from Sunbird's user tables, as
 * Sunbird's job of that name does. Where from and where to are ports; opening them is
 * `user-cache-indexer-run.ts`, and what an entry holds is `persistence/sunbird/user-row.ts`.
 *
 * - I1 Fields are added and none removed, except by a refresh: it makes each entry anew, some at a
 *   time, so that unlike upstream's the cache is never empty, and then removes who is gone.
 * - I2 Only who is not in the tables at the moment of the question is removed, and nobody when the
 *   tables hold no user at all. Anonymous users are in no table; they stay.
 * - I3 After each page the checkpoint says how far the job is. The same order goes on from there;
 *   what was done twice is the same.
 * - I4 What fails for the moment is repeated a bounded number of times (`stubbornly`); then the job
 *   ends, and its checkpoint stays.
 */
import type { Instant, LearnerId } from '../domain/ids.js';
import { assertNever, err, ok, type Result } from '../domain/result.js';
import type { CachedUser, CachedUserPage, CachedUsers } from '../persistence/cached-users.js';
import type { Checkpoint } from '../persistence/checkpoint.js';
import type { UserSource } from '../persistence/user-source.js';
import { stubbornly } from './stubborn.js';
import { EXIT, type ExitCode, type Terminal } from './terminal.js';
import { checkpointText, progressOf, type IndexProgress } from './user-cache-indexer-checkpoint.js';
import {
  openEntryWriter,
  type Categories,
  type EntryWriter,
} from './user-cache-indexer-entries.js';

export type IndexOrder =
  | { readonly kind: 'one'; readonly user: LearnerId }
  /** `since`: only who was changed then or later, or does not say when; `null` = everybody. */
  | { readonly kind: 'all'; readonly since: Instant | null }
  | { readonly kind: 'refresh' }
  | { readonly kind: 'anonymous' };

export interface IndexParts {
  readonly source: UserSource;
  readonly cache: CachedUsers;
  /** Where anonymous users are first written to. */
  readonly anonymous: CachedUsers;
  readonly checkpoint: Checkpoint;
  /** `null` = a user's categories are those that the user's row names. */
  readonly categories: Categories | null;
  readonly terminal: Terminal;
}

/** What a job did; counted as it goes, so that a failure can be told with it. */
export interface IndexTally {
  /** Users whose entries were written, earlier parts of a job that went on included. */
  rows: number;
  removed: number;
  /** Rows that name no possible user. */
  skipped: number;
  /** Users with a column that could not be read, the entry being written without it. */
  unreadable: number;
  /** Users that could not be written because their keys hold something else. */
  damaged: number;
  /** Whether the job went on where an earlier one had stopped. */
  resumed: boolean;
}

type Done = Promise<Result<void, string>>;

/** Carries an order out, showing how far it is, and prints what was done. */
export async function indexUsers(
  order: IndexOrder,
  parts: IndexParts,
  json: boolean,
): Promise<ExitCode> {
  const { terminal } = parts;
  const startedAt = terminal.now();
  const tally = { ...NOTHING_DONE };
  const done = endOf(await carryOut(order, parts, tally), tally);
  const seconds = (terminal.now() - startedAt) / 1000;
  if (!done.ok) terminal.note(`laurel: ${done.error}`);
  const status = done.ok ? 'SUCCESS' : 'FAILED';
  const errors = done.ok ? [] : [done.error];
  if (json) terminal.print(JSON.stringify({ status, files: [], ...tally, seconds, errors }));
  else terminal.print(`${told(tally)} in ${seconds.toFixed(1)} s`);
  return done.ok ? EXIT.ok : EXIT.failed;
}

const NOTHING_DONE: Readonly<IndexTally> = {
  rows: 0,
  removed: 0,
  skipped: 0,
  unreadable: 0,
  damaged: 0,
  resumed: false,
};

/** A job that could not write somebody has failed, though it did all the rest. */
const endOf = (done: Result<void, string>, { damaged }: IndexTally): Result<void, string> =>
  done.ok && damaged > 0 ? err(`${count(damaged)} users could not be written`) : done;

function carryOut(order: IndexOrder, parts: IndexParts, tally: IndexTally): Done {
  switch (order.kind) {
    case 'one':
      return indexOne(order.user, parts, tally);
    case 'all':
    case 'refresh':
      return indexAll(order, parts, tally);
    case 'anonymous':
      return copyAnonymous(parts, tally);
    default:
      return assertNever(order);
  }
}

async function indexOne(user: LearnerId, parts: IndexParts, tally: IndexTally): Done {
  const writer = await openEntryWriter(parts, 'add');
  if (!writer.ok) return writer;
  const found = await stubbornly(() => parts.source.one(user));
  if (!found.ok) return found;
  if (found.value === null) return err(`there is no user ${user} in the tables`);
  return writer.value.write(found.value, tally);
}

type WholeOrder = Extract<IndexOrder, { kind: 'all' | 'refresh' }>;

async function indexAll(order: WholeOrder, parts: IndexParts, tally: IndexTally): Done {
  const { checkpoint, terminal } = parts;
  const held = await stubbornly(() => checkpoint.load());
  if (!held.ok) return held;
  const name = nameOf(order);
  const earlier = progressOf(held.value, name);
  if (earlier !== null) {
    Object.assign(tally, { ...earlier.counts, resumed: true });
    terminal.note(`laurel: goes on after ${count(tally.rows)} users of an earlier run`);
  }
  const writer = await openEntryWriter(parts, order.kind === 'refresh' ? 'replace' : 'add');
  if (!writer.ok) return writer;
  const start = earlier ?? { order: name, phase: 'index', after: null, counts: tally };
  if (start.phase === 'index') {
    const indexed = await indexPages(order, parts, tally, writer.value, start);
    if (!indexed.ok) return indexed;
  }
  if (order.kind === 'refresh') {
    const swept = await removeGone(parts, tally);
    if (!swept.ok) return swept;
  }
  return stubbornly(() => checkpoint.clear());
}

const nameOf = (order: WholeOrder): string =>
  order.kind === 'refresh' ? 'refresh' : `all since ${String(order.since)}`;

/** I3. */
async function indexPages(
  order: WholeOrder,
  { source, checkpoint, terminal }: IndexParts,
  tally: IndexTally,
  writer: EntryWriter,
  start: IndexProgress,
): Done {
  let { after } = start;
  const since = order.kind === 'all' ? order.since : null;
  for (;;) {
    const page = await stubbornly(() => source.page(after, since));
    if (!page.ok) return page;
    const written = await writer.write(page.value, tally);
    if (!written.ok) return written;
    after = page.value.next;
    terminal.progress(`${count(tally.rows)} users${percent(page.value.passed)}`);
    const phase = after === null ? 'remove' : 'index';
    const reached = checkpointText({ ...start, phase, after, counts: tally });
    const saved = await stubbornly(() => checkpoint.save(reached));
    if (!saved.ok) return saved;
    if (after === null) return ok(undefined);
  }
}

/** I2. Begins anew after a stop: a cache that was restarted names its pages otherwise. */
async function removeGone({ source, cache, terminal }: IndexParts, tally: IndexTally): Done {
  if (tally.rows === 0) return err('the tables hold no user: nobody is removed from the cache');
  const all = await stubbornly(() => cache.count());
  if (!all.ok) return all;
  let seen = 0;
  return eachPage(cache, async (users) => {
    const registered = users.filter((user) => !isAnonymous(user)).map(({ learner }) => learner);
    const there = await stubbornly(() => source.existing(registered));
    if (!there.ok) return there;
    const gone = registered.filter((learner) => !there.value.has(learner));
    const removed = await stubbornly(() => cache.removeUsers(gone));
    if (!removed.ok) return removed;
    seen += users.length;
    tally.removed += gone.length;
    terminal.progress(`${count(tally.removed)} removed${percent(seen / Math.max(all.value, 1))}`);
    return ok(undefined);
  });
}

/** As upstream: how they signed in is all that is taken over of them. */
function copyAnonymous({ anonymous, cache, terminal }: IndexParts, tally: IndexTally): Done {
  return eachPage(anonymous, async (users) => {
    const entries = users.filter(isAnonymous).map(({ learner, signIn, logIn }) => {
      const fields = { usersignintype: signIn, userlogintype: logIn };
      const set = Object.entries(fields).filter(([, text]) => text !== null);
      return [learner, Object.fromEntries(set)] as const;
    });
    const put = await stubbornly(() => cache.putUsers(entries));
    if (!put.ok) return put;
    tally.rows += entries.length;
    terminal.progress(`${count(tally.rows)} anonymous users`);
    return ok(undefined);
  });
}

const isAnonymous = ({ signIn }: CachedUser): boolean => signIn === null || signIn === 'Anonymous';

async function eachPage(cache: CachedUsers, work: (users: readonly CachedUser[]) => Done): Done {
  let after: string | null = null;
  do {
    const page = await pageOf(cache, after);
    if (!page.ok) return page;
    const done = await work(page.value.users);
    if (!done.ok) return done;
    after = page.value.next;
  } while (after !== null);
  return ok(undefined);
}

const pageOf = (
  cache: CachedUsers,
  after: string | null,
): Promise<Result<CachedUserPage, string>> => stubbornly(() => cache.page(after));

const count = (number: number): string => number.toLocaleString('en');

const percent = (part: number | null): string =>
  part === null ? '' : `, ${String(Math.min(100, Math.round(part * 100)))} %`;

function told({ rows, removed, skipped, unreadable }: IndexTally): string {
  const more = { removed, skipped, 'with an unreadable column': unreadable };
  const others = Object.entries(more).filter(([, number]) => number > 0);
  const parts = others.map(([what, number]) => `${count(number)} ${what}`);
  return [`${count(rows)} users written`, ...parts].join(', ');
}
