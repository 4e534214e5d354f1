import { describe, expect, it } from 'vitest';
import { SELF_CONTAINED, type Follow } from '../../src/actors/follow.js';
import { certificateIdOf } from '../../src/certificates/identity.js';
import type { Certify, Effect, Send, TellEvent } from '../../src/domain/effects.js';
import type { BatchId } from '../../src/domain/ids.js';
import { ok } from '../../src/domain/result.js';
import { inShadow } from '../../src/follow.js';
import { batchOf, keyOf, TEMPLATE } from '../../props/sim/given.js';
import { commitOf } from '../contract/samples.js';
import { complete, enrolmentOf, nameUser, opened } from './opened.js';

const KEY = keyOf({ learner: 'anil', batch: 'b1' });
const RECORD: Send = { kind: 'send', id: 'r1', topic: 'topic', recordKey: null, value: '{}' };
const AGAIN: Certify = { kind: 'certify', key: KEY, request: 'request-1' };
const TELLS: readonly TellEvent[] = [
  ...(['content-start', 'content-complete', 'course-complete', 'certificate-request'] as const),
  ...(['certificate-issued', 'certificate-notify', 'certificate-feed'] as const),
];

describe('In shadow', () => {
  it('a learner gets on, and nothing leaves or waits to leave', async () => {
    const { follow, left } = outside();
    const sim = await opened({ follow: inShadow(follow) });
    await nameUser(sim, 'anil', 'Anil');

    await complete(sim, 'anil');
    await sim.insist(() => sim.engine.ask([RECORD, AGAIN]));
    await sim.settle();

    expect((await enrolmentOf(sim, 'anil')).completedAt).toBeGreaterThan(0);
    expect((await enrolmentOf(sim, 'anil')).generations.size).toBe(0);
    expect(left).toEqual([]);
    expect(sim.store.tables.effects.size).toBe(0);
  });

  it('the same learner outside of it is told of, shown and certified', async () => {
    const { follow, left } = outside();
    const sim = await opened({ follow });
    await nameUser(sim, 'anil', 'Anil');

    await complete(sim, 'anil');
    await sim.insist(() => sim.engine.ask([RECORD]));
    await sim.settle();

    const certificate = certificateIdOf(KEY, TEMPLATE.name, '');
    const all = [...TELLS, 'index b1', 'send r1', `register ${certificate}`];
    expect([...new Set(left)].sort()).toEqual(all.sort());
  });

  it('what was to leave before waits, and leaves when the shadow ends', async () => {
    const { follow, left } = outside();
    const tell: Effect = { kind: 'tell', key: KEY, event: 'course-complete', subject: '' };
    const index: Effect = { kind: 'index', batch: 'b1' as BatchId };
    const hands = inShadow(follow);
    const sim = await opened({ follow: hands });
    await sim.insist(() =>
      sim.store.snapshots.commit(commitOf({ effects: [RECORD, tell, index] })),
    );
    sim.crash();

    await sim.open();
    await sim.settle();
    expect(left).toEqual([]);
    expect(sim.store.tables.effects.size).toBe(3);
    sim.crash();
    Object.assign(hands, follow);
    await sim.open();
    await sim.settle();

    expect([...left].sort()).toEqual(['course-complete', 'index b1', 'send r1']);
    expect(sim.store.tables.effects.size).toBe(0);
  });

  it('a certificate decided before is not drawn in place of being registered', async () => {
    const { follow, left } = outside();
    const hands: Follow = { ...follow, register: NOT_NOW };
    const sim = await opened({ follow: hands });
    await nameUser(sim, 'anil', 'Anil');
    await complete(sim, 'anil');
    sim.crash();
    Object.assign(hands, inShadow(follow));
    left.length = 0;

    await sim.open();
    await sim.settle();

    expect(left).toEqual([]);
    expect(sim.store.tables.documents.size).toBe(0);
    expect([...sim.store.tables.effects.values()].map(({ kind }) => kind)).toContain('render');
  });

  it('a batch that changes is not shown', async () => {
    const { follow, left } = outside();
    const sim = await opened({ follow: inShadow(follow) });

    await sim.insist(() => sim.engine.catalogue.putBatch(batchOf('b2')));
    await sim.settle();

    expect(left).toEqual([]);
  });
});

const NOT_NOW: Follow['register'] = () =>
  Promise.resolve({ ok: false, error: { detail: 'not now' } });

/** An installation in which everybody listens; `left` is what has left the engine. */
function outside(): { readonly follow: Follow; readonly left: string[] } {
  const left: string[] = [];
  const hear = (what: string): Promise<{ readonly kind: 'done' }> => {
    left.push(what);
    return Promise.resolve({ kind: 'done' });
  };
  const follow: Follow = {
    ...SELF_CONTAINED,
    tells: new Set(TELLS),
    tell: ({ event }) => hear(event),
    send: ({ id }) => hear(`send ${id}`),
    index: (batch) => hear(`index ${batch.batch}`),
    register: ({ facts }) => {
      left.push(`register ${facts.certificate}`);
      return Promise.resolve(ok('registry-1'));
    },
  };
  return { follow, left };
}
