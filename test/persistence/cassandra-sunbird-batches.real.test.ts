/** Batches written to and read from `course_batch` of a real server. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Batch } from '../../src/domain/batch.js';
import type { BatchId, CourseId } from '../../src/domain/ids.js';
import {
  sunbirdBatches,
  type SunbirdBatches,
} from '../../src/persistence/cassandra/sunbird-batches.js';
import { batch as anyBatch, readCriteria } from '../../props/sunbird-batches.js';
import { realServers } from '../real/servers.js';
import { openKeyspace, valueOf, type Keyspace } from './cassandra-sunbird.js';
import { ZONE } from './sunbird/given.js';

const BATCHES = 25;
const SEED = Number(process.env['LAUREL_TEST_SEED'] ?? 20_261_128);

describe.skipIf(realServers() === null)('Batches on a real server', () => {
  let keyspace: Keyspace;
  let batches: SunbirdBatches;
  beforeAll(async () => {
    keyspace = await openKeyspace();
    batches = sunbirdBatches(keyspace.client, keyspace.name, ZONE, readCriteria);
  });
  afterAll(() => keyspace.drop());

  it('are read back as they were written, one, of a course, and all', async () => {
    const written = samples('do_1').map((b, i) => ({ ...b, batch: `b${10 + i}` as BatchId }));
    for (const b of written) valueOf(await batches.put(b, '2024-01-01'));

    for (const b of written) {
      expect(valueOf(await batches.one(b.course, b.batch)), `seed ${SEED}`).toEqual({
        batch: b,
        refused: [],
      });
    }
    const ofCourse = valueOf(await batches.ofCourse('do_1' as CourseId));
    expect(ofCourse.map((read) => read.batch)).toEqual(written);
    const all: Batch[] = [];
    for await (const read of batches.all()) all.push(read.batch);
    expect(all.filter((b) => b.course === 'do_1')).toEqual(written);
  });

  it('are there once, in the state written last', async () => {
    const course = 'do_2' as CourseId;
    for (const b of samples('do_2')) valueOf(await batches.put(withEnds(b), '2024-01-01'));
    const last = withEnds(samples('do_2').at(-1)!);
    const [again] = valueOf(await batches.ofCourse(course)).filter(
      (read) => read.batch.batch === last.batch,
    );

    expect(again?.batch).toEqual(last);
    valueOf(await batches.put(last, '2024-01-01'));
    expect(valueOf(await batches.one(course, last.batch))?.batch).toEqual(last);
  });

  it('have the status that their days mean today', async () => {
    const [first] = samples('do_3');
    const b = { ...first!, startDate: '2024-02-01', endDate: '2024-03-01' };
    const statuses: unknown[] = [];
    for (const today of ['2024-01-31', '2024-02-01', '2024-03-02']) {
      valueOf(await batches.put(b, today));
      const [row] = await keyspace.execute(
        `SELECT status FROM ${keyspace.name}.course_batch WHERE courseid = 'do_3'`,
      );
      statuses.push(row?.['status']);
    }

    expect(statuses).toEqual([0, 1, 2]);
  });

  it('keep a template that cannot be read, and lose one that is taken off', async () => {
    await keyspace.execute(
      `INSERT INTO ${keyspace.name}.course_batch (courseid, batchid, cert_templates) VALUES
       ('do_4', 'b1', {'odd': {'identifier': 'odd', 'criteria': '?'},
                       'fine': {'identifier': 'fine', 'criteria': '{"enrollment":{"status":2}}'}})`,
    );
    const held = valueOf(await batches.one('do_4' as CourseId, 'b1' as BatchId));
    expect(held?.refused).toEqual(['odd']);
    expect(Object.keys(held?.batch.templates ?? {})).toEqual(['fine']);

    valueOf(await batches.put({ ...held!.batch, templates: {} }, '2024-01-01'));
    const [row] = await keyspace.execute(
      `SELECT cert_templates FROM ${keyspace.name}.course_batch WHERE courseid = 'do_4'`,
    );
    expect(row?.['cert_templates']).toEqual({ odd: { identifier: 'odd', criteria: '?' } });
  });

  it('keep the text twins of an older service, which their times go before', async () => {
    await keyspace.execute(
      `INSERT INTO ${keyspace.name}.course_batch (courseid, batchid, name, startdate, enddate)
       VALUES ('do_5', 'b1', 'Old', '2019-01-01', '2019-02-01')`,
    );
    const read = async () => valueOf(await batches.one('do_5' as CourseId, 'b1' as BatchId))?.batch;
    const held = await read();
    expect(held).toMatchObject({ startDate: '2019-01-01', endDate: '2019-02-01' });

    valueOf(await batches.put({ ...held!, endDate: '2019-03-01' }, '2024-01-01'));
    expect(await read()).toEqual({ ...held, endDate: '2019-03-01' });
  });

  it('are none where there is no such batch', async () => {
    expect(valueOf(await batches.one('do_1' as CourseId, 'none' as BatchId))).toBeNull();
    expect(valueOf(await batches.ofCourse('none' as CourseId))).toEqual([]);
  });
});

const samples = (course: string): Batch[] =>
  fc
    .sample(anyBatch, { numRuns: BATCHES, seed: SEED })
    .map((b) => ({ ...b, course: course as CourseId }));

/** No end or time that was set is ever taken away. */
const withEnds = (b: Batch): Batch => ({
  ...b,
  endDate: b.endDate ?? '2024-12-31',
  enrolmentEndDate: b.enrolmentEndDate ?? '2024-12-30',
  createdAt: b.createdAt + 1,
  updatedAt: b.updatedAt + 1,
});
