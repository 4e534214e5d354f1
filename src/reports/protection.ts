/**
 * How a report file is protected: the kinds there are, what each names its file, and what must
 * hold before one can be used. Owns no bytes; `protected-sink.ts` makes them.
 *
 * - T1 A protection that cannot be applied is a fault before anything is read or written.
 *
 * Source: `reference/exhausts.md` 1.8 (zip step).
 */
import { createPublicKey } from 'node:crypto';
import { err, ok, type Result } from '../domain/result.js';

export type Protection =
  /** The CSV as it is. */
  | { readonly kind: 'plain' }
  /** The CSV in a zip that anybody opens. */
  | { readonly kind: 'zip' }
  | {
      readonly kind: 'password-zip';
      readonly password: string;
      /** `zipcrypto` opens everywhere and is weak; `aes256` needs a tool that knows it. */
      readonly cipher: ZipCipher;
    }
  /** Sunbird's encrypted file under a key that was sent as text, in a zip. */
  | { readonly kind: 'text-key'; readonly key: string }
  /** The same under the RSA key of an organisation. */
  | { readonly kind: 'public-key'; readonly pem: string };

export type ZipCipher = 'zipcrypto' | 'aes256';

/** The name under which a CSV stands once it is protected. */
export const fileNameOf = (csvName: string, protection: Protection): string =>
  protection.kind === 'plain' ? csvName : csvName.replace(/(\.csv)?$/, '.zip');

/** The name of the CSV inside a protected file of that name. */
export const entryNameOf = (fileName: string): string => fileName.replace(/\.zip$/, '.csv');

/** RSA keys below this are refused by nobody upstream, and open to anybody with a computer. */
const RSA_BITS_MIN = 2048;

/** The same protection, or why it cannot be applied (T1). Messages hold no key. */
export function usableProtection(protection: Protection): Result<Protection, string> {
  switch (protection.kind) {
    case 'plain':
    case 'zip':
      return ok(protection);
    case 'password-zip':
      return protection.password === '' ? err('the password is empty') : ok(protection);
    case 'text-key':
      return protection.key === '' ? err('the key is empty') : ok(protection);
    case 'public-key': {
      const fault = faultOfPem(protection.pem);
      return fault === null ? ok(protection) : err(fault);
    }
  }
}

function faultOfPem(pem: string): string | null {
  try {
    const key = createPublicKey(pem);
    const { modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
    if (key.asymmetricKeyType !== 'rsa') return 'the public key is no RSA key';
    if (modulusLength >= RSA_BITS_MIN) return null;
    return `the RSA key has less than ${String(RSA_BITS_MIN)} bits`;
  } catch {
    return 'the public key is no PEM';
  }
}
