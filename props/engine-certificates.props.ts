/**
 * From completion to certificate, with a crash at every single store call of the way, before it is
 * applied and after: one generation, one id, the facts and the document that were durable first.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certificateIdOf } from '../src/certificates/identity.js';
import { holds } from './check.js';
import { TEMPLATE, keyOf } from './sim/given.js';
import { Session } from './sim/session.js';
import type { SimulationOptions } from './sim/simulation.js';

const PLACE = { learner: 'anil', batch: 'b1' };
const KEY = keyOf(PLACE);
const ID = certificateIdOf(KEY, TEMPLATE.name, '');

/** More store calls than the way has: the loop over all of them must have ended before. */
const CALLS_MAX = 200;

describe('A certificate', () => {
  it.each(['before', 'after'] as const)(
    'A crash %s any store call of the way is applied leads to the same certificate',
    async (moment) => {
      let crashed = true;
      for (let nth = 1; crashed; nth++) {
        expect(nth).toBeLessThan(CALLS_MAX);
        crashed = await completeWithCrash(await enrolledLearner({ seed: 1 }), moment, [nth]);
      }
    },
  );

  holds(
    'Crashes at any two store calls and appends in doubt lead to the same certificate',
    fc.asyncProperty(
      fc.record({ seed: fc.integer(), latencyTurnsMax: fc.constantFrom(0, 3) }),
      fc.constantFrom('before', 'after'),
      fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 2 }),
      fc.array(fc.constantFrom('none', 'timeout'), { maxLength: 4 }),
      async (options, moment, crashes, appends) => {
        const session = await enrolledLearner(options);
        session.sim.arm('log.append', appends);
        await completeWithCrash(session, moment, crashes);
      },
    ),
  );
});

/** A learner of a published course, to whom nothing is left to happen. */
async function enrolledLearner(options: SimulationOptions): Promise<Session> {
  const session = new Session(options);
  await session.begin();
  await session.publish('red', ['c1']);
  await session.enrol(PLACE);
  await session.finish();
  return session;
}

/** Completes the course and checks what came of it; answers whether all crashes happened. */
async function completeWithCrash(
  session: Session,
  moment: 'before' | 'after',
  crashes: readonly number[],
): Promise<boolean> {
  const { sim } = session;
  const first = { facts: new Map<string, unknown>(), documents: new Map<string, unknown>() };
  let calls = 0;
  sim.onCall = (_method, now) => {
    keepFirst(first.facts, sim.store.tables.facts);
    keepFirst(first.documents, sim.store.tables.documents);
    if (now === moment && crashes.includes(++calls)) sim.crash();
  };

  await session.submit({ place: PLACE, contents: ['c1'], at: 2_000, status: 2 });
  await session.finish();

  sim.onCall = () => undefined;
  await expectOneCertificate(session);
  expect(sim.store.tables.facts).toEqual(first.facts);
  expect(sim.store.tables.documents).toEqual(first.documents);
  return calls >= Math.max(...crashes);
}

/** Notes what was durable first under each id. */
function keepFirst(noted: Map<string, unknown>, table: ReadonlyMap<string, unknown>): void {
  for (const [id, value] of table) if (!noted.has(id)) noted.set(id, value);
}

async function expectOneCertificate({ sim }: Session): Promise<void> {
  const { generations, completedAt } = await sim.insist(() => sim.engine.enrolment(KEY));
  const view = await sim.insist(() => sim.engine.certificate(ID));
  const { facts, documents, effects, log } = sim.store.tables;
  expect([...generations.keys()]).toEqual([ID]);
  expect(view).toMatchObject({ status: 'valid', replacedBy: '' });
  expect(view?.facts).toMatchObject({ completedAt, issuedAt: generations.get(ID)?.issuedAt });
  expect([...facts.keys()]).toEqual([ID]);
  expect([...documents.keys()]).toEqual([ID]);
  expect([effects.size, log.size]).toEqual([0, 0]);
}
