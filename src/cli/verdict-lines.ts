/** What `laurel verify` found, for a person: the verdict first, then every fact that was signed. */
import type { Claims } from '../certificates/credential/credential.js';
import type { CodeFacts } from '../certificates/credential/signed-code.js';
import type { Verdict } from '../certificates/credential/verify.js';
import { cleanText } from '../certificates/clean-text.js';

/** The lines to print; texts of a certificate cannot steer the terminal. */
export function verdictLines(verdict: Verdict, expired = false): readonly string[] {
  switch (verdict.kind) {
    case 'genuine':
      return [
        `${expired ? 'EXPIRED' : 'GENUINE'}: the ${nameOf(verdict)} is as its issuer signed it`,
        ...(verdict.of === 'code' ? codeFacts(verdict.facts) : credentialFacts(verdict.claims)),
        ...(verdict.of === 'document' ? besides(verdict) : []),
        'Whether it was replaced since, only its page knows.',
      ];
    case 'altered':
      return [`NOT GENUINE: ${verdict.detail}`];
    case 'unknown-key':
      return [`UNKNOWN ISSUER: signed with the key ${cleanText(verdict.kid)}, which is not given`];
    case 'unsigned':
      return [`NOT SIGNED: ${verdict.detail}`];
  }
}

const PICTURE =
  'The signature covers the credential in the picture; by its digest, every other byte too.';

const besides = ({ format, countersigner }: GenuineDocument): readonly string[] => [
  ...facts([['also signed by', countersigner]]),
  ...(format === 'pdf' ? [] : [PICTURE]),
];

type GenuineDocument = Extract<Verdict, { readonly kind: 'genuine'; readonly of: 'document' }>;

const nameOf = (verdict: Extract<Verdict, { readonly kind: 'genuine' }>): string =>
  verdict.of === 'document' && verdict.format !== 'pdf'
    ? `picture (${verdict.format.toUpperCase()})`
    : verdict.of;

function credentialFacts(claims: Claims): string[] {
  const subject = part(claims, 'credentialSubject');
  const [identity] = list(subject['identifier']);
  const [result] = list(subject['result']);
  const issuer = part(claims, 'issuer');
  return facts([
    ['recipient', identity?.['identityHash']],
    ['course', part(subject, 'achievement')['name']],
    ['batch', subject['term']],
    ['certificate', claims['name']],
    ['completed', subject['activityEndDate']],
    ['score', result?.['value']],
    ['issued', claims['validFrom']],
    ['valid until', claims['validUntil']],
    ['issuer', issuer['name']],
    ['issuer id', issuer['id']],
    ['access code', subject['licenseNumber']],
    ['page', claims['id']],
  ]);
}

const codeFacts = (code: CodeFacts): string[] =>
  facts([
    ['recipient', code.recipientName],
    ['course', code.courseName],
    ['completed', code.completedAtS === 0 ? '' : moment(code.completedAtS)],
    ['score', code.scorePercent],
    ['issued', moment(code.issuedAtS)],
    ['valid until', code.expiresAtS === 0 ? '' : moment(code.expiresAtS)],
    ['access code', code.accessCode],
    ['page', code.verifyUrl],
  ]);

const facts = (rows: readonly (readonly [string, unknown])[]): string[] =>
  rows
    .map(([name, value]) => [name, printed(value)] as const)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${`${name}:`.padEnd(NAME_CHARS)} ${value}`);

const NAME_CHARS = 12;

const printed = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? cleanText(String(value)) : '';

const moment = (seconds: number): string => new Date(seconds * 1000).toISOString();

const isClaims = (value: unknown): value is Claims => typeof value === 'object' && value !== null;

const part = (claims: Claims, name: string): Claims => {
  const value = claims[name];
  return isClaims(value) ? value : {};
};

const list = (value: unknown): readonly Claims[] =>
  Array.isArray(value) ? value.filter(isClaims) : [];
