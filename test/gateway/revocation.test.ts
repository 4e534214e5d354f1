import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { certificateView } from '../../src/actors/certificate-view.js';
import { claimsOf, verifyText } from '../../src/certificates/credential/verify.js';
import { signedClaims } from '../../src/certificates/credential/signer.js';
import { issue } from '../domain/commands.js';
import { DID, newRing } from '../certificates/credential/signed.js';
import { sampleFacts } from '../certificates/sample.js';
import { KEY, NOW, given } from './given.js';

const REVOKE = '/v1/certificate/revoke';
const ring = newRing();

describe('revoking a certificate', () => {
  it('takes it back for the reason that is given', async () => {
    const { ask, engine } = await issued();
    const { status, body } = await ask('POST', REVOKE, asking({ reason: ' The name is wrong ' }));
    expect([status, body.result]).toEqual([200, { response: 'SUCCESS' }]);
    expect(engine.state(KEY).generations.get('cert-1')?.revocation).toEqual({
      at: NOW,
      reason: 'The name is wrong',
    });
  });

  it('changes nothing when it is repeated', async () => {
    const { ask, engine } = await issued();
    await ask('POST', REVOKE, asking({ reason: 'first' }));
    await ask('POST', REVOKE, asking({ reason: 'second' }));
    expect(engine.state(KEY).generations.get('cert-1')?.revocation?.reason).toBe('first');
  });

  it.each([
    [{ reason: undefined }, 400, 'MANDATORY_PARAMETER_MISSING', 'reason'],
    [{ reason: ' ' }, 400, 'MANDATORY_PARAMETER_MISSING', 'reason'],
    [{ reason: 7 }, 400, 'DATA_TYPE_ERROR', 'reason'],
    [{ reason: 'x'.repeat(501) }, 400, 'LIMIT_EXCEEDED', 'reason'],
    [{ certificateId: undefined }, 400, 'MANDATORY_PARAMETER_MISSING', 'certificateId'],
    [{ certificateId: 'cert-2' }, 404, 'RESOURCE_NOT_FOUND', ''],
  ])('refuses %j', async (changes, wanted, code, named) => {
    const { ask, engine } = await issued();
    const { status, body } = await ask('POST', REVOKE, asking(changes));
    expect([status, body.params.err]).toEqual([wanted, code]);
    expect(body.params.errmsg).toContain(named);
    expect(engine.state(KEY).generations.get('cert-1')?.revocation).toBeNull();
  });
});

describe('the status list of a certificate', () => {
  it('is signed, and its bit says whether the certificate was revoked', async () => {
    const { app, ask, show } = await issued();
    expect(await bitOf(app)).toBe(0);
    await ask('POST', REVOKE, asking({}));
    show();
    expect(await bitOf(app)).toBe(1);
  });

  it('is where the credential says', async () => {
    const { app } = await issued();
    const list = claimsOf((await app.inject({ url: '/certificates/cert-1/status' })).body);
    expect(list).toMatchObject({ id: `${sampleFacts().verifyUrl}/status`, issuer: DID });
  });

  it('is not there for a certificate that is unknown', async () => {
    const { app } = await issued();
    expect((await app.inject({ url: '/certificates/none/status' })).statusCode).toBe(404);
  });
});

async function issued() {
  const sign = (claims: Parameters<typeof signedClaims>[0]): string =>
    signedClaims(claims, DID, ring);
  const all = await given({ issuer: { did: DID, keys: ring.published, sign } });
  await all.engine.submit([{ ...issue('cert-1'), key: KEY }]);
  const facts = { ...sampleFacts(), ...KEY, certificate: 'cert-1' as never };
  const show = (): void => {
    all.engine.certificates.set('cert-1', certificateView(facts, all.engine.state(KEY), false));
  };
  show();
  return { ...all, show };
}

const asking = (changes: Record<string, unknown>) => ({
  request: { certificateId: 'cert-1', reason: 'The name is wrong', ...changes },
});

/** The first bit of the list, of a token that the issuer signed. */
async function bitOf(app: Awaited<ReturnType<typeof issued>>['app']): Promise<number> {
  const { body } = await app.inject({ url: '/certificates/cert-1/status' });
  expect(await verifyText(body, ring.published)).toMatchObject({ kind: 'genuine' });
  const { encodedList } = claimsOf(body)['credentialSubject'] as { encodedList: string };
  const bits = gunzipSync(Buffer.from(encodedList.slice(1), 'base64url'));
  expect(bits.length * 8).toBe(131_072);
  return (bits[0] ?? 0) >> 7;
}
