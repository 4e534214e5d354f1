/**
 * What a projection writes into Sunbird's tables of a real server, and what is read back of it.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completedCount, viewCount, type ContentState } from '../../src/domain/content.js';
import type { EnrolmentState } from '../../src/domain/enrolment.js';
import { listedAs } from '../../src/domain/generation.js';
import { NEVER, type LearnerId } from '../../src/domain/ids.js';
import { listedGenerations } from '../../src/domain/issued-list.js';
import { sunbirdOrigin } from '../../src/persistence/cassandra/sunbird-origin.js';
import type { RowChanges } from '../../src/persistence/sunbird/rows.js';
import { enrolmentState, KEY } from '../../props/arbitraries.js';
import { canonical } from '../../props/canonical.js';
import { tree } from '../../props/hierarchies.js';
import { realServers } from '../real/servers.js';
import { openKeyspace, valueOf, type Keyspace } from './cassandra-sunbird.js';
import { NOW, projected, READ_AT, ZONE } from './sunbird/given.js';

const STATES = 40;
const SEED = Number(process.env['LAUREL_TEST_SEED'] ?? 20_261_128);
const NAMES = ['Merit', 'Completion', 'MERIT'];

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
  const pair = fc.tuple(enrolmentState.map(carriable), fc.option(tree));
  return fc.sample(pair, { numRuns: STATES, seed: SEED }).map(([state, drawn], i) => {
    const key = { ...KEY, learner: `learner${i}` as LearnerId };
    return { state: { ...state, key }, course: drawn && { ...drawn, course: KEY.course } };
  });
}

/** As `props/sunbird-rows.props.ts`: certificates told apart by id, attempts without answers. */
const carriable = (drawn: EnrolmentState): EnrolmentState => ({
  ...drawn,
  attempts: new Map([...drawn.attempts].map(([id, a]) => [id, { ...a, payloadHash: '' }])),
  generations: new Map(
    [...(drawn.membership === null ? [] : drawn.generations)].map(([id, g], i) => [
      id,
      { ...g, identifier: g.identifier && `${id}r`, name: NAMES[i % NAMES.length]! },
    ]),
  ),
  completedAt: drawn.membership === null ? NEVER : drawn.completedAt,
  completedVersion: drawn.membership === null ? 0 : drawn.completedVersion,
});

/** What rows carry of a state: counts and not their parts, listed certificates and not all. */
function carried(s: EnrolmentState): unknown {
  return {
    membership: s.membership && { ...s.membership, decidedAt: NEVER },
    contents: new Map([...s.contents].map(([id, c]) => [id, carriedContent(c)])),
    attempts: s.attempts,
    certificates: listedGenerations(s).map((g) => [listedAs(g), g.name, g.issuedAt, g.template]),
    completedAt: s.completedAt,
  };
}

const carriedContent = (c: ContentState): unknown => ({
  told: [c.status, c.progress, c.lastAccessAt, c.lastCompletedAt, c.details],
  views: viewCount(c),
  completions: completedCount(c),
});
