/**
 * What a projection writes into Sunbird's tables of a real server, and what is read back of it.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LearnerId } from '../../src/domain/ids.js';
import { rowStatements } from '../../src/persistence/cassandra/sunbird-statements.js';
import { sunbirdOrigin } from '../../src/persistence/cassandra/sunbird-origin.js';
import type { RowChanges, StoredRow } from '../../src/persistence/sunbird/rows.js';
import { KEY } from '../../props/arbitraries.js';
import { canonical } from '../../props/canonical.js';
import { tree } from '../../props/hierarchies.js';
import { carried, shownState } from '../../props/sunbird-states.js';
import { attempt, content, enrolled, generation, tree as treeOf } from '../domain/given.js';
import { realServers } from '../real/servers.js';
import { openKeyspace, valueOf, type Keyspace } from './cassandra-sunbird.js';
import { NOW, projected, READ_AT, ZONE } from './sunbird/given.js';

const STATES = 40;
const SEED = Number(process.env['LAUREL_TEST_SEED'] ?? 20_261_128);

describe.skipIf(realServers() === null)('Sunbird’s rows on a real server', () => {
  let keyspace: Keyspace;

  beforeAll(async () => {
    keyspace = await openKeyspace();
  });
  afterAll(() => keyspace.drop());

  const origin = () => sunbirdOrigin(keyspace.client, keyspace.name, ZONE, () => READ_AT);
  const table = (name: string, learner: string): Promise<readonly StoredRow[]> =>
    keyspace.execute(`SELECT * FROM ${keyspace.name}.${name} WHERE userid = ?`, [learner]);

  it('A state that was written is read back in all that rows carry', async () => {
    for (const [i, { state, course }] of samples().entries()) {
      const rows = projected(state, { tree: course });
      await keyspace.write([rows], micros(i));
      const read = valueOf(await origin().enrolment(state.key));
      const label = `seed ${SEED}, state ${i}`;
      if (holdsNothing(rows)) expect(read, label).toBeNull();
      else expect(canonical(carried(read!)), label).toBe(canonical(carried(state)));
    }
  });

  it('A learner’s enrolments are found, each as by its key', async () => {
    const [state] = samples().map((sample) => sample.state);
    const keys = ['b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'b7', 'b8', 'b9'].map((batch) => ({
      ...keyOf('wanderer'),
      batch: batch as typeof KEY.batch,
    }));
    const states = keys.map((key) => ({
      ...state!,
      ...enrolled({ contents: [content('c0', 2, 5)], attempts: [attempt({ payloadHash: '' })] }),
      key,
    }));
    await keyspace.write(
      states.map((after) => projected(after)),
      micros(0),
    );

    const found = valueOf(await origin().learner('wanderer' as LearnerId));
    expect(found.map((read) => canonical(carried(read)))).toEqual(
      states.map((after) => canonical(carried(after))),
    );
    expect(found.map((read) => read.key)).toEqual(keys);
  });

  it('Rows that are written twice are those that were written once', async () => {
    const rows = [projected({ ...FULL, key: keyOf('twice') })];
    await keyspace.write(rows, micros(1));
    const once = await everything(keyspace, 'twice');
    await keyspace.write(rows, micros(2));

    expect(await everything(keyspace, 'twice')).toEqual(once);
    expect(once.enrolments[0]?.['issued_certificates']).toHaveLength(1);
    expect(once.activity[0]?.['agg_details']).toHaveLength(2);
  });

  it('A list projected three times holds one copy, and a shorter one replaces it', async () => {
    const rows = projected({ ...FULL, key: keyOf('thrice') });
    for (const step of [1, 2, 3]) await keyspace.write([rows], micros(step));
    const [held] = (await everything(keyspace, 'thrice')).activity;
    expect(held?.['agg_details']).toEqual(rows.user_activity_agg[0]?.agg_details);

    const shorter = enrolled({ attempts: [attempt({ payloadHash: '' })] });
    await keyspace.write([projected({ ...shorter, key: keyOf('thrice') })], micros(4));
    const [replaced] = (await everything(keyspace, 'thrice')).activity;
    expect(replaced?.['agg_details']).toHaveLength(1);
  });

  it('A list repeated at its old time is held twice: a repetition has a new one', async () => {
    const rows = [projected({ ...FULL, key: keyOf('repeated') })];
    await keyspace.write(rows, micros(1));
    await keyspace.write(rows, micros(1));
    const [doubled] = (await everything(keyspace, 'repeated')).activity;
    expect(doubled?.['agg_details']).toHaveLength(4);

    await keyspace.write(rows, micros(2));
    const [mended] = (await everything(keyspace, 'repeated')).activity;
    expect(mended?.['agg_details']).toHaveLength(2);
  });

  it('A row that a service wrote by its wall clock is taken over cell by cell', async () => {
    const key = keyOf('before');
    await keyspace.execute(
      `INSERT INTO ${keyspace.name}.user_enrolments (userid, courseid, batchid, active, addedby,
       enrolled_date, status, progress, datetime, contentstatus, issued_certificates, certstatus)
       VALUES ('before', 'course', 'batch', true, 'anil', 5000, 1, 1, 6000, {'c0': 1},
       [{'identifier': 'old', 'name': 'Merit', 'token': 'T', 'lastIssuedOn': '2020'}], 1)`,
    );
    const adopted = valueOf(await origin().enrolment(key))!;
    const after = {
      ...adopted,
      contents: FULL.contents,
      completedAt: 9000,
      generations: new Map([...adopted.generations, ['g1', generation('g1')]]),
    };
    await keyspace.write([projected(after, { before: adopted, tree: COURSE })], micros(0) * 2);

    const [row] = await table('user_enrolments', 'before');
    expect(row).toMatchObject({
      active: true,
      addedby: 'anil',
      enrolled_date: new Date(5000),
      certstatus: 1,
      status: 2,
      progress: 1,
      contentstatus: { c0: 2 },
      completedon: new Date(9000),
    });
    const listed = row?.['issued_certificates'] as readonly StoredRow[];
    expect(listed.map((entry) => entry['identifier'])).toEqual(['old', 'g1']);
  });

  it('A service’s later write stands against an earlier time of ours', async () => {
    const state = { ...FULL, key: keyOf('later') };
    await keyspace.execute(
      `UPDATE ${keyspace.name}.user_enrolments SET active = false
       WHERE userid = 'later' AND courseid = 'course' AND batchid = 'batch'`,
    );
    await keyspace.write([projected(state)], micros(0));

    const [row] = await table('user_enrolments', 'later');
    expect(row).toMatchObject({ active: false, enrolled_date: new Date(100) });
  });

  it('An enrolment of two hundred lessons is written in one batch', async () => {
    const lessons = Array.from({ length: 200 }, (_, i) => `lesson${i}`);
    const details = JSON.stringify({ page: 1, notes: 'x'.repeat(1000) });
    const contents = lessons.map((id, i) => content(id, 2, 5000 + i, { details, detailsAt: 5000 }));
    const after = { ...enrolled({ contents, completedAt: 9000 }), key: keyOf('diligent') };
    const rows = projected(after, { tree: treeOf(lessons) });
    const { ofLearner } = rowStatements([rows], keyspace.name);
    expect(ofLearner.get('diligent')).toHaveLength(201);

    await keyspace.write([rows], micros(0));

    const [row] = await table('user_enrolments', 'diligent');
    expect(Object.keys(row?.['contentstatus'] as object)).toHaveLength(200);
    const read = valueOf(await origin().enrolment(after.key))!;
    expect(canonical(carried(read))).toBe(canonical(carried(after)));
  });

  it('A learner who never enrolled gets no enrolment row', async () => {
    const after = { ...FULL, membership: null, generations: new Map(), key: keyOf('stranger') };
    await keyspace.write([projected(after)], micros(0));

    expect(await table('user_enrolments', 'stranger')).toEqual([]);
    expect(await table('user_content_consumption', 'stranger')).toHaveLength(1);
  });

  it.each(['hasOwnProperty', '__proto__', 'constructor', 'toString'])(
    'A content of the id %s is written like any other',
    async (id) => {
      const learner = `by ${id}`;
      const after = { ...enrolled({ contents: [content(id, 2, 5)] }), key: keyOf(learner) };
      await keyspace.write([projected(after, { tree: treeOf([id]) })], micros(0));

      const query = `SELECT contentstatus[?] AS status FROM ${keyspace.name}.user_enrolments
        WHERE userid = ?`;
      expect(await keyspace.execute(query, [id, learner])).toEqual([{ status: 2 }]);
    },
  );
});

/** An enrolment with a row in every table and an entry in every list. */
const FULL = enrolled({
  contents: [content('c0', 2, 5000)],
  attempts: [attempt({ payloadHash: '' })],
  generations: [generation('g1')],
});

const COURSE = treeOf(['c0'], { course: KEY.course });

/** Of late 2023 on: before the wall clock of the server. */
const micros = (step: number): number => NOW * 1000 + step;

const keyOf = (learner: string) => ({ ...KEY, learner: learner as LearnerId });

const holdsNothing = (rows: RowChanges): boolean => Object.values(rows).flat().length === 0;

/** Random states, each of a learner of its own. */
function samples() {
  const pair = fc.tuple(shownState, fc.option(tree));
  return fc.sample(pair, { numRuns: STATES, seed: SEED }).map(([state, drawn], i) => {
    const key = keyOf(`learner${i}`);
    return { state: { ...state, key }, course: drawn && { ...drawn, course: KEY.course } };
  });
}

async function everything({ execute, name }: Keyspace, learner: string) {
  const ofLearner = (table: string): Promise<readonly StoredRow[]> =>
    execute(`SELECT * FROM ${name}.${table} WHERE userid = ?`, [learner]);
  return {
    enrolments: await ofLearner('user_enrolments'),
    contents: await ofLearner('user_content_consumption'),
    activity: await execute(
      `SELECT * FROM ${name}.user_activity_agg WHERE activity_type = 'Course' AND activity_id = ?
       AND user_id = ?`,
      [KEY.course, learner],
    ),
    attempts: await execute(
      `SELECT * FROM ${name}.assessment_aggregator WHERE course_id = ? AND batch_id = ?
       AND user_id = ?`,
      [KEY.course, KEY.batch, learner],
    ),
  };
}
