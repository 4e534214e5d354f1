import { describe, expect, it } from 'vitest';
import type { CertificateRenderer } from '../../src/actors/certificate-pool.js';
import { certificateIdOf } from '../../src/certificates/identity.js';
import { err, ok } from '../../src/domain/result.js';
import { parseKeptRender } from '../../src/gateway/kept-render.js';
import { TEMPLATE, batchOf, keyOf } from '../../props/sim/given.js';
import { Crashed, type Simulation } from '../../props/sim/simulation.js';
import { complete, enrolment, enrolmentOf, nameUser, opened, submit, work } from './opened.js';

const ID = certificateIdOf(keyOf({ learner: 'anil', batch: 'b1' }), TEMPLATE.name, '');

describe('A certificate', () => {
  it('follows from a completion, is drawn and valid', async () => {
    const sim = await opened();
    await nameUser(sim, 'anil', 'Anil');

    await complete(sim, 'anil');

    const { generations, completedAt } = await enrolmentOf(sim, 'anil');
    const view = await sim.insist(() => sim.engine.certificate(ID));
    expect([...generations.keys()]).toEqual([ID]);
    expect(view).toMatchObject({ status: 'valid', facts: { recipientName: 'Anil', completedAt } });
    expect(documentOf(sim)).not.toBeNull();
    expect(sim.engine.status()).toMatchObject({ certificates: 1, pendingEffects: 0 });
  });

  it('prints the name that was known when it was decided', async () => {
    const sim = await opened();
    await nameUser(sim, 'anil', 'Anil');
    await complete(sim, 'anil');
    const before = documentOf(sim);

    await nameUser(sim, 'anil', 'Anand');
    await sim.settle();
    sim.crash();
    await sim.open();
    await sim.settle();

    expect(sim.store.tables.facts.get(ID)?.recipientName).toBe('Anil');
    expect(documentOf(sim)).toBe(before);
  });

  it('waits for the name of the learner and comes when it is known', async () => {
    const sim = await opened();
    await complete(sim, 'anil');
    expect(sim.store.tables.facts.size).toBe(0);
    expect(sim.engine.status().pendingEffects).toBe(1);

    await nameUser(sim, 'devi', 'Devi');
    await sim.settle();
    expect(sim.store.tables.facts.size).toBe(0);

    await nameUser(sim, 'anil', 'Anil');
    await sim.settle();
    expect(sim.store.tables.facts.get(ID)?.recipientName).toBe('Anil');
    expect(sim.engine.status().pendingEffects).toBe(0);
  });

  it('waits for a name also over a crash', async () => {
    const sim = await opened();
    await complete(sim, 'anil');

    sim.crash();
    await sim.open();
    await nameUser(sim, 'anil', 'Anil');
    await sim.settle();

    expect([...sim.store.tables.documents.keys()]).toEqual([ID]);
  });

  it('waits for a template that can be printed and comes when it is mended', async () => {
    const sim = await opened({ template: { ...TEMPLATE, signatories: [] } });
    await nameUser(sim, 'anil', 'Anil');
    await complete(sim, 'anil');
    expect(sim.store.tables.facts.size).toBe(0);

    await sim.insist(() => sim.engine.catalogue.putBatch(batchOf('b1', TEMPLATE)));
    await sim.settle();

    expect([...sim.store.tables.documents.keys()]).toEqual([ID]);
  });

  it('is not given without a template', async () => {
    const sim = await opened({ template: null });
    await nameUser(sim, 'anil', 'Anil');

    await complete(sim, 'anil');

    expect((await enrolmentOf(sim, 'anil')).generations.size).toBe(0);
  });

  it('decided twice is the one whose facts were durable first', async () => {
    const sim = await opened();
    await nameUser(sim, 'anil', 'Anil');
    await submit(sim, enrolment(sim, 'anil'), work(sim, 'anil', ['c1', 'c2']));
    sim.arm('log.append', ['timeout']);
    sim.onCall = (method, moment) => {
      const decided = sim.store.tables.facts.size > 0;
      if (decided && method === 'snapshots.commit' && moment === 'after') sim.crash();
    };

    await expect(sim.settle()).rejects.toThrow(Crashed);
    sim.onCall = () => undefined;
    const facts = sim.store.tables.facts.get(ID);
    expect(sim.store.tables.log.size).toBeGreaterThan(1);
    await sim.open();
    await sim.settle();

    expect(sim.store.tables.facts).toEqual(new Map([[ID, facts]]));
    expect((await enrolmentOf(sim, 'anil')).generations.size).toBe(1);
  });
});

describe('Drawing', () => {
  it('is repeated after it failed, and its document stored once', async () => {
    const drawn: string[] = [];
    const sim = await opened({ newRenderer: () => failingOnce(drawn) });
    await nameUser(sim, 'anil', 'Anil');

    await complete(sim, 'anil');

    expect(drawn).toEqual(['failed', 'drawn']);
    expect(sim.engine.status().certificates).toBe(1);
  });

  it('does not happen again for a document that is durable', async () => {
    const drawn: string[] = [];
    const sim = await opened({ newRenderer: () => failingOnce(drawn) });
    await nameUser(sim, 'anil', 'Anil');
    sim.arm('effects.confirm', ['none', 'unavailable', 'unavailable']);

    await complete(sim, 'anil');
    await sim.finish();

    expect(drawn).toEqual(['failed', 'drawn']);
    expect(sim.store.tables.effects.size).toBe(0);
  });

  it('keeps the first document when storing it is in doubt', async () => {
    const sim = await opened();
    await nameUser(sim, 'anil', 'Anil');
    sim.arm('certificates.putDocument', ['timeout']);
    const seen = new Set<string>();
    sim.onCall = () => {
      for (const text of documentsOf(sim)) seen.add(text);
    };

    await complete(sim, 'anil');

    expect([...seen]).toEqual([documentOf(sim)]);
  });

  it('that fails time and again becomes a dead letter with its reason', async () => {
    const sim = await opened({ newRenderer: () => throwingFor('Anil') });
    await nameUser(sim, 'anil', 'Anil');

    await complete(sim, 'anil');

    expect([...sim.store.tables.deadLetters.values()]).toMatchObject([
      {
        source: 'certificates',
        position: ID,
        way: 'render',
        reason: 'could not be drawn: Error: broken',
      },
    ]);
    expect(sim.engine.status().pendingEffects).toBe(0);
    const view = await sim.insist(() => sim.engine.certificate(ID));
    expect(view).toMatchObject({ status: 'being-rendered', delayed: true });
  });

  it('is taken up again from its dead letter, after a restart too', async () => {
    const ills = new Set(['Anil']);
    const sim = await opened({ newRenderer: () => throwingFor('Anil', ills) });
    await nameUser(sim, 'anil', 'Anil');
    await complete(sim, 'anil');
    sim.crash();
    await sim.open();
    await sim.settle();
    expect(sim.store.tables.documents.size).toBe(0);

    ills.clear();
    const [letter] = [...sim.store.tables.deadLetters.values()];
    const kept = parseKeptRender(letter?.text ?? '');
    await sim.insist(() => sim.engine.ask(kept.ok ? [kept.value] : []));
    await sim.settle();

    expect([...sim.store.tables.documents.keys()]).toEqual([ID]);
    const view = await sim.insist(() => sim.engine.certificate(ID));
    expect(view).toMatchObject({ status: 'valid', delayed: false });
  });

  it('is not given up before its dead letter is durable', async () => {
    const sim = await opened({ newRenderer: () => throwingFor('Anil') });
    await nameUser(sim, 'anil', 'Anil');
    sim.arm('deadLetters.put', ['unavailable', 'unavailable']);
    let forgotten = false;
    sim.onCall = () => {
      const { effects, deadLetters, facts } = sim.store.tables;
      forgotten ||= facts.size > 0 && effects.size === 0 && deadLetters.size === 0;
    };

    await complete(sim, 'anil');
    await sim.finish();

    expect(forgotten).toBe(false);
    expect(sim.store.tables.deadLetters.size).toBe(1);
  });

  it('is not counted as failed when its store is what fails', async () => {
    const sim = await opened();
    await nameUser(sim, 'anil', 'Anil');
    sim.arm('certificates.putDocument', Array(12).fill('unavailable'));

    await complete(sim, 'anil');
    await sim.finish();

    expect(sim.store.tables.deadLetters.size).toBe(0);
    expect([...sim.store.tables.documents.keys()]).toEqual([ID]);
  });

  it('that crashes does not stop the drawing of others', async () => {
    const sim = await opened({ newRenderer: () => throwingFor('Anil') });
    await nameUser(sim, 'anil', 'Anil');
    await nameUser(sim, 'devi', 'Devi');

    await complete(sim, 'anil');
    await complete(sim, 'devi');

    expect([...sim.store.tables.documents.keys()]).not.toContain(ID);
    expect(sim.store.tables.documents.size).toBe(1);
  });
});

const documentsOf = (sim: Simulation): string[] =>
  [...sim.store.tables.documents.values()].map((bytes) => Buffer.from(bytes).toString());

const documentOf = (sim: Simulation): string | null => documentsOf(sim)[0] ?? null;

/** Draws at the second try. */
function failingOnce(drawn: string[]): CertificateRenderer {
  return {
    render: () => {
      drawn.push(drawn.length === 0 ? 'failed' : 'drawn');
      return Promise.resolve(
        drawn.length === 1 ? err({ detail: 'no font' }) : ok(Buffer.from('x')),
      );
    },
    close: () => Promise.resolve(),
  };
}

/** Throws for one recipient, as long as that name is among the ills. */
const throwingFor = (
  name: string,
  ills: ReadonlySet<string> = new Set([name]),
): CertificateRenderer => ({
  render: (facts) => {
    if (ills.has(facts.recipientName)) throw new Error('broken');
    return Promise.resolve(ok(Buffer.from(facts.recipientName)));
  },
  close: () => Promise.resolve(),
});
