import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EnrolmentState } from '../../src/domain/enrolment.js';
import type { BatchId, CourseId } from '../../src/domain/ids.js';
import type { ExhaustInput } from '../../src/reports/exhaust-input.js';
import type { ExhaustSidecar } from '../../src/reports/exhaust-sidecar.js';
import { writeExhaust } from '../../src/reports/exhaust.js';
import {
  batch,
  brokenUserCache,
  contents,
  course,
  enrolment,
  tree,
  userCache,
} from './builders.js';
import { exhaustInput, reading } from './exhaust-inputs.js';
import {
  aggregatedAttempts,
  cachedUsers,
  cellsByName,
  enrolmentsOf,
  expectedReport,
  hierarchyTree,
  storedAttempts,
} from './sunbird-fixtures.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'progress-exhaust-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe("Sunbird's cases", () => {
  const courseId = 'do_1130928636168192001667';
  const sunbird = {
    course: course({ course: courseId as CourseId, name: '24 aug course' }),
    batch: batch({ batch: 'batch-001' as BatchId, name: 'Basic Java' }),
    users: userCache(cachedUsers()),
  };

  it('P01: one batch for the owner of the course', async () => {
    const states = enrolmentsOf(courseId, 'batch-001', storedAttempts(courseId, 'batch-001'));

    const written = await write({
      ...sunbird,
      tree: hierarchyTree('content_hierarchy.json', courseId),
      ...reading(states),
    });

    expect(written).toMatchObject({ ok: true, value: { rows: 4, withoutProfile: 0 } });
    expect(await report()).toEqual(expectedReport('progress_batch-001.csv'));
  });

  it('P10: scores of contents that the hierarchy marks as assessed', async () => {
    const states = enrolmentsOf(courseId, 'batch-001', aggregatedAttempts(courseId, 'batch-001'));

    await write({
      ...sunbird,
      tree: hierarchyTree('v2_content_hierarchy.json', courseId),
      ...reading(states),
    });

    expect(await report()).toEqual(expectedReport('progress_v2_batch-001.csv'));
  });
});

describe('the learners of a progress report', () => {
  it('are the active ones with an enrolment date', async () => {
    await write(
      reading([
        enrolment({ learner: 'in' }),
        enrolment({ learner: 'left', active: false }),
        enrolment({ learner: 'undated', enrolledAt: 0 }),
        { ...enrolment({ learner: 'never' }), membership: null },
      ]),
    );

    expect(await learners()).toEqual(['in']);
  });

  it.each(['', 'org-owner'])('are all of them for the requester "%s"', async (requesterOrg) => {
    const written = await write({ ...reading(threeLearners()), users: threeUsers(), requesterOrg });

    expect(await learners()).toEqual(['mine', 'theirs', 'unknown']);
    expect(written).toMatchObject({ value: { rows: 3, withoutProfile: 1, leftOut: 0 } });
  });

  it("are another organisation's own, and the unknown are counted as left out", async () => {
    const request = { ...reading(threeLearners()), users: threeUsers(), requesterOrg: 'org-mine' };

    const written = await write(request);

    expect(await learners()).toEqual(['mine']);
    expect(written).toMatchObject({ value: { rows: 1, withoutProfile: 0, leftOut: 1 } });
  });

  it('are left out for another organisation when their entry names none', async () => {
    const users = userCache({ 'user-1': { state: 'Delhi' } });

    const written = await write({ ...reading([enrolment()]), users, requesterOrg: 'org-mine' });

    expect(written).toMatchObject({ value: { rows: 0, leftOut: 1 } });
  });
});

describe('score columns of a progress report', () => {
  const scored = tree({ scored: contents('do_2', 'do_10', 'do_3') });

  it('are those that a learner of the report has attempted, ascending', async () => {
    const states = [
      enrolment({ learner: 'a', attempts: [['do_2', 'x', 1, 2]] }),
      enrolment({ learner: 'b', attempts: [['do_10', 'x', 1, 1]] }),
    ];

    await write({ ...reading(states), tree: scored });

    expect((await headers()).slice(20)).toEqual(['do_10 - Score', 'do_2 - Score']);
  });

  it('do not come from learners that the report does not show', async () => {
    const states = [
      enrolment({ learner: 'left', active: false, attempts: [['do_2', 'x', 1, 2]] }),
      enrolment({ learner: 'theirs', attempts: [['do_10', 'x', 1, 1]] }),
      enrolment({ learner: 'mine', attempts: [['do_3', 'x', 1, 4]] }),
    ];

    const users = threeUsers();
    await write({ ...reading(states), tree: scored, users, requesterOrg: 'org-mine' });

    expect((await headers()).slice(20)).toEqual(['do_3 - Score']);
  });

  it('cost no first pass where the course has no scored contents', async () => {
    const { states } = reading([enrolment()]);
    let passes = 0;

    await write({ states: () => (passes++, states()) });

    expect(passes).toBe(1);
  });
});

describe('the files of a progress report', () => {
  it('are the CSV and its sidecar, and nothing else', async () => {
    await write(reading([enrolment()]));

    expect((await readdir(folder)).sort()).toEqual(['report.csv', 'report.csv.json']);
  });

  it('hold the header only for an empty batch', async () => {
    const written = await write(reading([]));

    expect(written).toMatchObject({ ok: true, value: { rows: 0 } });
    expect((await csv()).trimEnd().split('\n')).toHaveLength(1);
  });

  it('say in the sidecar what was read, when, and what the columns mean', async () => {
    await write({ ...reading(threeLearners()), users: threeUsers(), requesterOrg: 'org-mine' });

    const { columns, ...facts } = JSON.parse(
      await readFile(join(folder, 'report.csv.json'), 'utf8'),
    ) as ExhaustSidecar;

    expect(facts).toEqual({
      report: 'progress-exhaust',
      collectionId: 'do_course',
      collectionVersion: 3,
      batchId: 'batch-1',
      requesterOrg: 'org-mine',
      asOf: '2024-05-01T06:00:00.000Z',
      moment: 'contains what was durable at asOf, and nothing later',
      timeZone: 'Asia/Kolkata',
      rows: 1,
      withoutProfile: 0,
      leftOut: 1,
      withoutConsent: 0,
      archivedRows: 0,
      assessment: null,
    });
    expect(columns.map((c) => c.header)).toEqual(await headers());
  });

  it('neutralise a formula in a profile', async () => {
    const users = userCache({ 'user-1': { state: '=HYPERLINK("x")', block: '+91 98765 43210' } });

    await write({ ...reading([enrolment()]), users });

    expect((await report())[0]).toMatchObject({
      State: '\'=HYPERLINK("x")',
      'Block Name': '+91 98765 43210',
    });
  });

  it('are not there when the user cache fails, and the failure is returned', async () => {
    const written = await write({ ...reading([enrolment()]), users: brokenUserCache });

    expect(written).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    expect(await readdir(folder)).toEqual([]);
  });

  it('are not there when the scan throws half-way', async () => {
    async function* torn() {
      for (let i = 0; i < 1_500; i++) yield enrolment({ learner: `user-${String(i)}` });
      await Promise.resolve();
      throw new Error('damaged snapshot');
    }

    await expect(write({ states: torn })).rejects.toThrow('damaged snapshot');

    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a large batch', () => {
  const size = 10_500;

  it('is written whole, in the order of the scan', async () => {
    const ids = Array.from({ length: size }, (_, i) => `user-${String(i)}`);

    await write(reading(ids.map((learner) => enrolment({ learner }))));

    expect(await learners()).toEqual(ids);
  });

  it('is held one chunk at a time', async () => {
    let given = 0;
    let heldMost = 0;
    const users = userCache({});
    async function* counted() {
      for (; given < size; heldMost = Math.max(heldMost, given - users.lookUps)) {
        given++;
        yield await Promise.resolve(enrolment());
      }
    }

    await write({ states: counted, users });

    expect(heldMost).toBeLessThanOrEqual(1_000);
  });

  it('lets other work have its turn all along', async () => {
    let turns = 0;
    let counting = true;
    const count = (): void => {
      turns++;
      if (counting) setImmediate(count);
    };
    setImmediate(count);

    await write(reading(Array.from({ length: size }, () => enrolment())));
    counting = false;

    expect(turns).toBeGreaterThan(size / 100);
  });
});

const write = (changes: Partial<ExhaustInput>) =>
  writeExhaust(exhaustInput({ path: join(folder, 'report.csv'), ...changes }));

const threeLearners = (): EnrolmentState[] =>
  ['mine', 'theirs', 'unknown'].map((learner) => enrolment({ learner }));

const threeUsers = () =>
  userCache({ mine: { rootorgid: 'org-mine' }, theirs: { rootorgid: 'org-theirs' } });

const csv = (): Promise<string> => readFile(join(folder, 'report.csv'), 'utf8');

const report = async (): Promise<Record<string, string>[]> => cellsByName(await csv());

const learners = async () => (await report()).map((row) => row['User UUID']);

const headers = async (): Promise<string[]> => (await csv()).split('\n')[0]!.split(',');
