/**
 * Who signs certificates here: the installation's own keys, and beside them, where it has one, a
 * certificate that readers of PDF know. Part of the composition root.
 */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cmsSignerOf, type CmsSigner } from './certificates/credential/cms.js';
import { didOf } from './certificates/credential/did-document.js';
import type { KeyRing } from './certificates/credential/key-ring.js';
import { newSigner, type Signer } from './certificates/credential/signer.js';
import { publicUrlOf, type Config } from './config.js';
import { err, ok, type Result } from './domain/result.js';
import { signingKeys } from './signing-keys.js';

export interface Signing {
  /** `null` = certificates are not signed. */
  readonly keys: KeyRing | null;
  readonly signer: Signer | null;
}

/** Reads what is set; the failure is a sentence for the operator that names the setting. */
export function certificateSigner(config: Config): Result<Signing, string> {
  const keys = signingKeys(config);
  if (!keys.ok) return keys;
  const countersigner = countersignerOf(config);
  if (!countersigner.ok) return countersigner;
  if (keys.value !== null) {
    const signer = newSigner(keys.value, didOf(publicUrlOf(config)), countersigner.value);
    return ok({ keys: keys.value, signer });
  }
  if (countersigner.value === null) return ok({ keys: null, signer: null });
  return err('LAUREL_PDF_SIGNATURE_CERT_FILE needs LAUREL_SIGNING_KEYS, too');
}

function countersignerOf(config: Config): Result<CmsSigner | null, string> {
  const { pdfSignatureCertFile, pdfSignatureKeyFile } = config;
  if (pdfSignatureCertFile === '' && pdfSignatureKeyFile === '') return ok(null);
  if (pdfSignatureCertFile === '') return err(`LAUREL_PDF_SIGNATURE_CERT_FILE is not set: ${BOTH}`);
  if (pdfSignatureKeyFile === '') return err(`LAUREL_PDF_SIGNATURE_KEY_FILE is not set: ${BOTH}`);
  let certificate: string;
  let key: KeyObject;
  try {
    certificate = readFileSync(pdfSignatureCertFile, 'utf8');
  } catch (error) {
    return err(`LAUREL_PDF_SIGNATURE_CERT_FILE cannot be read: ${String(error)}`);
  }
  try {
    key = createPrivateKey(readFileSync(pdfSignatureKeyFile));
  } catch (error) {
    return err(`LAUREL_PDF_SIGNATURE_KEY_FILE cannot be read: ${String(error)}`);
  }
  const signer = cmsSignerOf(certificate, key);
  return signer.ok ? signer : err(`LAUREL_PDF_SIGNATURE_CERT_FILE: ${signer.error}`);
}

const BOTH = 'certificate and key belong together';
