/** What `doctor` finds of what certificates are signed with, and of the address they name. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { didOf } from '../../certificates/credential/did-document.js';
import { publicUrlOf, type Config } from '../../config.js';
import { isFields, own } from '../../gateway/wire.js';
import { keyFileOf, readKeys } from '../../signing-keys.js';
import { failure, warning, well, type Finding } from './finding.js';
import { lookAt, type HttpLook } from './http-look.js';
import { isLoopbackHost } from './settings.js';

export interface SigningFacts {
  /** `missing` = the file is not there yet; `none` = no file is meant to be. */
  readonly keys: 'there' | 'missing' | 'none' | { readonly fault: string };
  /** The keys' file is named by a setting. */
  readonly isNamed: boolean;
  readonly publicUrl: string;
  /** A server answers on this machine. */
  readonly isServing: boolean;
  /** What the public address answers for the issuer's document; `null` = nothing. */
  readonly issuer: HttpLook | null;
  /** When the certificate of PDF signatures ends; `null` = none is set. */
  readonly countersignedUntil: number | null | { readonly fault: string };
}

const DAY_MS = 86_400_000;
const EXPIRY_DAYS_MIN = 30;

export const signingFindings = (facts: SigningFacts, now: number): Finding[] => [
  keyFinding(facts),
  ...addressFindings(facts),
  ...countersignatureFindings(facts.countersignedUntil, now),
];

function keyFinding({ keys, isNamed }: SigningFacts): Finding {
  const subject = 'signing keys';
  if (keys === 'there') return well(subject, 'can be read');
  if (keys === 'none') {
    const detail = 'none: certificates are not signed, and cannot be verified offline';
    return warning(subject, detail, 'make them by `laurel keys new`, and set LAUREL_SIGNING_KEYS');
  }
  if (keys !== 'missing') {
    return failure(subject, keys.fault, 'restore the file from its backup; new keys do not verify');
  }
  return isNamed
    ? failure(subject, 'LAUREL_SIGNING_KEYS names no file', 'make it by `laurel keys new`')
    : well(subject, 'made at the first start');
}

function addressFindings({ publicUrl, isServing, issuer }: SigningFacts): Finding[] {
  const subject = 'public address';
  const { protocol, hostname } = new URL(publicUrl);
  if (isLoopbackHost(hostname)) return [];
  const insecure =
    protocol === 'https:'
      ? []
      : [
          warning(
            subject,
            `${publicUrl} is not https: verifiers refuse to resolve the issuer (did:web)`,
            'put TLS before Laurel, and set LAUREL_PUBLIC_URL to its https address',
          ),
        ];
  return [...insecure, ...reachFindings(subject, publicUrl, isServing, issuer)];
}

function reachFindings(
  subject: string,
  publicUrl: string,
  isServing: boolean,
  issuer: HttpLook | null,
): Finding[] {
  const remedy = 'let the proxy at LAUREL_PUBLIC_URL hand /.well-known/ and /certificates/ on';
  if (issuer === null) {
    if (!isServing) return [];
    return [failure(subject, `nobody answers at ${publicUrl}, and a server runs here`, remedy)];
  }
  const id = isFields(issuer.json) ? own(issuer.json, 'id') : null;
  const wanted = didOf(publicUrl);
  if (issuer.status === 200 && id === wanted) return [well(subject, `${publicUrl} is ${wanted}`)];
  const detail =
    typeof id === 'string'
      ? `${publicUrl} answers as ${id}, and certificates name ${wanted}`
      : `${publicUrl}/.well-known/did.json answers HTTP ${String(issuer.status)}`;
  return [failure(subject, detail, remedy)];
}

function countersignatureFindings(
  until: SigningFacts['countersignedUntil'],
  now: number,
): Finding[] {
  if (until === null) return [];
  const subject = 'PDF signature';
  const remedy = 'renew it, and replace the file of LAUREL_PDF_SIGNATURE_CERT_FILE';
  if (typeof until === 'object') return [failure(subject, until.fault, remedy)];
  const day = new Date(until).toISOString().slice(0, 10);
  if (until <= now) return [failure(subject, `its certificate ended on ${day}`, remedy)];
  const detail = `its certificate ends on ${day}`;
  return until - now < EXPIRY_DAYS_MIN * DAY_MS
    ? [warning(subject, detail, remedy)]
    : [well(subject, detail)];
}

export async function signingFacts(config: Config, isServing: boolean): Promise<SigningFacts> {
  const publicUrl = publicUrlOf(config);
  return {
    ...{ keys: keysAt(config), isNamed: config.signingKeys !== '', publicUrl, isServing },
    issuer: await lookAt('public address', `${publicUrl}/.well-known/did.json`),
    countersignedUntil: untilIn(config.pdfSignatureCertFile),
  };
}

function keysAt(config: Config): SigningFacts['keys'] {
  const path = keyFileOf(config);
  if (path === null) return 'none';
  const ring = readKeys(path);
  if (!ring.ok) return { fault: ring.error };
  return ring.value === null ? 'missing' : 'there';
}

function untilIn(path: string): SigningFacts['countersignedUntil'] {
  if (path === '') return null;
  try {
    return Date.parse(new X509Certificate(readFileSync(path)).validTo);
  } catch (error) {
    return { fault: `${path} holds no certificate: ${String(error)}` };
  }
}
