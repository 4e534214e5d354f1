/**
 * The way back and in again: Laurel stops, Sunbird's job goes on with its tables and the topic, and
 * Laurel comes back to what was written in between. No work is lost, and nothing counts twice.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realServers } from '../real/servers.js';
import { cleanUp } from '../system/program.js';
import {
  answeredBy,
  openClass,
  rowsFor,
  rowsOnce,
  type Class,
  type Completed,
} from './agreement.js';
import { Fleet, type Process } from './fleet.js';
import { produce, settled } from './stream-topic.js';

const servers = realServers();
const LEARNERS = 6;
const LESSONS = 6;
const SETTLED_MS_MAX = 60_000;
const BY_ENROLMENT = 'WHERE userid = ? AND courseid = ? AND batchid = ?';

describe.skipIf(servers === null)(`${LEARNERS} learners on the way back and in again`, () => {
  let fleet: Fleet;
  let process: Process;
  let course: Class;
  let completed: Completed;

  beforeAll(async () => {
    fleet = new Fleet(servers!);
    process = await fleet.start();
    await fleet.shared(1);
    course = await openClass(fleet, process.client, 'back', {
      ...{ learners: LEARNERS, lessons: LESSONS },
    });
    completed = Object.fromEntries(course.learners.map((learner) => [learner, []]));
    await stream(2);
    await settled(fleet, SETTLED_MS_MAX);
  });
  afterAll(async () => {
    await fleet.remove();
    await cleanUp();
  });

  it("leaves in Sunbird's tables all that its services go on with", async () => {
    expect(await process.leave()).toBe(0);

    const expected = rowsFor(course, completed);
    expect(await rowsOnce(fleet, course, expected)).toEqual(expected);
  });

  it("comes back to what Sunbird's job wrote meanwhile, and goes on", async () => {
    await stream(2);
    await Promise.all(course.learners.map((learner) => aggregateAsSunbird(learner)));

    process = await fleet.start();
    await fleet.shared(1);
    await settled(fleet, SETTLED_MS_MAX);
    await stream(1);
    await settled(fleet, SETTLED_MS_MAX);

    expect(await answeredBy(process.client, course)).toEqual(completed);
    const expected = rowsFor(course, completed);
    expect(await rowsOnce(fleet, course, expected)).toEqual(expected);
    expect(await viewCounts()).toEqual(course.learners.map(() => [1, 1, 1, 1, 1]));
  });

  /** Every learner completes the next lessons, as the LMS tells it on the topic. */
  async function stream(count: number): Promise<void> {
    const events = course.learners.flatMap((learner) => {
      const begun = completed[learner]!.length;
      const next = course.lessons.slice(begun, begun + count);
      completed = { ...completed, [learner]: [...completed[learner]!, ...next] };
      return next.map((lesson) => eventOf(learner, lesson));
    });
    await produce(fleet, events);
  }

  function eventOf(learner: string, lesson: string): string {
    const { courseId, batchId } = course.place;
    return JSON.stringify({
      ...{ eid: 'BE_JOB_REQUEST', ets: Date.now(), mid: `LP.${learner}.${lesson}` },
      actor: { id: 'Course Batch Updater', type: 'System' },
      context: { pdata: { ver: '1.0', id: 'org.sunbird.platform' } },
      object: { id: `${batchId}_${learner}`, type: 'CourseBatchEnrolment' },
      edata: {
        ...{ action: 'batch-enrolment-update', iteration: 1, userId: learner, courseId, batchId },
        contents: [{ contentId: lesson, status: 2 }],
      },
    });
  }

  /** What its aggregator writes of a learner, with the wall clock's times. */
  async function aggregateAsSunbird(learner: string): Promise<void> {
    const { courseId, batchId } = course.place;
    const [lessons, at] = [completed[learner]!, new Date()];
    for (const lesson of lessons) {
      await fleet.rows(
        'INSERT INTO ?.user_content_consumption (userid, courseid, batchid, contentid, status, ' +
          'viewcount, completedcount, progress) VALUES (?, ?, ?, ?, 2, 1, 1, 100)',
        [learner, courseId, batchId, lesson],
      );
    }
    await fleet.rows(
      'UPDATE ?.user_enrolments SET progress = ?, status = 1, contentstatus = ?, datetime = ? ' +
        BY_ENROLMENT,
      [
        ...[lessons.length, Object.fromEntries(lessons.map((lesson) => [lesson, 2])), at],
        ...[learner, courseId, batchId],
      ],
    );
    await fleet.rows(
      'UPDATE ?.user_activity_agg SET aggregates = aggregates + ?, ' +
        "agg_last_updated = agg_last_updated + ? WHERE activity_type = 'Course' " +
        'AND activity_id = ? AND user_id = ? AND context_id = ?',
      [
        ...[{ completedCount: lessons.length }, { completedCount: at }],
        ...[courseId, learner, `cb:${batchId}`],
      ],
    );
  }

  async function viewCounts(): Promise<readonly (readonly number[])[]> {
    const { courseId, batchId } = course.place;
    const of = async (learner: string): Promise<readonly number[]> => {
      const rows = await fleet.rows(
        'SELECT viewcount FROM ?.user_content_consumption ' + BY_ENROLMENT,
        [learner, courseId, batchId],
      );
      return rows.map((row) => Number(row['viewcount']));
    };
    return Promise.all(course.learners.map(of));
  }
});
