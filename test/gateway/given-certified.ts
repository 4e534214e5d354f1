/** A gateway with a learner who has a certificate. */
import type { CertificateId } from '../../src/domain/ids.js';
import { ok } from '../../src/domain/result.js';
import type { Generation } from '../../src/domain/generation.js';
import { sampleFacts } from '../certificates/sample.js';
import { generation } from '../domain/given.js';
import { given, KEY, TEMPLATE, type Differing, type Given } from './given.js';

/** Learner u1 with one certificate of the batch's template; the course is of channel org-1. */
export async function certified(
  held: Partial<Generation> = {},
  differing: Differing = {},
  criteria: object = { enrolmentStatus: 2, score: null, user: null },
): Promise<Given> {
  const all = await given(differing);
  const { engine } = all;
  const batch = engine.catalogue.batch('b-live' as never)!;
  const template = {
    ...{ template: 'tpl-1', name: TEMPLATE.name, url: '', issuer: TEMPLATE.issuer, extras: {} },
    ...{ criteria, signatories: [] },
  };
  await engine.catalogue.putBatch({ ...batch, templates: { 'tpl-1': template } } as never);
  const course = engine.catalogue.course('do_c' as never)!;
  engine.catalogue.course = () => ({ ...course, channel: 'org-1' });
  await engine.submit([
    { kind: 'enrol', key: KEY, receivedAt: 1, courseVersion: 1, at: 1, addedBy: '' },
  ]);
  const one = generation('cert-1', { name: TEMPLATE.name, ...held });
  const generations = new Map([[one.id, one]]);
  const state = { ...engine.state(KEY), completedAt: 2, generations };
  engine.learner = () => Promise.resolve(ok([state]));
  engine.participants = async function* () {
    yield await Promise.resolve(state);
  };
  const certificate = 'cert-1' as CertificateId;
  const facts = sampleFacts({ ...KEY, certificate, templateName: TEMPLATE.name });
  engine.certificates.set('cert-1', {
    facts,
    status: 'valid',
    delayed: false,
    revocation: null,
    replacedBy: '',
  });
  engine.documents.set('cert-1', new TextEncoder().encode('%PDF-1.7'));
  return all;
}
