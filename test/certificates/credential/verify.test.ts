import { execFileSync, spawnSync } from 'node:child_process';
import { createPublicKey, verify as checkSignature } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { digestOf, openPdf, sealPdf } from '../../../src/certificates/credential/pdf-seal.js';
import { endOf, verifyFile, verifyText } from '../../../src/certificates/credential/verify.js';
import { renderCertificate } from '../../../src/certificates/render.js';
import { sampleContent, sampleFacts } from '../sample.js';
import { DID, newRing, signerOf } from './signed.js';

const hasPoppler = spawnSync('pdfdetach', ['-v']).error === undefined;
const ring = newRing();
const keys = ring.published;
const signer = signerOf(ring);
const facts = sampleFacts({ scorePercent: 87.5 });
let drawn: Uint8Array;
let sealed: Uint8Array;

beforeAll(async () => {
  drawn = await renderCertificate(facts, sampleContent(), signer.code(facts));
  sealed = signer.seal(facts, drawn);
});

describe('a sealed document', () => {
  it('is genuine, and says every fact that is printed', async () => {
    expect(await verifyFile(sealed, keys)).toMatchObject({
      kind: 'genuine',
      of: 'document',
      claims: {
        id: facts.verifyUrl,
        type: ['VerifiableCredential', 'OpenBadgeCredential'],
        name: facts.templateName,
        issuer: { id: DID, name: facts.issuer.name, url: facts.issuer.url },
        validFrom: '2026-11-24T09:00:00.000Z',
        credentialSubject: {
          identifier: [{ identityHash: facts.recipientName, hashed: false }],
          achievement: { name: facts.courseName },
          activityEndDate: '2026-11-20T23:30:00.000Z',
          result: [{ value: '87.5' }],
          term: facts.batchName,
          licenseNumber: facts.accessCode,
        },
      },
    });
  });

  it('says when it ends, where it does', async () => {
    const ending = { ...facts, expiresAt: Date.UTC(2027, 0, 1) };
    const verdict = await verifyFile(signer.seal(ending, drawn), keys);
    expect(verdict).toMatchObject({ claims: { validUntil: '2027-01-01T00:00:00.000Z' } });
    expect(endOf(verdict)).toBe(ending.expiresAt);
    expect(endOf(await verifyFile(sealed, keys))).toBe(0);
  });

  it('names no learner by id', async () => {
    expect(JSON.stringify(await verifyFile(sealed, keys))).not.toContain(facts.learner);
  });

  it('has the same bytes when it is sealed again', () => {
    expect(Buffer.compare(signer.seal(facts, drawn), sealed)).toBe(0);
  });

  it('begins with the document as it was drawn', () => {
    const opened = openPdf(sealed);
    expect(typeof opened === 'string' ? opened : digestOf(opened.document)).toBe(digestOf(drawn));
  });

  it('is not genuine with any byte changed', async () => {
    const verdicts = new Set<string>();
    for (let at = 0; at < sealed.length; at += at < drawn.length ? 61 : 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      verdicts.add((await verifyFile(changed, keys)).kind);
    }
    expect([...verdicts]).toContain('altered');
    expect([...verdicts]).not.toContain('genuine');
  });

  it.each([
    ['something behind it', () => Buffer.concat([sealed, Buffer.from('\n')])],
    ['its last byte missing', () => sealed.subarray(0, -1)],
    ['another update behind it', () => Buffer.concat([sealed, sealed.subarray(drawn.length)])],
    ['the credential of another document', () => sealPdf(otherDrawn(), credentialIn(sealed))],
  ])('is altered with %s', async (_what, file) => {
    expect(await verifyFile(file(), keys)).toMatchObject({ kind: 'altered' });
  });

  it('is of an unknown issuer to who has other keys', async () => {
    expect(await verifyFile(sealed, newRing().published)).toEqual({
      kind: 'unknown-key',
      kid: ring.signing.kid,
    });
  });

  it('stays genuine after the keys were rotated', async () => {
    expect(await verifyFile(sealed, newRing(ring).published)).toMatchObject({ kind: 'genuine' });
  });

  it('is unsigned without its credential', async () => {
    expect(await verifyFile(drawn, keys)).toMatchObject({ kind: 'unsigned' });
  });

  it.runIf(hasPoppler || process.env['CI'] === 'true')('can be read by other programs', () => {
    const folder = mkdtempSync(join(tmpdir(), 'laurel-sealed-'));
    try {
      const [pdf, jwt] = [join(folder, 'a.pdf'), join(folder, 'a.jwt')];
      writeFileSync(pdf, sealed);
      expect(execFileSync('pdfdetach', ['-list', pdf]).toString()).toContain('credential.jwt');
      execFileSync('pdfdetach', ['-save', '1', '-o', jwt, pdf]);
      expect(readFileSync(jwt, 'utf8')).toBe(credentialIn(sealed));
      expect(execFileSync('pdftotext', [pdf, '-']).toString()).toContain(facts.recipientName);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('a credential', () => {
  it('is genuine by itself', async () => {
    expect(await verifyText(`${credentialIn(sealed)}\n`, keys)).toMatchObject({
      kind: 'genuine',
      of: 'credential',
    });
  });

  it('has a signature that OpenSSL confirms over its first two parts', () => {
    const [header = '', payload = '', signature = ''] = credentialIn(sealed).split('.');
    const key = createPublicKey({ key: { ...keys[0]!.jwk }, format: 'jwk' });
    const covered = Buffer.from(`${header}.${payload}`);
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({
      alg: 'EdDSA',
      kid: `${DID}#${ring.signing.kid}`,
      typ: 'JWT',
    });
    expect(checkSignature(null, covered, key, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  it('is altered when it says something else', async () => {
    const [header = '', payload = '', signature = ''] = credentialIn(sealed).split('.');
    const claims = Buffer.from(payload, 'base64url').toString().replace('87.5', '99.5');
    const forged = [header, Buffer.from(claims).toString('base64url'), signature].join('.');
    expect(await verifyText(forged, keys)).toMatchObject({ kind: 'altered' });
  });

  it('is altered when it claims to need no signature', async () => {
    const header = { alg: 'none', kid: `${DID}#${ring.signing.kid}` };
    const payload = credentialIn(sealed).split('.')[1] ?? '';
    const encoded = Buffer.from(JSON.stringify(header)).toString('base64url');
    expect(await verifyText(`${encoded}.${payload}.AA`, keys)).toMatchObject({ kind: 'altered' });
  });
});

describe('the code on the paper', () => {
  it('is genuine, and says what is printed in short', async () => {
    expect(await verifyText(signer.code(facts), keys)).toEqual({
      kind: 'genuine',
      of: 'code',
      facts: {
        verifyUrl: facts.verifyUrl,
        recipientName: facts.recipientName,
        courseName: facts.courseName,
        completedAtS: facts.completedAt / 1000,
        issuedAtS: facts.issuedAt / 1000,
        accessCode: facts.accessCode,
        scorePercent: 87.5,
        expiresAtS: 0,
      },
    });
  });

  it('says when it ends, in a form of its own', async () => {
    const code = signer.code({ ...facts, expiresAt: facts.issuedAt + 5000 });
    expect(code).toContain('#2.');
    const verdict = await verifyText(code, keys);
    expect(endOf(verdict)).toBe(facts.issuedAt + 5000);
    expect(await verifyText(code.replace('#2.', '#1.'), keys)).toMatchObject({ kind: 'altered' });
  });

  it('leads to the page', () => {
    expect(signer.code(facts).split('#')[0]).toBe(facts.verifyUrl);
  });

  it('cuts long texts between letters, and says so', async () => {
    const recipientName = 'श्रीमती '.repeat(20);
    const verdict = await verifyText(signer.code({ ...facts, recipientName }), keys);
    const named = verdict.kind === 'genuine' && verdict.of === 'code' ? verdict.facts : null;
    expect(named?.recipientName).toMatch(/^श्रीमती .*…$/u);
    expect(Buffer.byteLength(named?.recipientName ?? '')).toBeLessThanOrEqual(72);
    expect(named?.recipientName).not.toContain('\ufffd');
  });

  it('is altered with another letter anywhere behind its address', async () => {
    const code = signer.code(facts);
    const start = code.indexOf('#1.') + 12;
    for (let at = start; at < code.length - 1; at++) {
      const other = code[at] === 'A' ? 'B' : 'A';
      const changed = code.slice(0, at) + other + code.slice(at + 1);
      expect((await verifyText(changed, keys)).kind).not.toBe('genuine');
    }
  });

  it('is altered with another address', async () => {
    const code = signer.code(facts).replace('learn.example.org', 'learn.example.com');
    expect(await verifyText(code, keys)).toMatchObject({ kind: 'altered' });
  });

  it.each(['', 'hello', facts.verifyUrl, 'https://x/#1.short.x.y'])(
    'is unsigned as %j',
    async (text) => {
      expect(await verifyText(text, keys)).toMatchObject({ kind: 'unsigned' });
    },
  );
});

function credentialIn(file: Uint8Array): string {
  const opened = openPdf(file);
  return typeof opened === 'string' ? opened : opened.credential;
}

/** The same document with another text in it, whole as a PDF. */
function otherDrawn(): Uint8Array {
  const text = Buffer.from(drawn).toString('latin1').replace('Venkataraman', 'Venkatarambn');
  return Buffer.from(text, 'latin1');
}
