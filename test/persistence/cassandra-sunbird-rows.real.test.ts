/**
 * What a projection writes into Sunbird's tables of a real server, and what is read back of it.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LearnerId } from '../../src/domain/ids.js';
import { sunbirdOrigin } from '../../src/persistence/cassandra/sunbird-origin.js';
import type { RowChanges } from '../../src/persistence/sunbird/rows.js';
import { KEY } from '../../props/arbitraries.js';
import { canonical } from '../../props/canonical.js';
import { tree } from '../../props/hierarchies.js';
import { carried, shownState } from '../../props/sunbird-states.js';
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
});

const micros = (step: number): number => NOW * 1000 + step;

const holdsNothing = (rows: RowChanges): boolean => Object.values(rows).flat().length === 0;

/** Random states, each of a learner of its own. */
function samples() {
  const pair = fc.tuple(shownState, fc.option(tree));
  return fc.sample(pair, { numRuns: STATES, seed: SEED }).map(([state, drawn], i) => {
    const key = { ...KEY, learner: `learner${i}` as LearnerId };
    return { state: { ...state, key }, course: drawn && { ...drawn, course: KEY.course } };
  });
}
