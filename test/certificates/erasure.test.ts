import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keyOf, TEMPLATE } from '../../props/sim/given.js';
import type { Simulation } from '../../props/sim/simulation.js';
import { eraseCertificate, eraseLearner, erasedFacts } from '../../src/certificates/erasure.js';
import { certificateIdOf } from '../../src/certificates/identity.js';
import type { CertificateId } from '../../src/domain/ids.js';
import { complete, nameUser, opened } from '../actors/opened.js';
import { sampleFacts } from './sample.js';

const KEY = keyOf({ learner: 'anil', batch: 'b1' });
const ID = certificateIdOf(KEY, TEMPLATE.name, '');

describe('Erasing a certificate', () => {
  it('takes name and document out and keeps their hashes', async () => {
    const sim = await certified();
    const document = sim.store.tables.documents.get(ID)!;

    expect(await eraseCertificate(ID, depsOf(sim))).toEqual({ ok: true, value: 'erased' });

    expect(sim.store.tables.documents.has(ID)).toBe(false);
    const facts = sim.store.tables.facts.get(ID);
    expect(JSON.stringify(facts)).not.toContain('Anil Kumar');
    expect(facts).toMatchObject({
      ...{ recipientName: '', courseName: expect.any(String) as string },
      erasure: { at: 7000, documentSha256: createHash('sha256').update(document).digest('hex') },
    });
    const view = await sim.insist(() => sim.engine.certificate(ID));
    expect(view).toMatchObject({ status: 'valid' });
  });

  it('stays so after a crash, and draws nothing again', async () => {
    const sim = await certified();
    await eraseCertificate(ID, depsOf(sim));
    sim.crash();
    await sim.open();
    await sim.settle();
    expect(sim.store.tables.documents.has(ID)).toBe(false);
    expect(sim.store.tables.facts.get(ID)?.recipientName).toBe('');
  });

  it('again changes nothing', async () => {
    const sim = await certified();
    await eraseCertificate(ID, depsOf(sim));
    const facts = sim.store.tables.facts.get(ID);
    const again = await eraseCertificate(ID, depsOf(sim, 9000));
    expect(again).toEqual({ ok: true, value: 'erased-before' });
    expect(sim.store.tables.facts.get(ID)).toEqual(facts);
  });

  it('is not done of one that nobody knows', async () => {
    const sim = await certified();
    const erased = await eraseCertificate('none' as CertificateId, depsOf(sim));
    expect(erased).toEqual({ ok: true, value: 'unknown' });
  });

  it('of a learner is of all certificates of the learner and of no others', async () => {
    const sim = await certified();
    await nameUser(sim, 'devi', 'Devi');
    await complete(sim, 'devi');
    expect(await eraseLearner(KEY.learner, depsOf(sim))).toEqual({ ok: true, value: 1 });
    expect(await eraseLearner(KEY.learner, depsOf(sim))).toEqual({ ok: true, value: 0 });
    const names = [...sim.store.tables.facts.values()].map(({ recipientName }) => recipientName);
    expect(names.sort()).toEqual(['', 'Devi']);
  });
});

describe('The hash of facts', () => {
  it('is of what was printed, whatever the order of its parts', () => {
    const facts = sampleFacts();
    const turned = Object.fromEntries(Object.entries(facts).reverse()) as unknown as typeof facts;
    const hash = erasedFacts(facts, null, 1).erasure?.factsSha256;
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(erasedFacts(turned, null, 2).erasure?.factsSha256).toBe(hash);
    expect(erasedFacts(sampleFacts({ recipientName: 'X' }), null, 1).erasure?.factsSha256).not.toBe(
      hash,
    );
  });
});

async function certified(): Promise<Simulation> {
  const sim = await opened();
  await nameUser(sim, 'anil', 'Anil Kumar');
  await complete(sim, 'anil');
  return sim;
}

const depsOf = (sim: Simulation, now = 7000) => ({
  ...{ engine: sim.engine, store: sim.store.certificates, now: () => now },
});
