/** A gateway with learner u1, who has a certificate of ours, one of the registry, one of before. */
import { didOf } from '../../src/certificates/credential/did-document.js';
import { sealPdf } from '../../src/certificates/credential/pdf-seal.js';
import { signedClaims } from '../../src/certificates/credential/signer.js';
import type { Generation } from '../../src/domain/generation.js';
import type { CertificateId } from '../../src/domain/ids.js';
import { err, ok } from '../../src/domain/result.js';
import type { CertificateView } from '../../src/engine.js';
import type { GatewayDeps } from '../../src/gateway/http/deps.js';
import { newRing } from '../certificates/credential/signed.js';
import { sampleFacts } from '../certificates/sample.js';
import { generation } from '../domain/given.js';
import { given, KEY, type Differing } from './given.js';

export const ring = newRing();
export const facts = sampleFacts({ ...KEY, certificate: 'cert-1' as CertificateId });
const listing = JSON.stringify({ token: '', type: 'TrainingCertificate' });
const read = (columns: object): string => JSON.stringify(columns);
const OURS = generation('cert-1', { name: 'Merit', listing });
const FROM_REGISTRY = generation('1-osid', {
  name: 'Old merit',
  listing: read({
    ...{ identifier: '1-osid', name: 'Old merit', type: 'TrainingCertificate' },
    ...{ templateUrl: 'https://t/x.svg', lastIssuedOn: '2021-05-24T10:15:30.123+0000' },
  }),
});
const OLDEST = generation('uuid-1', {
  name: 'Oldest',
  listing: read({ identifier: 'uuid-1', name: 'Oldest', token: 'A1B2C3' }),
});

export const as = (user: string) => ({ headers: { 'x-authenticated-userid': user } });

export const keepers = (more: Partial<GatewayDeps['elsewhere']>): GatewayDeps['elsewhere'] => ({
  ...{ record: null, svg: null, key: null, printUri: null },
  ...more,
});

/** A token is the name of its user. */
export const TOKENS: Differing = {
  tokens: {
    verify: (token) =>
      Promise.resolve(
        token === '' ? err('invalid') : ok({ userId: token, parentId: '', roles: [] }),
      ),
  },
};

export const elsewhereView = (): CertificateView => ({
  facts: sampleFacts({
    ...KEY,
    ...{ certificate: '1-osid' as CertificateId, templateName: 'Old merit', recipientName: '' },
    ...{ courseName: '', issuedElsewhere: true, issuer: { name: '', url: '' } },
  }),
  ...{ status: 'valid', delayed: false, revocation: null, replacedBy: '' },
});

/** Learner u1 with a certificate of ours, one of the registry, and one of before. */
export async function portal(differing: Differing = {}) {
  const did = didOf('http://laurel.example');
  const sign: NonNullable<GatewayDeps['issuer']>['sign'] = (claims) =>
    signedClaims(claims, did, ring);
  const issuer = { did, keys: ring.published, sign };
  const all = await given({ issuer, ...differing });
  const { engine } = all;
  const drawn = new TextEncoder().encode(PDF);
  const sealed = sealPdf(drawn, credential(did));
  engine.documents.set('cert-1', sealed);
  engine.certificates.set('cert-1', {
    ...{ facts, status: 'valid', delayed: false, revocation: null, replacedBy: '' },
  });
  await engine.submit([
    { kind: 'enrol', key: KEY, receivedAt: 1, courseVersion: 1, at: 1, addedBy: '' },
  ]);
  const state = engine.state(KEY);
  const held: readonly Generation[] = [OURS, FROM_REGISTRY, OLDEST];
  const generations = new Map(held.map((g) => [g.id, g]));
  engine.learner = (learner) =>
    Promise.resolve(ok(learner === KEY.learner ? [{ ...state, generations }] : []));
  return { ...all, sealed };
}

const credential = (did: string): string =>
  signedClaims({ type: ['VerifiableCredential', 'OpenBadgeCredential'] }, did, ring);

/** The least document that can be sealed. */
const PDF = pdf();

function pdf(): string {
  const objects = ['<</Type /Catalog /Names 2 0 R>>', '<<>>', '<<>>'];
  let text = '%PDF-1.7\n';
  const offsets = objects.map((body, i) => {
    const at = text.length;
    text += `${String(i + 1)} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  const table = text.length;
  const lines = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 4\n0000000000 65535 f \n${lines}`;
  text += `trailer\n<<\n/Size 4\n/Root 1 0 R\n/Info 3 0 R\n/ID [<00> <00>]\n>>\n`;
  return `${text}startxref\n${String(table)}\n%%EOF\n`;
}
