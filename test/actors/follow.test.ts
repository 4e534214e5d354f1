import { describe, expect, it } from 'vitest';
import type { Earned, Follow } from '../../src/actors/follow.js';
import { SELF_CONTAINED } from '../../src/actors/follow.js';
import { certificateIdOf } from '../../src/certificates/identity.js';
import type { Certify, Send, Tell } from '../../src/domain/effects.js';
import { err, ok } from '../../src/domain/result.js';
import type { TemplateContent } from '../../src/persistence/ports.js';
import { TEMPLATE, keyOf } from '../../props/sim/given.js';
import type { Simulation } from '../../props/sim/simulation.js';
import { complete, enrolmentOf, nameUser, opened, submit, work } from './opened.js';

const KEY = keyOf({ learner: 'anil', batch: 'b1' });
const FIRST = certificateIdOf(KEY, TEMPLATE.name, '');
const AGAIN: Certify = { kind: 'certify', key: KEY, request: 'request-1' };
const RECORD: Send = { kind: 'send', id: 'r1', topic: 'topic', recordKey: null, value: '{}' };

describe('What happens to a learner', () => {
  it('is told to whoever listens', async () => {
    const { follow, told } = listener('content-start', 'content-complete', 'course-complete');
    const sim = await opened({ follow });

    await complete(sim, 'anil');
    await submit(sim, work(sim, 'anil', ['c1']));
    await sim.settle();

    const heard = new Set(told.map(({ event, subject }) => `${event} ${subject}`));
    expect([...heard].sort()).toEqual([
      ...['content-complete c1', 'content-complete c2'],
      ...['content-start c1', 'content-start c2', 'course-complete '],
    ]);
  });

  it('is told again after a crash as long as nobody has taken it', async () => {
    const { follow, told, refusing } = listener('course-complete');
    refusing.now = true;
    const sim = await opened({ follow });
    await complete(sim, 'anil');
    sim.crash();
    refusing.now = false;
    told.length = 0;

    await sim.open();
    await sim.settle();

    expect(told.map(({ event }) => event)).toEqual(['course-complete']);
  });

  it('includes that a certificate is issued, once its document is durable', async () => {
    const { follow, told } = listener('certificate-issued');
    const sim = await opened({ follow });
    await nameUser(sim, 'anil', 'Anil');

    await complete(sim, 'anil');

    expect(told).toEqual([{ kind: 'tell', key: KEY, event: 'certificate-issued', subject: FIRST }]);
  });
});

describe('A record to be sent', () => {
  it('is sent once it is durable, also after a crash', async () => {
    const sent: string[] = [];
    const taking = { now: false };
    const send: Follow['send'] = ({ id }) => {
      if (taking.now) sent.push(id);
      return Promise.resolve(taking.now ? { kind: 'done' } : { kind: 'failed', reason: 'not now' });
    };
    const sim = await opened({ follow: { ...SELF_CONTAINED, send } });
    await sim.insist(() => sim.engine.ask([RECORD]));
    sim.crash();
    taking.now = true;

    await sim.open();
    await sim.settle();

    expect(sent).toEqual(['r1']);
  });
});

describe('A certificate that is asked for again', () => {
  it('replaces the one before, and a repeated request changes nothing', async () => {
    const sim = await certified();

    for (let i = 0; i < 2; i++) {
      await sim.insist(() => sim.engine.ask([AGAIN]));
      await sim.settle();
    }

    const second = certificateIdOf(KEY, TEMPLATE.name, 'request-1');
    const { generations } = await enrolmentOf(sim, 'anil');
    expect([...generations.keys()].sort()).toEqual([FIRST, second].sort());
    expect(generations.get(second)).toMatchObject({ replaces: FIRST, rendered: true });
  });
});

describe('Certificates that are made elsewhere', () => {
  it('are handed on when they are earned, and none is decided here', async () => {
    const handed: Earned[] = [];
    const generate: Follow['generate'] = (earned) => {
      handed.push(...earned);
      return Promise.resolve({ kind: 'done' });
    };
    const template = { ...TEMPLATE, url: 'https://example.org/t.svg' };
    const sim = await opened({ template, follow: { ...SELF_CONTAINED, generate } });
    await nameUser(sim, 'anil', 'Anil');

    await complete(sim, 'anil');

    expect(handed).toMatchObject([{ key: KEY, template, user: { firstname: 'Anil' } }]);
    expect((await enrolmentOf(sim, 'anil')).generations.size).toBe(0);
  });

  it('are drawn from the content that was made when the template was added', async () => {
    const template = { ...TEMPLATE, contentHash: 'made-before' };
    const sim = await opened({ template });
    await sim.store.catalogue.putTemplate('made-before', CONTENT);
    await nameUser(sim, 'anil', 'Anil');

    await complete(sim, 'anil');

    expect(sim.store.tables.facts.get(FIRST)?.templateHash).toBe('made-before');
    expect((await enrolmentOf(sim, 'anil')).generations.get(FIRST)?.rendered).toBe(true);
  });

  it('are drawn from what a template refers to, which is kept before they are decided', async () => {
    const contentOf: Follow['contentOf'] = () => Promise.resolve(ok(CONTENT));
    const sim = await certified({ ...SELF_CONTAINED, contentOf });

    const hash = sim.store.tables.facts.get(FIRST)?.templateHash ?? '';

    expect(sim.store.tables.templates.get(hash)).toEqual(CONTENT);
  });

  it('wait for what a template refers to', async () => {
    const away = { now: true };
    const contentOf: Follow['contentOf'] = (template) =>
      Promise.resolve(away.now ? err({ detail: 'the host is away' }) : ok(template));
    const sim = await certified({ ...SELF_CONTAINED, contentOf });
    expect(sim.store.tables.facts.size).toBe(0);

    away.now = false;
    sim.crash();
    await sim.open();
    await sim.settle();

    expect(sim.store.tables.facts.size).toBe(1);
  });

  it('are drawn by a registry from the template as it stands', async () => {
    const register: Follow['register'] = () => Promise.resolve(ok('registry-1'));
    const contentOf: Follow['contentOf'] = () => Promise.resolve(ok(CONTENT));
    const sim = await certified({ ...SELF_CONTAINED, register, contentOf });

    const { url, signatories } = TEMPLATE;

    expect([...sim.store.tables.templates.values()]).toEqual([{ url, signatories }]);
  });

  it('are listed by the identifier of the registry that keeps them', async () => {
    const register: Follow['register'] = () => Promise.resolve(ok('registry-1'));
    const sim = await certified({ ...SELF_CONTAINED, register });

    const { generations } = await enrolmentOf(sim, 'anil');

    expect(generations.get(FIRST)).toMatchObject({ identifier: 'registry-1', rendered: true });
    expect(sim.store.tables.documents.size).toBe(0);
  });
});

const CONTENT: TemplateContent = {
  url: 'https://example.org/t.svg',
  signatories: [{ name: 'B', id: 'b', designation: 'Dean', image: 'data:image/png;base64,AA==' }],
};

async function certified(follow: Follow = SELF_CONTAINED): Promise<Simulation> {
  const sim = await opened({ follow });
  await nameUser(sim, 'anil', 'Anil');
  await complete(sim, 'anil');
  return sim;
}

/** Listens to some events; while it refuses, it takes none. */
function listener(...events: Tell['event'][]): {
  readonly follow: Follow;
  readonly told: Tell[];
  readonly refusing: { now: boolean };
} {
  const told: Tell[] = [];
  const refusing = { now: false };
  const tell: Follow['tell'] = (effect) => {
    if (!refusing.now) told.push(effect);
    return Promise.resolve(refusing.now ? { kind: 'failed', reason: 'no' } : { kind: 'done' });
  };
  return { follow: { ...SELF_CONTAINED, tells: new Set(events), tell }, told, refusing };
}
