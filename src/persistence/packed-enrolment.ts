/**
 * The packed form of an enrolment's state: what a snapshot holds and what stays resident.
 *
 * - B1 Canonical: equal states under one content table give equal bytes.
 * - B2 A content is named by its place in the course's leaf list of one version (the table), others
 *   by id; so the bytes mean something only with the version they were packed under.
 * - B3 `unpack(pack(s)) = s`; anything else than packed bytes throws `MalformedBytes`.
 *
 * A completed lesson costs 8 bytes. Rare parts (player details, attempts, certificates, who
 * enrolled) follow as one msgpack value.
 */
import type { ContentState, ContentStatus } from '../domain/content.js';
import type { CourseTree } from '../domain/course.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import { NEVER, compareText, type ContentId, type EnrolmentKey } from '../domain/ids.js';
import { ByteReader, MalformedBytes } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import {
  attemptsOf,
  EMPTY_TAIL,
  generationsOf,
  readTail,
  tailOf,
  writeTail,
} from './packed-tail.js';
import type { Tail } from './packed-tail.js';

/** The order of a course's leaf nodes under one version. */
export interface ContentTable {
  readonly version: number;
  readonly ids: readonly ContentId[];
  readonly places: ReadonlyMap<ContentId, number>;
}

/** Used while the course is not known: every content is named by its id. */
export const EMPTY_TABLE: ContentTable = { version: 0, ids: [], places: new Map() };

/** The table of one course version. */
export const contentTable = (tree: CourseTree): ContentTable => ({
  version: tree.version,
  ids: tree.leaves,
  places: new Map(tree.leaves.map((id, place) => [id, place])),
});

const writer = new ByteWriter();

/** Bits of the first byte. */
export const ENROLMENT = { member: 1, active: 2, completed: 4, tail: 8 } as const;

const { member: MEMBER, active: ACTIVE, completed: COMPLETED, tail: TAIL } = ENROLMENT;

/** Packs a state under a table. */
export function packEnrolment(state: EnrolmentState, table: ContentTable): Buffer {
  const tail = tailOf(state);
  const { membership } = state;
  writer.start();
  writer.byte(
    (membership !== null ? MEMBER : 0) |
      (membership?.active === true ? ACTIVE : 0) |
      (state.completedAt !== NEVER ? COMPLETED : 0) |
      (tail !== null ? TAIL : 0),
  );
  if (membership !== null) {
    writer.instant(membership.decidedAt);
    writer.instant(membership.enrolledAt);
  }
  if (state.completedAt !== NEVER) {
    writer.instant(state.completedAt);
    writer.count(state.completedVersion);
  }
  writer.count(state.contents.size);
  for (const content of inTableOrder(state.contents, table)) writeContent(content, table);
  if (tail !== null) writer.raw(writeTail(tail));
  return writer.take();
}

/** Reads a state back. Throws `MalformedBytes` when the bytes are no packed state. */
export function unpackEnrolment(
  key: EnrolmentKey,
  bytes: Buffer,
  table: ContentTable,
): EnrolmentState {
  const reader = new ByteReader(bytes);
  const flags = reader.byte();
  if (flags >= 2 * TAIL) throw new MalformedBytes('has unknown flags');
  const member = (flags & MEMBER) !== 0;
  const decidedAt = member ? reader.instant() : NEVER;
  const enrolledAt = member ? reader.instant() : NEVER;
  const completedAt = (flags & COMPLETED) !== 0 ? reader.instant() : NEVER;
  const completedVersion = (flags & COMPLETED) !== 0 ? reader.count() : 0;
  const contents = readContents(reader, table);
  const tail = (flags & TAIL) !== 0 ? readTail(reader.rest()) : EMPTY_TAIL;
  if (!reader.ended) throw new MalformedBytes('goes on after its end');
  addDetails(contents, tail);
  const active = (flags & ACTIVE) !== 0;
  return {
    key,
    membership: member ? { active, decidedAt, enrolledAt, addedBy: tail[0] } : null,
    contents,
    attempts: attemptsOf(tail),
    generations: generationsOf(tail),
    completedAt,
    completedVersion,
  };
}

/** Bits of the byte after a content's place. */
export const CONTENT = {
  status: 3,
  progress: 4,
  completion: 8,
  oneCompletion: 16,
  accessIsLast: 32,
  counts: 64,
  seen: 128,
} as const;

const { status: STATUS, progress: PROGRESS, completion: COMPLETION, counts: COUNTS } = CONTENT;
const { oneCompletion: ONE_COMPLETION, accessIsLast: ACCESS_IS_LAST, seen: SEEN } = CONTENT;

function writeContent(c: ContentState, table: ContentTable): void {
  const place = table.places.get(c.content);
  writer.count(place === undefined ? 0 : place + 1);
  if (place === undefined) writer.text(c.content);
  const implied = c.status === 2 ? 100 : 0;
  const completed = c.firstCompletedAt !== NEVER || c.lastCompletedAt !== NEVER;
  const once = completed && c.firstCompletedAt === c.lastCompletedAt;
  const accessIsLast = completed && c.lastAccessAt === c.lastCompletedAt;
  const counted = c.viewBase > 0 || c.completionBase > 0;
  writer.byte(
    c.status |
      (c.progress !== implied ? PROGRESS : 0) |
      (completed ? COMPLETION : 0) |
      (once ? ONE_COMPLETION : 0) |
      (accessIsLast ? ACCESS_IS_LAST : 0) |
      (counted ? COUNTS : 0) |
      (c.completionSeen ? SEEN : 0),
  );
  if (c.progress !== implied) writer.byte(c.progress);
  if (completed) writer.instant(c.lastCompletedAt);
  if (completed && !once) writer.instant(c.firstCompletedAt);
  if (!accessIsLast) writer.instant(c.lastAccessAt);
  if (counted) {
    writer.count(c.viewBase);
    writer.count(c.completionBase);
  }
}

function readContents(reader: ByteReader, table: ContentTable): Map<ContentId, ContentState> {
  const contents = new Map<ContentId, ContentState>();
  for (let left = reader.count(); left > 0; left--) {
    const content = readContent(reader, table);
    contents.set(content.content, content);
  }
  return contents;
}

function readContent(reader: ByteReader, table: ContentTable): ContentState {
  const place = reader.count();
  const content = place === 0 ? (reader.text() as ContentId) : table.ids[place - 1];
  if (content === undefined)
    throw new MalformedBytes(`content ${String(place)} is not in the table`);
  const flags = reader.byte();
  const status = statusOf(flags);
  const progress = (flags & PROGRESS) !== 0 ? reader.byte() : status === 2 ? 100 : 0;
  if (progress > 100) throw new MalformedBytes('has a progress above 100');
  const completed = (flags & COMPLETION) !== 0;
  const lastCompletedAt = completed ? reader.instant() : NEVER;
  const once = !completed || (flags & ONE_COMPLETION) !== 0;
  const firstCompletedAt = once ? lastCompletedAt : reader.instant();
  const lastAccessAt = (flags & ACCESS_IS_LAST) !== 0 ? lastCompletedAt : reader.instant();
  const counted = (flags & COUNTS) !== 0;
  const viewBase = counted ? reader.count() : 0;
  const completionBase = counted ? reader.count() : 0;
  return {
    content,
    status,
    progress,
    firstCompletedAt,
    lastCompletedAt,
    lastAccessAt,
    viewBase,
    completionBase,
    completionSeen: (flags & SEEN) !== 0,
    details: '',
    detailsAt: NEVER,
  };
}

function statusOf(flags: number): ContentStatus {
  const status = flags & STATUS;
  if (status === STATUS) throw new MalformedBytes('has an unknown status');
  return status as ContentStatus;
}

/** B1: by place in the table, then the others by id. */
function inTableOrder(
  contents: ReadonlyMap<ContentId, ContentState>,
  table: ContentTable,
): ContentState[] {
  const place = (c: ContentState): number => table.places.get(c.content) ?? Infinity;
  return [...contents.values()].sort((a, b) => {
    const [pa, pb] = [place(a), place(b)];
    return pa === pb ? compareText(a.content, b.content) : pa - pb;
  });
}

function addDetails(contents: Map<ContentId, ContentState>, tail: Tail): void {
  for (const [id, detailsAt, details] of tail[1]) {
    const content = contents.get(id as ContentId);
    if (content === undefined) throw new MalformedBytes('has details of an unknown content');
    contents.set(content.content, { ...content, detailsAt, details });
  }
}
