/**
 * Writes pages of users into the user cache, fetching what their rows refer to: locations once,
 * organisations and the categories of frameworks as they come up.
 *
 * - E1 Organisations are kept up to a limit, the longest unused first to go: users of a school
 *   come in no order, and there are more schools than memory should hold.
 * - E2 A key of the cache that holds something else than an entry keeps nobody else out (R4): it is
 *   told and counted, and left for a person to look at.
 */
import type { LearnerId } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import type { UserFields } from '../domain/user-fields.js';
import type { Answer } from '../engine.js';
import type { CachedUsers } from '../persistence/cached-users.js';
import type { Stored } from '../persistence/ports.js';
import type { StoredRow } from '../persistence/sunbird/rows.js';
import {
  frameworkIn,
  indexedUser,
  organisationsOf,
  type IndexedUser,
  type UserSurroundings,
} from '../persistence/sunbird/user-row.js';
import type { UserSource, UsersWithOrganisations } from '../persistence/user-source.js';
import { refusalText } from '../gateway/refusal-text.js';
import { patiently } from './patience.js';
import { stubbornly } from './stubborn.js';
import type { Terminal } from './terminal.js';

/** The codes of a framework's categories; none where nobody knows the framework. */
export type Categories = (
  framework: string,
) => Promise<Result<readonly string[], { readonly detail: string }>>;

export interface EntryParts {
  readonly source: UserSource;
  readonly cache: CachedUsers;
  readonly categories: Categories | null;
  readonly terminal: Pick<Terminal, 'note'>;
}

export interface EntryTally {
  rows: number;
  skipped: number;
  unreadable: number;
  /** Users whose key in the cache holds something else (E2). */
  damaged: number;
}

export interface EntryWriter {
  /** Writes the entries of a page and counts them. */
  write(page: UsersWithOrganisations, tally: EntryTally): Promise<Result<void, string>>;
}

const ORGANISATIONS_MAX = 50_000;
const FRAMEWORKS_MAX = 1000;

/** States to clusters of a large country are some 200,000. */
const LOCATIONS_MAX = 1_000_000;

/** Unreadable columns that are told one by one. */
const TOLD_MAX = 10;

/** `add` keeps what entries hold beside the new fields, `replace` does not. */
export async function openEntryWriter(
  parts: EntryParts,
  mode: 'add' | 'replace',
): Promise<Result<EntryWriter, string>> {
  const custodian = await stubbornly(() => parts.source.setting(CUSTODIAN));
  if (!custodian.ok) return custodian;
  if (custodian.value === null) return err(`system_settings has no ${CUSTODIAN}`);
  const locations = await stubbornly(() => locationsOf(parts.source));
  if (!locations.ok) return locations;
  const organisations = new Map<string, StoredRow | undefined>();
  const frameworks = new Map<string, readonly string[]>();
  const around: UserSurroundings = {
    custodian: custodian.value,
    location: (id) => locations.value.get(id),
    organisation: (id) => organisations.get(id),
    categories: (framework) => frameworks.get(framework) ?? null,
  };
  return ok({
    write: async (page, tally) => {
      const fetched = await fetchOrganisations(page, organisations, parts.source);
      if (!fetched.ok) return fetched;
      const asked = await askForCategories(page, frameworks, parts.categories);
      if (!asked.ok) return asked;
      const entries = entriesOf(page, around);
      countIn(tally, page, entries, parts.terminal);
      const fields = entries.map((entry) => [entry.learner, entry.fields] as const);
      return writeAll(fields, parts, mode, tally);
    },
  });
}

const CUSTODIAN = 'custodianOrgId';

type Entries = readonly (readonly [LearnerId, UserFields])[];

/** E2: where one of many is damaged, each is written alone. */
async function writeAll(
  entries: Entries,
  { cache, terminal }: EntryParts,
  mode: 'add' | 'replace',
  tally: EntryTally,
): Promise<Result<void, string>> {
  const write = (some: Entries): Answer<void> =>
    patiently(() => (mode === 'replace' ? cache.replaceUsers(some) : cache.putUsers(some)));
  const all = await write(entries);
  if (all.ok) return all;
  if (all.error.kind !== 'damaged') return err(refusalText(all.error));
  for (const entry of entries) {
    const one = await write([entry]);
    if (one.ok) continue;
    if (one.error.kind !== 'damaged') return err(refusalText(one.error));
    terminal.note(`laurel: user ${entry[0]}: ${refusalText(one.error)}`);
    tally.damaged += 1;
    tally.rows -= 1;
  }
  return ok(undefined);
}

async function locationsOf(source: UserSource): Stored<ReadonlyMap<string, StoredRow>> {
  const found = new Map<string, StoredRow>();
  try {
    for await (const { id, type, name } of source.locations()) {
      if (typeof id === 'string') found.set(id, { type, name });
      if (found.size <= LOCATIONS_MAX) continue;
      const detail = `there are more than ${String(LOCATIONS_MAX)} locations`;
      return err({ kind: 'damaged', key: 'location', detail });
    }
    return ok(found);
  } catch (error) {
    return err({ kind: 'unavailable', detail: String(error) });
  }
}

/** E1. Those of the page are the newest, so none of them goes while the page is worked on. */
async function fetchOrganisations(
  { users, memberships }: UsersWithOrganisations,
  held: Map<string, StoredRow | undefined>,
  source: UserSource,
): Promise<Result<void, string>> {
  const wanted = organisationsOf(users, memberships);
  const missing = wanted.filter((id) => !held.has(id));
  const rows = await stubbornly(() => source.organisations(missing));
  if (!rows.ok) return rows;
  const fetched = new Map(rows.value.map((row) => [row['id'], row]));
  for (const id of wanted) {
    const row = held.get(id) ?? fetched.get(id);
    held.delete(id);
    held.set(id, row);
  }
  forgetOldest(held, Math.max(ORGANISATIONS_MAX, wanted.length));
  return ok(undefined);
}

function forgetOldest(held: Map<string, unknown>, max: number): void {
  for (const oldest of held.keys()) {
    if (held.size <= max) return;
    held.delete(oldest);
  }
}

async function askForCategories(
  { users }: UsersWithOrganisations,
  held: Map<string, readonly string[]>,
  categories: Categories | null,
): Promise<Result<void, string>> {
  if (categories === null) return ok(undefined);
  if (held.size > FRAMEWORKS_MAX) held.clear();
  for (const framework of new Set(users.map(frameworkIn))) {
    if (framework === '' || held.has(framework)) continue;
    const codes = await stubbornly(async (): Stored<readonly string[]> => {
      const answer = await categories(framework);
      return answer.ok ? answer : err({ kind: 'unavailable', detail: answer.error.detail });
    });
    if (!codes.ok) return codes;
    if (codes.value.length > 0) held.set(framework, codes.value);
  }
  return ok(undefined);
}

function entriesOf(
  { users, memberships }: UsersWithOrganisations,
  around: UserSurroundings,
): IndexedUser[] {
  const ofUser = new Map<unknown, StoredRow[]>();
  for (const row of memberships) {
    const held = ofUser.get(row['userid']);
    if (held === undefined) ofUser.set(row['userid'], [row]);
    else held.push(row);
  }
  return users.flatMap((row) => {
    const entry = indexedUser(row, ofUser.get(row['userid']) ?? [], around);
    return entry === null ? [] : [entry];
  });
}

function countIn(
  tally: EntryTally,
  { users }: UsersWithOrganisations,
  entries: readonly IndexedUser[],
  terminal: Pick<Terminal, 'note'>,
): void {
  tally.rows += entries.length;
  tally.skipped += users.length - entries.length;
  for (const { learner, unreadable } of entries) {
    if (unreadable.length === 0) continue;
    if (tally.unreadable < TOLD_MAX) {
      terminal.note(`laurel: user ${learner}: ${unreadable.join(', ')} is no JSON list`);
    }
    tally.unreadable += 1;
  }
}
