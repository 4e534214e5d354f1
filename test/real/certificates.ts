/**
 * Certificates for tests of TLS: an authority, and what it signs. X.509 in DER by hand, since Node
 * makes keys but no certificates, and a program that does need not be on the machine.
 */
import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

export interface Signed {
  /** PEM. */
  readonly cert: string;
  /** PEM, PKCS#8. */
  readonly key: string;
}

export interface Authority extends Signed {
  /** Signs a certificate of a host that has these names and IPv4 addresses. */
  issue(names: readonly string[], addresses: readonly string[]): Signed;
}

export function newAuthority(name: string): Authority {
  const keys = newKeys();
  const subject = { name, publicKey: keys.publicKey };
  const own = certificate(subject, { name, privateKey: keys.privateKey }, [IS_AUTHORITY]);
  return {
    ...{ cert: pemOf(own), key: keyText(keys.privateKey) },
    issue: (names, addresses) => {
      const { publicKey, privateKey } = newKeys();
      const signer = { name, privateKey: keys.privateKey };
      const hosts = [...names.map(dnsName), ...addresses.map(address)];
      const extension = der(SEQUENCE, oid(ALT_NAMES), der(OCTETS, der(SEQUENCE, ...hosts)));
      const made = certificate({ name: names[0] ?? name, publicKey }, signer, [extension]);
      return { cert: pemOf(made), key: keyText(privateKey) };
    },
  };
}

const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

const keyText = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }) as string;

const pemOf = (bytes: Buffer): string => {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
};

interface Subject {
  readonly name: string;
  readonly publicKey: KeyObject;
}

interface Signer {
  readonly name: string;
  readonly privateKey: KeyObject;
}

const DAY_MS = 86_400_000;

/** RFC 5280, 4.1. */
function certificate(subject: Subject, signer: Signer, extensions: readonly Buffer[]): Buffer {
  const algorithm = der(SEQUENCE, oid(ECDSA_SHA256));
  const body = der(
    SEQUENCE,
    der(CONTEXT + 0, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    nameOf(signer.name),
    der(SEQUENCE, time(Date.now() - DAY_MS), time(Date.now() + DAY_MS)),
    nameOf(subject.name),
    subject.publicKey.export({ type: 'spki', format: 'der' }),
    der(CONTEXT + 3, der(SEQUENCE, ...extensions)),
  );
  const signature = sign('sha256', body, signer.privateKey);
  return der(SEQUENCE, body, algorithm, der(BITS, Buffer.from([0]), signature));
}

const [INTEGER, BITS, OCTETS, OID, TEXT, UTC] = [0x02, 0x03, 0x04, 0x06, 0x0c, 0x17];
const [SEQUENCE, SET, BOOLEAN, CONTEXT] = [0x30, 0x31, 0x01, 0xa0];
/** Of a name that is a host's name, or its address. */
const [DNS, ADDRESS] = [0x82, 0x87];

const ECDSA_SHA256 = '2a8648ce3d040302';
const COMMON_NAME = '550403';
const BASIC = '551d13';
const ALT_NAMES = '551d11';

const oid = (hex: string): Buffer => der(OID, Buffer.from(hex, 'hex'));

const YES = der(BOOLEAN, Buffer.from([0xff]));
const IS_AUTHORITY = der(SEQUENCE, oid(BASIC), YES, der(OCTETS, der(SEQUENCE, YES)));

const nameOf = (text: string): Buffer =>
  der(SEQUENCE, der(SET, der(SEQUENCE, oid(COMMON_NAME), der(TEXT, Buffer.from(text)))));

const dnsName = (name: string): Buffer => der(DNS, Buffer.from(name));

const address = (text: string): Buffer => der(ADDRESS, Buffer.from(text.split('.').map(Number)));

/** `YYMMDDhhmmssZ`. */
const time = (ms: number): Buffer => {
  const digits = new Date(ms).toISOString().replace(/\D/g, '').slice(2, 14);
  return der(UTC, Buffer.from(`${digits}Z`));
};

/** A tag, the length, the content; lengths beyond 127 have a length of their own. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const long = length > 0xff ? [0x82, length >> 8, length & 0xff] : [0x81, length];
  return Buffer.concat([Buffer.from([tag, ...(length < 0x80 ? [length] : long)]), content]);
}
