/** States compared with the rows of a real server. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CourseTree } from '../../src/domain/course.js';
import type { EnrolmentState } from '../../src/domain/enrolment.js';
import type { LearnerId } from '../../src/domain/ids.js';
import {
  reconciled,
  type ReconciledEnrolment,
} from '../../src/persistence/cassandra/sunbird-reconcile.js';
import { shownState } from '../../props/sunbird-states.js';
import { attempt, content, enrolled } from '../domain/given.js';
import { realServers } from '../real/servers.js';
import { openKeyspace, valueOf, type Keyspace } from './cassandra-sunbird.js';
import { course, NOW, projected, ZONE } from './sunbird/given.js';

const LEARNERS = 37;
const SEED = Number(process.env['LAUREL_TEST_SEED'] ?? 20_261_128);

describe.skipIf(realServers() === null)('Reconciling a batch on a real server', () => {
  let keyspace: Keyspace;
  beforeAll(async () => {
    keyspace = await openKeyspace();
  });
  afterAll(() => keyspace.drop());

  const reconcile = async (
    states: readonly EnrolmentState[],
    tree: CourseTree | null = course(),
    name = keyspace.name,
  ): Promise<ReconciledEnrolment[]> => {
    const found: ReconciledEnrolment[] = [];
    const request = { states: streamed(states), tree, columns: 'all', withUnits: true } as const;
    for await (const one of reconciled(keyspace.client, name, { ...request, zone: ZONE })) {
      found.push(one);
    }
    return found;
  };

  it('finds nothing in rows that were projected, in one answer a learner', async () => {
    const states = fc
      .sample(shownState, { numRuns: LEARNERS, seed: SEED })
      .map((state, i) => ({ ...state, key: keyOf(`learner${i}`) }));
    await keyspace.write(
      states.map((state) => projected(state, { renew: RENEW })),
      NOW * 1000,
    );

    const found = await reconcile(states);
    expect(found.map((one) => one.key.learner)).toEqual(states.map((s) => s.key.learner));
    expect(
      found.flatMap((one) => valueOf(one.differences)),
      `seed ${SEED}`,
    ).toEqual([]);
  });

  it('finds what another writer changed, and no time of writing', async () => {
    const state = { ...STATE, key: keyOf('changed') };
    await keyspace.write([projected(state, { renew: RENEW })], NOW * 1000);
    const { name, execute } = keyspace;
    const where = `WHERE userid = 'changed' AND courseid = 'course001' AND batchid = 'Batch1'`;
    await execute(`UPDATE ${name}.user_enrolments SET progress = 9, datetime = 1 ${where}`);
    await execute(
      `UPDATE ${name}.user_content_consumption SET viewcount = 7, last_updated_time = 1
       ${where} AND contentid = 'do_R1'`,
    );
    await execute(
      `DELETE aggregates['completedCount'] FROM ${name}.user_activity_agg
       WHERE activity_type = 'Course' AND activity_id = 'unit1' AND user_id = 'changed'
       AND context_id = 'cb:Batch1'`,
    );

    const [one] = await reconcile([state]);
    const told = valueOf(one!.differences).map((d) => [d.table, d.column, d.stored, d.ours]);
    expect(told).toEqual([
      ['user_enrolments', 'progress', 9, 1],
      ['user_content_consumption', 'viewcount', 7, 1],
      ['user_activity_agg', 'aggregates[completedCount]', null, 1],
    ]);
  });

  it('finds a learner whose rows are missing', async () => {
    const [one] = await reconcile([{ ...STATE, key: keyOf('missing') }]);

    const tables = valueOf(one!.differences).map((d) => d.table);
    expect([...new Set(tables)]).toEqual([
      'user_enrolments',
      'user_content_consumption',
      'user_activity_agg',
      'assessment_aggregator',
    ]);
  });

  it('names a learner whose rows cannot be read, and goes on', async () => {
    const states = ['a', 'b'].map((learner) => ({ ...STATE, key: keyOf(learner) }));
    const found = await reconcile(states, null, 'no_such_keyspace');

    expect(found).toMatchObject([
      { key: { learner: 'a' }, differences: { ok: false, error: { kind: 'unavailable' } } },
      { key: { learner: 'b' }, differences: { ok: false, error: { kind: 'unavailable' } } },
    ]);
  });
});

const RENEW = new Set(['progress', 'scores'] as const);

const STATE = enrolled({
  contents: [content('do_R1', 2, 5000)],
  attempts: [attempt({ payloadHash: '' })],
});

const keyOf = (learner: string) => ({ ...STATE.key, learner: learner as LearnerId });

async function* streamed<T>(values: readonly T[]): AsyncGenerator<T> {
  for (const value of values) yield await Promise.resolve(value);
}
