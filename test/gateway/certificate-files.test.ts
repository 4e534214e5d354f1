import { describe, expect, it } from 'vitest';
import type { Claims } from '../../src/certificates/credential/credential.js';
import { didOf } from '../../src/certificates/credential/did-document.js';
import { sealPdf } from '../../src/certificates/credential/pdf-seal.js';
import { signedClaims } from '../../src/certificates/credential/signer.js';
import { verifyText } from '../../src/certificates/credential/verify.js';
import { newRing, signerOf } from '../certificates/credential/signed.js';
import { sampleFacts } from '../certificates/sample.js';
import { given } from './given.js';

const ring = newRing();
const DID = 'did:web:learn.example.org';
const sign = (claims: Claims): string => signedClaims(claims, DID, ring);

describe('the files of a certificate', () => {
  it('are the document as it was issued, its credential and what that says', async () => {
    const { app, sealed } = await signed();
    const [pdf, jwt, json] = await Promise.all(
      ['pdf', 'jwt', 'json'].map((suffix) => app.inject({ url: `/certificates/cert-1.${suffix}` })),
    );
    expect(Buffer.compare(pdf!.rawPayload, sealed)).toBe(0);
    expect(jwt!.headers['content-type']).toBe('application/jwt');
    expect(await verifyText(jwt!.body, ring.published)).toMatchObject({ kind: 'genuine' });
    expect(json!.json()).toMatchObject({ name: sampleFacts().templateName, issuer: { id: DID } });
  });

  it('may be read by programs in any page', async () => {
    const { app } = await signed();
    const reply = await app.inject({ url: '/certificates/cert-1.jwt' });
    expect(reply.headers['access-control-allow-origin']).toBe('*');
  });

  it.each(['jwt', 'json'])('say that an unsigned document has no %s', async (suffix) => {
    const { app, engine } = await given();
    engine.documents.set('cert-1', new TextEncoder().encode('%PDF-1.3'));
    const reply = await app.inject({ url: `/certificates/cert-1.${suffix}` });
    expect([reply.statusCode, reply.json<{ params: { err: string } }>().params.err]).toEqual([
      404,
      'CERTIFICATE_NOT_SIGNED',
    ]);
  });
});

describe('the issuer', () => {
  it('has a document with every published key', async () => {
    const { app } = await given({ issuer: { did: DID, keys: newRing(ring).published, sign } });
    const { body, headers } = await app.inject({ url: '/.well-known/did.json' });
    const document = JSON.parse(body) as { id: string; assertionMethod: string[] };
    expect(headers['content-type']).toContain('application/did+json');
    expect(document.id).toBe(DID);
    expect(document.assertionMethod).toHaveLength(2);
    expect(document.assertionMethod[1]).toBe(`${DID}#${ring.signing.kid}`);
  });

  it('has a set of its public keys', async () => {
    const { app } = await given({ issuer: { did: DID, keys: ring.published, sign } });
    const { body } = await app.inject({ url: '/.well-known/jwks.json' });
    expect((JSON.parse(body) as { keys: unknown[] }).keys).toEqual([
      expect.objectContaining({ kid: ring.signing.kid, alg: 'EdDSA', crv: 'Ed25519' }),
    ]);
  });

  it('is not there where certificates are not signed', async () => {
    const { app } = await given();
    const replies = await Promise.all(
      ['/.well-known/did.json', '/did.json', '/.well-known/jwks.json'].map((url) =>
        app.inject({ url }),
      ),
    );
    expect(replies.map(({ statusCode }) => statusCode)).toEqual([404, 404, 404]);
  });

  it.each([
    ['http://127.0.0.1:8080', 'did:web:127.0.0.1%3A8080'],
    ['https://learn.example.org', 'did:web:learn.example.org'],
    ['https://example.org/learn/laurel', 'did:web:example.org:learn:laurel'],
  ])('is named after %s', (address, did) => {
    expect(didOf(address)).toBe(did);
  });
});

async function signed() {
  const all = await given({ issuer: { did: DID, keys: ring.published, sign } });
  const sealed = Buffer.from(signerOf(ring).seal(sampleFacts(), smallestPdf()));
  all.engine.documents.set('cert-1', sealed);
  expect(sealed.length).toBeGreaterThan(sealPdf(smallestPdf(), '').length);
  return { ...all, sealed };
}

/** As the PDF library ends its documents: names in an object of their own, a table, a trailer. */
function smallestPdf(): Buffer {
  const objects = [
    '1 0 obj\n<<\n/Type /Catalog\n/Names 2 0 R\n>>\nendobj\n',
    '2 0 obj\n<<\n/Dests <<\n>>\n>>\nendobj\n',
  ];
  let text = '%PDF-1.3\n';
  const entries = objects.map((object) => {
    const entry = `${String(text.length).padStart(10, '0')} 00000 n \n`;
    text += object;
    return entry;
  });
  const table = text.length;
  text += `xref\n0 3\n0000000000 65535 f \n${entries.join('')}`;
  text += 'trailer\n<<\n/Size 3\n/Root 1 0 R\n/Info 1 0 R\n/ID [<00> <00>]\n>>\n';
  return Buffer.from(`${text}startxref\n${String(table)}\n%%EOF\n`, 'latin1');
}
