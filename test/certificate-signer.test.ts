import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { certificateSigner } from '../src/certificate-signer.js';
import { verifyFile } from '../src/certificates/credential/verify.js';
import { renderCertificate } from '../src/certificates/render.js';
import { parseConfig } from '../src/config.js';
import { sampleContent, sampleFacts } from './certificates/sample.js';

const hasOpenssl = spawnSync('openssl', ['version']).error === undefined;

describe('Who signs certificates', () => {
  it('are the installation’s own keys', () => {
    const { signing } = given({});
    expect(signing.ok && [signing.value.keys !== null, signing.value.signer !== null]).toEqual([
      true,
      true,
    ]);
  });

  it.runIf(hasOpenssl)('is besides whom a certificate is of', async () => {
    const { signing } = given({
      LAUREL_PDF_SIGNATURE_CERT_FILE: 'state.pem',
      LAUREL_PDF_SIGNATURE_KEY_FILE: 'state.key',
    });
    if (!signing.ok) throw new Error(signing.error);
    const { keys, signer } = signing.value;
    const file = signer?.seal(
      sampleFacts(),
      await renderCertificate(sampleFacts(), sampleContent()),
    );

    expect(await verifyFile(file ?? new Uint8Array(), keys?.published ?? [])).toMatchObject({
      ...{ kind: 'genuine', countersigner: 'CN=state' },
    });
  });

  it.each([
    [{ LAUREL_PDF_SIGNATURE_CERT_FILE: 'state.pem' }, 'LAUREL_PDF_SIGNATURE_KEY_FILE is not set'],
    [{ LAUREL_PDF_SIGNATURE_KEY_FILE: 'state.key' }, 'LAUREL_PDF_SIGNATURE_CERT_FILE is not set'],
    [
      { LAUREL_PDF_SIGNATURE_CERT_FILE: 'none', LAUREL_PDF_SIGNATURE_KEY_FILE: 'state.key' },
      'LAUREL_PDF_SIGNATURE_CERT_FILE cannot be read',
    ],
    [
      { LAUREL_PDF_SIGNATURE_CERT_FILE: 'text', LAUREL_PDF_SIGNATURE_KEY_FILE: 'text' },
      'LAUREL_PDF_SIGNATURE_KEY_FILE cannot be read',
    ],
  ])('is refused with %j', (settings, problem) => {
    expect(given(settings).signing).toMatchObject({
      ok: false,
      error: expect.stringContaining(problem) as string,
    });
  });
});

function given(settings: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'laurel-signer-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'text'), 'no key');
  if (hasOpenssl) {
    const args = [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '9',
      '-subj',
      '/CN=state',
    ];
    const out = ['-keyout', 'state.key', '-out', 'state.pem'];
    execFileSync('openssl', [...args, ...out], { cwd: folder, stdio: 'ignore' });
  }
  const config = parseConfig({ LAUREL_DATA_DIR: join(folder, 'data'), ...settings }, folder);
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  return { signing: certificateSigner(config.value) };
}
