/**
 * What the user cache keeps of a user, from the rows of Sunbird's user tables, field by field as
 * Sunbird's indexer makes them. Reads nothing; what a row refers to comes in.
 *
 * - F1 A field without a value is not named, so that an entry keeps what it had: the indexer only
 *   adds. The types of a user are an exception; who has none has empty ones.
 * - F2 Only memberships that are marked as not deleted count. The organisation's name is that of
 *   the user's root organisation, and is there for members of any organisation.
 * - F3 Where upstream leaves the choice to chance, the first counts: of several schools by their
 *   ids, of several locations of a type by the order state, district, block, cluster.
 * - F4 A column that is no readable JSON yields no fields and is named; upstream's job stops at it.
 * - F5 Texts are as stored, mail and phone encrypted. Only a school's name has its brackets
 *   escaped; lists are JSON texts.
 *
 * Source: `reference/exhausts.md` 7.1. The field names of releases up to 5.4 are written beside
 * those of release 7, since both have readers.
 */
import { parseLearnerId, type LearnerId } from '../../domain/ids.js';
import type { UserFields } from '../../domain/user-fields.js';
import { entriesIn, isRecord, numberOf, parsedJson, textIn } from './cell.js';
import type { StoredRow } from './rows.js';

/** What rows of users refer to. */
export interface UserSurroundings {
  /** The id of the organisation of those who signed in by themselves. */
  readonly custodian: string;
  readonly location: (id: string) => StoredRow | undefined;
  readonly organisation: (id: string) => StoredRow | undefined;
  /** Category codes of a framework; `null` = whatever the user has beside the framework's id. */
  readonly categories: (framework: string) => readonly string[] | null;
}

export interface IndexedUser {
  readonly learner: LearnerId;
  readonly fields: UserFields;
  /** Columns that could not be read (F4). */
  readonly unreadable: readonly string[];
}

/** `memberships` are the user's rows of `user_organisation`. `null`: the row names no user. */
export function indexedUser(
  row: StoredRow,
  memberships: readonly StoredRow[],
  around: UserSurroundings,
): IndexedUser | null {
  const learner = parseLearnerId(row['userid']);
  if (!learner.ok) return null;
  const organisations = memberships.filter(isCurrent).map((m) => textIn(m, 'organisationid'));
  const types = objectsIn(row, 'profileusertypes');
  const places = objectsIn(row, 'profilelocation');
  const unreadable = Object.entries({ profileusertypes: types, profilelocation: places });
  return {
    learner: learner.value,
    fields: {
      ...plainFields(row),
      ...frameworkFields(row, around),
      usersignintype: row['rootorgid'] === around.custodian ? 'Self-Signed-In' : 'Validated',
      ...organisationFields(row, organisations, around),
      ...placeFields(places ?? [], around),
      ...(types === null ? {} : typeFields(types, row)),
    },
    unreadable: unreadable.flatMap(([column, objects]) => (objects === null ? [column] : [])),
  };
}

/** The organisations that the rows of a page refer to. */
export function organisationsOf(
  users: readonly StoredRow[],
  memberships: readonly StoredRow[],
): string[] {
  const roots = users.map((row) => textIn(row, 'rootorgid'));
  const others = memberships.filter(isCurrent).map((row) => textIn(row, 'organisationid'));
  return [...new Set([...roots, ...others])].filter((id) => id !== '');
}

/** The framework that a user has chosen; '' = none. */
export const frameworkIn = (row: StoredRow): string => frameworkText(row, 'id', 0) ?? '';

/** Upstream compares the text of the mark, and a row without a mark is left out. */
const isCurrent = (row: StoredRow): boolean => {
  const mark = row['isdeleted'];
  return mark === false || (typeof mark === 'string' && mark.toLowerCase() === 'false');
};

const TEXTS = ['firstname', 'lastname', 'email', 'phone', 'rootorgid'];

function plainFields(row: StoredRow): UserFields {
  const fields = TEXTS.flatMap((column) => {
    const text = row[column];
    return typeof text === 'string' ? [[column, text] as const] : [];
  });
  const status = numberOf(row['status']);
  if (status !== null) fields.push(['status', String(Math.trunc(status))]);
  return Object.fromEntries(fields);
}

function frameworkFields(row: StoredRow, around: UserSurroundings): UserFields {
  const values = new Map(entriesIn(row, 'framework'));
  const id = frameworkIn(row);
  const codes = around.categories(id) ?? [...values.keys()].filter((key) => key !== 'id');
  const listed = (field: string, key: string): (readonly [string, string])[] => {
    const list = values.get(key);
    return Array.isArray(list) ? [[field, JSON.stringify(list)]] : [];
  };
  return {
    ...(id === '' ? {} : { framework_id: id }),
    ...Object.fromEntries(codes.flatMap((code) => listed(`framework_${code}`, code))),
    ...Object.fromEntries([
      ...listed('medium', 'medium'),
      ...listed('subject', 'subject'),
      ...listed('grade', 'gradeLevel'),
    ]),
    ...lastOf('board', frameworkText(row, 'board', -1)),
    ...lastOf('framework', frameworkText(row, 'id', -1)),
  };
}

/** Of several values upstream writes each, one over the other. */
const lastOf = (field: string, text: string | undefined): UserFields =>
  text === undefined ? {} : { [field]: text };

function frameworkText(row: StoredRow, key: string, at: 0 | -1): string | undefined {
  const list = new Map(entriesIn(row, 'framework')).get(key);
  const text: unknown = Array.isArray(list) ? list.at(at) : undefined;
  return typeof text === 'string' ? text : undefined;
}

/** F2. */
function organisationFields(
  row: StoredRow,
  organisations: readonly string[],
  { organisation }: UserSurroundings,
): UserFields {
  const root = textIn(row, 'rootorgid');
  const name = root === '' ? '' : textIn(organisation(root) ?? {}, 'orgname');
  const school = [...organisations]
    .sort()
    .map(organisation)
    .find((found) => found !== undefined && numberOf(found['organisationtype']) === SCHOOL_TYPE);
  const named = (field: string, column: string): UserFields => {
    const text = school?.[column];
    return typeof text === 'string' ? { [field]: text } : {};
  };
  return {
    ...(root === '' || organisations.length === 0 ? {} : { orgname: name }),
    ...mapped(named('schoolname', 'orgname'), (text) => text.replace(/[[\]]/g, '\\$&')),
    ...named('schooludisecode', 'externalid'),
  };
}

const SCHOOL_TYPE = 2;

const mapped = (fields: UserFields, change: (text: string) => string): UserFields =>
  Object.fromEntries(Object.entries(fields).map(([k, text]) => [k, text && change(text)]));

const PLACE_TYPES = ['state', 'district', 'block', 'cluster'];

/** The profile says which locations, their rows of which type each is. */
function placeFields(places: readonly StoredRow[], { location }: UserSurroundings): UserFields {
  const found = PLACE_TYPES.flatMap((type) => {
    const place = places.find((p) => textIn(p, 'type').toLowerCase() === type);
    const row = place === undefined ? undefined : location(textIn(place, 'id'));
    return row === undefined ? [] : [row];
  });
  const named = found.flatMap((row) => {
    const type = textIn(row, 'type');
    const name = row['name'];
    const wanted = PLACE_TYPES.includes(type) && typeof name === 'string';
    return wanted ? [[type, name] as const] : [];
  });
  return Object.fromEntries(named.reverse()); // F3: the last entry of a name wins
}

function typeFields(types: readonly StoredRow[], row: StoredRow): UserFields {
  const joined = (name: string): string =>
    [...new Set(types.map((type) => textIn(type, name)))].filter((text) => text !== '').join(',');
  return {
    usertype: joined('type'),
    usersubtype: joined('subType'),
    profileusertypes: (row['profileusertypes'] ?? '') === '' ? '' : JSON.stringify(types),
  };
}

/** The objects of a JSON list; none where the column is empty; `null` = not readable (F4). */
function objectsIn(row: StoredRow, column: string): readonly StoredRow[] | null {
  const cell = row[column] ?? '';
  const list: unknown = cell === '' ? [] : parsedJson(cell);
  return Array.isArray(list) && list.every(isRecord) ? list : null;
}
