/**
 * Rows that Sunbird's services wrote, with the wall clock's times, before Laurel knew the learner:
 * they are adopted, Laurel's writes win over them, and a list that is written again holds one copy.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { realServers } from '../real/servers.js';
import { addTemplate, openBatch } from '../system/installation.js';
import { cleanUp } from '../system/program.js';
import { answeredBy, rowsFor, rowsOf, rowsOnce, type Class, type Completed } from './agreement.js';
import { Fleet, type Process } from './fleet.js';

const servers = realServers();
const LEARNERS = 12;
const LESSONS = 6;
const BEFORE = 'c0ffee00-0000-4000-8000-000000000001';
const ATTEMPT = JSON.stringify({
  ...{ attempt_id: 'attempt-1', last_attempted_on: '2024-05-01 10:00:00:000+0530' },
  ...{ score: 3, content_id: 'do_before_lesson_0', max_score: 4, type: 'attempt_metrics' },
});

describe.skipIf(servers === null)(`${LEARNERS} learners with rows of Sunbird's services`, () => {
  let fleet: Fleet;
  let process: Process;
  let course: Class;
  let completed: Completed;

  beforeAll(async () => {
    fleet = new Fleet(servers!);
    process = await fleet.start();
    await fleet.shared(1);
    const lessons = Array.from({ length: LESSONS }, (_, i) => `do_before_lesson_${i}`);
    const place = await openBatch(process.client, 'do_before', lessons);
    await addTemplate(process.client, place);
    const learners = Array.from({ length: LEARNERS }, (_, i) => `${fleet.name}-${i}`);
    course = { place, lessons, learners };
    completed = Object.fromEntries(learners.map((l, i) => [l, lessons.slice(0, i % LESSONS)]));
    await Promise.all(learners.map((learner) => writeAsSunbird(learner)));
    const user = { firstname: 'Ananya', lastname: 'Rao', rootorgid: '0130' };
    for (const learner of learners) {
      await process.client.done('PUT', `/v1/user/cache/${learner}`, learner, { user });
    }
  });
  afterAll(async () => {
    await fleet.remove();
    await cleanUp();
  });

  it('answers what the rows say', async () => {
    expect(await answeredBy(process.client, course)).toEqual(completed);
    expect(await rowsOf(fleet, course)).toEqual(rowsFor(course, completed));
  });

  it('wins over them: the tables hold what was completed since', async () => {
    const { place, lessons, learners } = course;
    for (const learner of learners) {
      const next = lessons[completed[learner]!.length]!;
      const { status } = await process.client.complete(learner, place, next);
      expect(status).toBe(200);
      completed = { ...completed, [learner]: [...completed[learner]!, next] };
    }

    const expected = rowsFor(course, completed);
    expect(await rowsOnce(fleet, course, expected)).toEqual(expected);
    expect(await answeredBy(process.client, course)).toEqual(completed);
    for (const learner of learners) expect(await decided(learner)).toEqual({ active: true });
  });

  it('holds one copy of each list when the next owners write it again', async () => {
    const certified = course.learners.filter((l) => completed[l]!.length === LESSONS);
    await vi.waitUntil(
      async () => (await Promise.all(certified.map(certificates))).every((c) => c.length === 2),
      { timeout: 30_000, interval: 200 },
    );
    // The attempt of before, and an entry for each certificate, those of before included.
    const wanted = course.learners.map((l) => {
      const certificates = certified.includes(l) ? 2 : 1;
      return { certificates, details: 1 + certificates };
    });
    expect(await lists()).toEqual(wanted);
    const old = process;
    process = await fleet.start();
    await old.kill();
    await touchAll();
    const once = await lists();
    process = await fleet.start();
    expect(await fleet.live[0]!.leave()).toBe(0);
    await touchAll();

    expect(once).toEqual(wanted);
    expect(await lists()).toEqual(once);
    expect(await answeredBy(process.client, course)).toEqual(completed);
    const expected = rowsFor(course, completed);
    expect(await rowsOnce(fleet, course, expected)).toEqual(expected);
    console.log(`rows before: ${LEARNERS} adopted, ${certified.length} with lists, 2 more owners`);
  });

  /** Each learner's first lesson is reported once more, and what follows is in the tables. */
  async function touchAll(): Promise<void> {
    await fleet.shared(1);
    const [content] = course.lessons;
    for (const learner of course.learners) {
      expect((await process.client.complete(learner, course.place, content!)).status).toBe(200);
    }
    await vi.waitUntil(async () => (await lagging()) === 0, { timeout: 20_000, interval: 200 });
  }

  async function lagging(): Promise<number> {
    const answer = await fetch(`${process.url}/health`);
    const body = (await answer.json()) as {
      result: { checks: { dirtyLearners?: number; inboxCommands?: number }[] };
    };
    const [engine] = body.result.checks;
    return (engine?.dirtyLearners ?? 1) + (engine?.inboxCommands ?? 1);
  }

  async function lists() {
    return Promise.all(
      course.learners.map(async (learner) => ({
        certificates: (await certificates(learner)).length,
        details: (await details(learner)).length,
      })),
    );
  }

  async function certificates(learner: string): Promise<readonly unknown[]> {
    const [row] = await fleet.rows(
      'SELECT issued_certificates AS list FROM ?.user_enrolments ' + BY_ENROLMENT,
      of(learner),
    );
    return (row?.['list'] ?? []) as readonly unknown[];
  }

  async function details(learner: string): Promise<readonly unknown[]> {
    const [row] = await fleet.rows(
      'SELECT agg_details AS list FROM ?.user_activity_agg ' +
        "WHERE activity_type = 'Course' AND activity_id = ? AND user_id = ? AND context_id = ?",
      [course.place.courseId, learner, `cb:${course.place.batchId}`],
    );
    return (row?.['list'] ?? []) as readonly unknown[];
  }

  async function decided(learner: string) {
    const [row] = await fleet.rows(
      'SELECT active FROM ?.user_enrolments ' + BY_ENROLMENT,
      of(learner),
    );
    return { active: row?.['active'] as unknown };
  }

  const of = (learner: string): readonly unknown[] => [
    learner,
    course.place.courseId,
    course.place.batchId,
  ];

  /** As `reference/lms.md` 5.1, without a time of writing: the wall clock's, as others write. */
  async function writeAsSunbird(learner: string): Promise<void> {
    const lessons = completed[learner]!;
    const at = new Date(Date.now() - 3_600_000);
    const count = lessons.length;
    const entry = { identifier: BEFORE, name: 'Before', lastIssuedOn: at.toISOString() };
    await fleet.rows(
      'INSERT INTO ?.user_enrolments (userid, courseid, batchid, active, addedby, contentstatus, ' +
        'datetime, enrolled_date, enrolleddate, progress, status, issued_certificates) ' +
        'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      [
        ...of(learner),
        ...[true, learner, Object.fromEntries(lessons.map((l) => [l, 2])), at, at],
        ...['2024-05-01 10:00:00:000+0530', count, count === 0 ? 0 : 1, [entry]],
      ],
    );
    for (const lesson of lessons) {
      await fleet.rows(
        'INSERT INTO ?.user_content_consumption (userid, courseid, batchid, contentid, status, ' +
          'progress, completedcount, viewcount, last_access_time, last_completed_time, ' +
          'last_updated_time) VALUES (?, ?, ?, ?, 2, 100, 1, 1, ?, ?, ?)',
        [...of(learner), lesson, at, at, at],
      );
    }
    await fleet.rows(
      'INSERT INTO ?.user_activity_agg (activity_type, activity_id, user_id, context_id, ' +
        "aggregates, agg_last_updated, agg_details) VALUES ('Course', ?, ?, ?, ?, ?, ?)",
      [
        ...[course.place.courseId, learner, `cb:${course.place.batchId}`],
        ...[{ completedCount: count }, { completedCount: at }, [ATTEMPT]],
      ],
    );
  }
});

const BY_ENROLMENT = 'WHERE userid = ? AND courseid = ? AND batchid = ?';
