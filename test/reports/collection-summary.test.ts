import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EnrolmentState } from '../../src/domain/enrolment.js';
import type { BatchId, TemplateId } from '../../src/domain/ids.js';
import {
  isCurrent,
  SUMMARY_FOLDER,
  writeCollectionSummary,
  type CollectionSummaryInput,
} from '../../src/reports/collection-summary.js';
import { batch, brokenUserCache, course, enrolment, userCache } from './builders.js';
import { reading } from './exhaust-inputs.js';
import { cellsByName } from './sunbird-fixtures.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'collection-summary-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const NOW = Date.parse('2024-06-01T20:00:00Z');

describe('a collection summary', () => {
  it('counts enrolled, completed and certified learners by state and district', async () => {
    const written = await write({
      states: () => reading(LEARNERS).states(),
      users: userCache({
        a: { state: 'Delhi', district: 'East' },
        b: { state: 'Delhi', district: 'East' },
        c: { state: 'Assam', district: 'West' },
        left: { state: 'Assam', district: 'West' },
      }),
    });

    expect(await counts()).toEqual([
      ['', '', 1, 0, 0],
      ['Assam', 'West', 1, 0, 0],
      ['Delhi', 'East', 2, 2, 1],
    ]);
    expect(written).toMatchObject({ value: { rows: 3, enrolled: 4, withoutProfile: 1 } });
  });

  it('says of which batch and course the counts are, under the names of upstream', async () => {
    const template = { ['t' as TemplateId]: {} as never };
    const endDate = '2024-07-01';

    await write({
      states: () => reading([enrolment()]).states(),
      subjects: [
        {
          course: course(),
          batch: batch({ templates: template, endDate, createdFor: ['x', 'y'] }),
        },
      ],
    });

    expect((await jsonRows())[0]).toEqual({
      ...{ channel: 'org-owner', courseid: 'do_course', collectionname: 'A course' },
      ...{ contentstatus: 'Live', batchid: 'batch-batch-1', batchname: 'First batch' },
      ...{ startdate: '2024-04-01', enddate: endDate, hascertified: 'Y', createdfor: ['x', 'y'] },
      ...{ state: '', district: '', enrolleduserscount: 1, completionuserscount: 0 },
      ...{ certificateissuedcount: 0, timestamp: NOW },
    });
  });

  it('is the same in all four files', async () => {
    const written = await write({ states: () => reading(LEARNERS).states() });

    const names = await readdir(join(folder, SUMMARY_FOLDER));
    expect(names.sort()).toEqual([
      'collection-summary-report-20240602.csv',
      'collection-summary-report-20240602.json',
      'collection-summary-report-latest.csv',
      'collection-summary-report-latest.json',
    ]);
    const [json, csv, latestJson, latestCsv] = await Promise.all(
      (written.ok ? written.value.files : []).map((file) => readFile(file, 'utf8')),
    );
    expect([latestJson, latestCsv]).toEqual([json, csv]);
    const asTexts = (await jsonRows()).map((row) =>
      Object.fromEntries(Object.entries(row).map(([key, value]) => [key, String(value)])),
    );
    expect(cellsByName(csv!)).toEqual(asTexts);
  });

  it('lets no state become a formula in the CSV', async () => {
    await write({
      states: () => reading([enrolment({ learner: 'a' })]).states(),
      users: userCache({ a: { state: '=1+1' } }),
    });

    const csv = await readFile(fileNamed('latest.csv'), 'utf8');
    expect(cellsByName(csv)[0]).toMatchObject({ state: "'=1+1" });
  });

  it('loses no learner, whatever the states and districts', async () => {
    const place = fc.record({
      state: fc.constantFrom('', 'a', 'b', 'a"', '["'),
      district: fc.constantFrom('', 'a', 'b', '"a', '"]'),
    });

    await fc.assert(
      fc.asyncProperty(fc.array(place), async (places) => {
        const learners = places.map((_, i) => enrolment({ learner: `l${String(i)}` }));
        const entries = Object.fromEntries(places.map((entry, i) => [`l${String(i)}`, entry]));

        await write({
          states: () => reading(learners).states(),
          users: userCache(entries),
        });

        const found = (await counts()).map(([state, district, enrolled]) => [
          state,
          district,
          enrolled,
        ]);
        const distinct = new Set(places.map((p) => JSON.stringify(p)));
        expect(found.length).toBe(distinct.size);
        for (const [state, district, enrolled] of found) {
          const here = places.filter((p) => p.state === state && p.district === district);
          expect(enrolled).toBe(here.length);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('leaves no file when the user cache fails', async () => {
    const written = await write({
      states: () => reading([enrolment()]).states(),
      users: brokenUserCache,
    });

    expect(written).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    expect(await readdir(join(folder, SUMMARY_FOLDER))).toEqual([]);
  });

  it('tells the batches that are done, in order of their ids', async () => {
    const done: number[] = [];

    await write({
      subjects: ['b2', 'b1'].map((id) => ({
        course: course(),
        batch: batch({ batch: id as BatchId }),
      })),
      states: () => reading([enrolment()]).states(),
      onBatches: (count) => done.push(count),
    });

    expect(done).toEqual([1, 2]);
    expect((await jsonRows()).map((row) => row['batchid'])).toEqual(['batch-b1', 'batch-b2']);
  });
});

describe('batches that are summarised by default', () => {
  it.each([
    [null, true],
    ['2024-06-02', true],
    ['2024-06-01', true],
    ['2024-05-31', false],
  ])('end %s, seen from the day after 1 June: %s', (endDate, current) => {
    expect(isCurrent({ endDate }, '2024-06-01')).toBe(current);
  });
});

const LEARNERS: readonly EnrolmentState[] = [
  enrolment({ learner: 'a', completedAt: 5, certificates: [{ rendered: true }] }),
  enrolment({ learner: 'b', completedAt: 5, certificates: [{ rendered: false }] }),
  enrolment({ learner: 'c' }),
  enrolment({ learner: 'left', active: false }),
  enrolment({ learner: 'unknown' }),
];

const write = (changes: Partial<CollectionSummaryInput>) =>
  writeCollectionSummary({
    subjects: [{ course: course(), batch: batch() }],
    states: () => reading([]).states(),
    users: userCache({}),
    reportDir: folder,
    now: NOW,
    onBatches: () => undefined,
    ...changes,
  });

const fileNamed = (ending: string): string =>
  join(folder, SUMMARY_FOLDER, `collection-summary-report-${ending}`);

async function jsonRows(): Promise<Record<string, unknown>[]> {
  const lines = (await readFile(fileNamed('latest.json'), 'utf8')).split('\n');
  return lines.filter((line) => line !== '').map((l) => JSON.parse(l) as Record<string, unknown>);
}

const counts = async () =>
  (await jsonRows()).map((row) => [
    row['state'],
    row['district'],
    row['enrolleduserscount'],
    row['completionuserscount'],
    row['certificateissuedcount'],
  ]);
