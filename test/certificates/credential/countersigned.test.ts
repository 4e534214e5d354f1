/** Certificates that bear a CMS signature besides, checked by OpenSSL's and Poppler's eyes too. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cmsSignerOf, type CmsSigner } from '../../../src/certificates/credential/cms.js';
import { openPdf } from '../../../src/certificates/credential/pdf-seal.js';
import { newSigner } from '../../../src/certificates/credential/signer.js';
import { verifyFile } from '../../../src/certificates/credential/verify.js';
import { renderCertificate } from '../../../src/certificates/render.js';
import { sampleContent, sampleFacts } from '../sample.js';
import { DID, newRing } from './signed.js';

const FACTS = sampleFacts();
const RING = newRing();

const folder = mkdtempSync(join(tmpdir(), 'laurel-cms-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const has = (command: string): boolean => spawnSync(command, ['-v']).error === undefined;

describe.runIf(has('openssl'))('a countersigned certificate', () => {
  let signer: CmsSigner;
  let other: CmsSigner;
  let document: Uint8Array;
  let file: Buffer;

  beforeAll(async () => {
    signer = newCertificate('state', 'rsa:2048');
    other = newCertificate('forger', 'rsa:2048');
    document = await renderCertificate(FACTS, sampleContent());
    file = Buffer.from(newSigner(RING, DID, signer).seal(FACTS, document));
  });

  it('is genuine, and says who signed it besides', async () => {
    expect(await verifyFile(file, RING.published)).toMatchObject({
      ...{ kind: 'genuine', of: 'document', format: 'pdf' },
      countersigner: 'CN=state, O=Department of Education',
    });
  });

  it('is the same whenever it is made', () => {
    expect(Buffer.from(newSigner(RING, DID, signer).seal(FACTS, document)).equals(file)).toBe(true);
  });

  it('is altered with any byte', async () => {
    const from = file.indexOf('/ByteRange') - 200;
    for (let at = from; at < file.length; at += 37) {
      const copy = Buffer.from(file);
      copy[at] = (copy[at] ?? 0) ^ 1;
      expect((await verifyFile(copy, RING.published)).kind, `byte ${String(at)}`).toBe('altered');
    }
  });

  it('is altered when the signature is taken away, or is somebody else’s', async () => {
    const bare = file.subarray(0, file.indexOf('%laurel countersignature'));
    expect((await verifyFile(bare, RING.published)).kind).toBe('altered');
    const named = Buffer.from(newSigner(RING, DID, other).seal(FACTS, document));
    const tail = named.subarray(named.indexOf('%laurel countersignature'));
    expect((await verifyFile(Buffer.concat([bare, tail]), RING.published)).kind).toBe('altered');
  });

  it.runIf(has('pdfsig'))('is valid to readers of PDF, the whole of it', () => {
    const path = join(folder, 'signed.pdf');
    writeFileSync(path, file);
    const said = spawnSync('pdfsig', ['-nocert', path], { encoding: 'utf8' }).stdout;

    expect(said).toContain('Signature is Valid');
    expect(said).toContain('Total document signed');
  });

  it('bears a signature that OpenSSL takes', () => {
    const opened = openPdf(file);
    if (typeof opened === 'string' || !opened.countersignature)
      throw new Error('not countersigned');
    const [from, to] = [file.indexOf('/Contents <') + 10, file.lastIndexOf('>>>') + 1];
    writeFileSync(join(folder, 'cms.der'), opened.countersignature.cms);
    writeFileSync(
      join(folder, 'covered'),
      Buffer.concat([file.subarray(0, from), file.subarray(to)]),
    );
    const args = ['cms', '-verify', '-noverify', '-binary', '-inform', 'DER', '-in', 'cms.der'];

    const done = spawnSync('openssl', [...args, '-content', 'covered', '-out', 'out'], {
      cwd: folder,
      encoding: 'utf8',
    });

    expect(done.stderr).toContain('CMS Verification successful');
  });

  it('needs a key that needs no chance, and the certificate of that key', () => {
    const ec = join(folder, 'ec.key');
    execFileSync('openssl', ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', ec]);
    const pem = readFileSync(join(folder, 'state.pem'), 'utf8');

    expect(cmsSignerOf(pem, createPrivateKey(readFileSync(ec)))).toMatchObject({
      error: 'the key is no RSA key',
    });
    expect(cmsSignerOf(pem, other.key)).toMatchObject({
      error: 'the key is not that of the certificate',
    });
    expect(cmsSignerOf('no', other.key)).toMatchObject({ ok: false });
  });
});

function newCertificate(name: string, kind: string): CmsSigner {
  const [key, pem] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
  const subject = `/CN=${name}/O=Department of Education`;
  const args = ['req', '-x509', '-newkey', kind, '-nodes', '-days', '3650', '-subj', subject];
  execFileSync('openssl', [...args, '-keyout', key, '-out', pem], { stdio: 'ignore' });
  const made = cmsSignerOf(readFileSync(pem, 'utf8'), createPrivateKey(readFileSync(key)));
  if (!made.ok) throw new Error(made.error);
  return made.value;
}
