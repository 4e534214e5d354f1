/**
 * What a stranger's libraries make of what is issued here: `did-jwt-vc` resolves the issuer from
 * the document that the gateway serves and checks the credential out of a file; the status is read
 * by the bitstring of Digital Bazaar. No code of Laurel's verifies anything here.
 */
import { Bitstring } from '@digitalbazaar/bitstring';
import { verifyCredential } from 'did-jwt-vc';
import { describe, expect, it } from 'vitest';
import { certificateView } from '../../src/actors/certificate-view.js';
import type { KeyRing } from '../../src/certificates/credential/key-ring.js';
import { openPdf } from '../../src/certificates/credential/pdf-seal.js';
import { newSigner, signedClaims } from '../../src/certificates/credential/signer.js';
import { renderCertificate } from '../../src/certificates/render.js';
import { issue } from '../domain/commands.js';
import { DID, newRing } from '../certificates/credential/signed.js';
import { sampleContent, sampleFacts } from '../certificates/sample.js';
import { KEY, given } from './given.js';

const ring = newRing();

describe('A verifier that knows nothing of Laurel', () => {
  it('resolves the issuer and finds the credential of a file genuine', async () => {
    const { app, facts, jwt } = await issued();

    const checked = await verifyCredential(jwt, resolverOn(app), VERSION_2);

    expect(checked).toMatchObject({ verified: true, issuer: DID });
    expect(checked.didResolutionResult.didDocument?.id).toBe(DID);
    const { verifiableCredential } = checked;
    expect(verifiableCredential).toMatchObject({
      id: facts.verifyUrl,
      type: ['VerifiableCredential', 'OpenBadgeCredential'],
      issuer: { id: DID, name: facts.issuer.name },
      validFrom: new Date(facts.issuedAt).toISOString(),
      credentialSubject: {
        identifier: [{ identityHash: facts.recipientName, identityType: 'name' }],
        achievement: { name: facts.courseName },
      },
      credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' },
    });
  });

  it('takes the key for one that may assert', async () => {
    const { app, jwt } = await issued();
    const options = { ...VERSION_2, proofPurpose: 'assertionMethod' } as const;

    await expect(verifyCredential(jwt, resolverOn(app), options)).resolves.toMatchObject({
      verified: true,
    });
    const authentication = { ...VERSION_2, proofPurpose: 'authentication' } as const;
    await expect(verifyCredential(jwt, resolverOn(app), authentication)).rejects.toThrow();
  });

  it('still knows what was signed before the keys were rotated', async () => {
    const { jwt } = await issued(ring);
    const { app } = await issued(newRing(ring));

    await expect(verifyCredential(jwt, resolverOn(app), VERSION_2)).resolves.toMatchObject({
      verified: true,
    });
  });

  it('refuses a credential of which one claim was changed', async () => {
    const { app, jwt, facts } = await issued();
    const [header, payload = '', signature] = jwt.split('.');
    const claims = Buffer.from(payload, 'base64url').toString();
    const forged = claims.replace(facts.recipientName, 'Somebody Else');
    expect(forged).not.toBe(claims);
    const text = [header, Buffer.from(forged).toString('base64url'), signature].join('.');

    await expect(verifyCredential(text, resolverOn(app), VERSION_2)).rejects.toThrow(/signature/);
  });

  it('refuses a credential that another key signed in the name of the issuer', async () => {
    const { app } = await issued(ring);
    const { jwt } = await issued(newRing());

    await expect(verifyCredential(jwt, resolverOn(app), VERSION_2)).rejects.toThrow();
  });

  it('reads the status of a certificate, before it is revoked and after', async () => {
    const { app, ask, show, jwt } = await issued();
    const { credentialStatus } = await claimsOf(jwt, app);
    const entry = credentialStatus as { statusListCredential: string; statusListIndex: string };

    expect(await isRevoked(entry, app)).toBe(false);
    const request = { certificateId: 'cert-1', reason: 'The name is wrong' };
    await ask('POST', '/v1/certificate/revoke', { request });
    show();

    expect(await isRevoked(entry, app)).toBe(true);
  });
});

type App = Awaited<ReturnType<typeof given>>['app'];

/** The library's own check of form knows version 1 of the data model only; ours is version 2. */
const VERSION_2 = { policies: { format: false } } as const;

/** An installation that issued one certificate, and the credential that is in its file. */
async function issued(keys: KeyRing = ring) {
  const sign = (claims: Parameters<typeof signedClaims>[0]): string =>
    signedClaims(claims, DID, keys);
  const all = await given({ issuer: { did: DID, keys: keys.published, sign } });
  await all.engine.submit([{ ...issue('cert-1'), key: KEY }]);
  const facts = {
    ...sampleFacts(),
    ...KEY,
    ...{ certificate: 'cert-1' as never, verifyUrl: `${ORIGIN}/certificates/cert-1` },
  };
  const show = (): void => {
    const view = certificateView(facts, all.engine.state(KEY), false);
    all.engine.certificates.set('cert-1', view);
  };
  show();
  const signer = newSigner(keys, DID);
  const drawn = await renderCertificate(facts, sampleContent(), signer.code(facts));
  const opened = openPdf(signer.seal(facts, drawn));
  if (typeof opened === 'string') throw new Error(opened);
  return { ...all, facts, show, jwt: opened.credential };
}

const ORIGIN = 'https://learn.example.org';

/** did:web as its specification says: `did:web:host` is `https://host/.well-known/did.json`. */
const resolverOn = (app: App): Parameters<typeof verifyCredential>[1] => ({
  resolve: async (did) => {
    expect(`https://${did.slice('did:web:'.length)}`).toBe(ORIGIN);
    const { body } = await app.inject({ url: '/.well-known/did.json' });
    return {
      didResolutionMetadata: { contentType: 'application/did+json' },
      didDocument: JSON.parse(body) as never,
      didDocumentMetadata: {},
    };
  },
});

async function claimsOf(jwt: string, app: App): Promise<Readonly<Record<string, unknown>>> {
  const { verifiableCredential } = await verifyCredential(jwt, resolverOn(app), VERSION_2);
  return verifiableCredential;
}

/** Bitstring Status List 1.0 (W3C), 3.2: the list is a credential too, and is checked as one. */
async function isRevoked(
  entry: { readonly statusListCredential: string; readonly statusListIndex: string },
  app: App,
): Promise<boolean> {
  const { body } = await app.inject({ url: entry.statusListCredential.slice(ORIGIN.length) });
  const list = await claimsOf(body, app);
  expect(list['id']).toBe(entry.statusListCredential);
  const { encodedList, statusPurpose } = list['credentialSubject'] as Record<string, string>;
  expect([statusPurpose, encodedList?.[0]]).toEqual(['revocation', 'u']);
  const buffer = await Bitstring.decodeBits({ encoded: encodedList?.slice(1) ?? '' });
  const bits = new Bitstring({ buffer });
  expect(bits.length).toBeGreaterThanOrEqual(131_072);
  return bits.get(Number(entry.statusListIndex));
}
