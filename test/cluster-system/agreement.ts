/**
 * The oracle of the fault tests: what was acknowledged, against what every process answers and what
 * Sunbird's tables hold.
 */
import { vi } from 'vitest';
import type { Client, Place } from '../system/client.js';
import { enrol, openBatch } from '../system/installation.js';
import type { Fleet } from './fleet.js';
import type { Update } from './fleet-load.js';

/** A course, a batch of it and learners, of one test's own. */
export interface Class {
  readonly place: Place;
  readonly learners: readonly string[];
  readonly lessons: readonly string[];
}

/** Makes a class over HTTP. Names of learners begin with the fleet's. */
export async function openClass(
  fleet: Fleet,
  client: Client,
  name: string,
  size: { readonly learners: number; readonly lessons: number },
): Promise<Class> {
  const lessons = Array.from({ length: size.lessons }, (_, i) => `do_${name}_lesson_${i}`);
  const place = await openBatch(client, `do_${name}`, lessons);
  const learners = Array.from({ length: size.learners }, (_, i) => `${fleet.name}-${name}-${i}`);
  await Promise.all(learners.map((learner) => enrol(client, place, learner)));
  return { place, learners, lessons };
}

/** Completed lessons of each learner, in order. */
export type Completed = Readonly<Record<string, readonly string[]>>;

/** What was acknowledged, as completed lessons. */
export function completedBy(learners: readonly string[], updates: readonly Update[]): Completed {
  const held = new Map(learners.map((learner) => [learner, new Set<string>()]));
  for (const { learner, content } of updates) held.get(learner)?.add(content);
  return Object.fromEntries([...held].map(([learner, lessons]) => [learner, [...lessons].sort()]));
}

/** What one process answers. */
export async function answeredBy(client: Client, { learners }: Class): Promise<Completed> {
  const listed = learners.map(async (learner) => {
    const { contentStatus, progress } = await client.enrolment(learner);
    const lessons = Object.keys(contentStatus).filter((lesson) => contentStatus[lesson] === 2);
    if (progress !== lessons.length) throw new Error(`${learner}: progress ${progress}`);
    return [learner, lessons.sort()] as const;
  });
  return Object.fromEntries(await Promise.all(listed));
}

/** Which updates an answer lacks. */
export const missingIn = (answer: Completed, updates: readonly Update[]): Update[] =>
  updates.filter(({ learner, content }) => answer[learner]?.includes(content) !== true);

/** What Sunbird's tables hold of a class. */
export interface Rows {
  readonly consumption: Completed;
  readonly enrolments: Readonly<Record<string, EnrolmentRow>>;
  /** The course's count of completed lessons. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface EnrolmentRow {
  readonly progress: number;
  readonly status: number;
}

export async function rowsOf(fleet: Fleet, { place, learners }: Class): Promise<Rows> {
  const { courseId, batchId } = place;
  const of = (learner: string): readonly unknown[] => [learner, courseId, batchId];
  const read = async (learner: string) => {
    const contents = await fleet.rows(
      'SELECT contentid, status FROM ?.user_content_consumption ' + BY_ENROLMENT,
      of(learner),
    );
    const [row] = await fleet.rows(
      'SELECT progress, status FROM ?.user_enrolments ' + BY_ENROLMENT,
      of(learner),
    );
    const [activity] = await fleet.rows(
      'SELECT aggregates FROM ?.user_activity_agg ' +
        "WHERE activity_type = 'Course' AND activity_id = ? AND user_id = ? AND context_id = ?",
      [courseId, learner, `cb:${batchId}`],
    );
    const aggregates = activity?.['aggregates'] as Readonly<Record<string, number>> | undefined;
    const done = contents.filter((content) => content['status'] === 2);
    return {
      consumption: done.map((content) => String(content['contentid'])).sort(),
      enrolment: { progress: Number(row?.['progress']), status: Number(row?.['status']) },
      count: aggregates?.['completedCount'] ?? 0,
    };
  };
  const all = await Promise.all(learners.map(async (l) => [l, await read(l)] as const));
  const each = <T>(pick: (one: (typeof all)[number][1]) => T) =>
    Object.fromEntries(all.map(([learner, one]) => [learner, pick(one)]));
  return {
    consumption: each((one) => one.consumption),
    enrolments: each((one) => one.enrolment),
    counts: each((one) => one.count),
  };
}

const BY_ENROLMENT = 'WHERE userid = ? AND courseid = ? AND batchid = ?';

/** The rows that follow from completed lessons. */
export function rowsFor({ learners, lessons }: Class, completed: Completed): Rows {
  const count = (learner: string): number => completed[learner]?.length ?? 0;
  const each = <T>(pick: (learner: string) => T) =>
    Object.fromEntries(learners.map((learner) => [learner, pick(learner)]));
  const statusOf = (learner: string): number =>
    count(learner) === 0 ? 0 : count(learner) === lessons.length ? 2 : 1;
  return {
    consumption: each((learner) => completed[learner] ?? []),
    enrolments: each((learner) => ({ progress: count(learner), status: statusOf(learner) })),
    counts: each(count),
  };
}

/** Waits until the tables hold just that; returns what they hold in the end, equal or not. */
export async function rowsOnce(fleet: Fleet, of: Class, expected: Rows): Promise<Rows> {
  const text = JSON.stringify(expected);
  let found = await rowsOf(fleet, of);
  await vi
    .waitUntil(
      async () => {
        found = await rowsOf(fleet, of);
        return JSON.stringify(found) === text;
      },
      { timeout: 20_000, interval: 200 },
    )
    .catch(() => undefined);
  return found;
}
