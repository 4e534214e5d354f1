/**
 * The placeholders of templates, in the ways that Sunbird writes them: `${recipientName}` and the
 * registry's `{{credentialSubject.recipientName}}`. Both become `${name}` of a known name.
 *
 * Source: `reference/jobs.md` 3.5; of the registry's forms, templates of its installations.
 */
import type { PlaceholderName } from '../../domain/certificate-design.js';

const NAMES = [
  'certificateName',
  'certificateDescription',
  'courseName',
  'batchName',
  'recipientName',
  'recipientId',
  'issuedDate',
  'completedDate',
  'expiryDate',
  'issuerName',
  'issuerUrl',
  'scorePercent',
  'accessCode',
  'certificateId',
  'verifyUrl',
  'deed',
  'achievement',
] as const satisfies readonly PlaceholderName[];

const SIGNATORIES = [0, 1, 2, 3] as const;

/** Every placeholder that may stand in a text. */
export const TEXT_PLACEHOLDERS: readonly PlaceholderName[] = [
  ...NAMES,
  ...SIGNATORIES.flatMap((i) => [
    `signatory${i}Name` as const,
    `signatory${i}Designation` as const,
  ]),
];

/** Those whose place is the address of a picture. */
export const SIGNATURE_PLACEHOLDERS = SIGNATORIES.map((i) => `signatory${i}Image` as const);

/** What stands for the QR code, in the address of a picture. */
export const QR_PLACEHOLDERS: readonly string[] = ['qrCodeImage', 'qrCode'];

export interface ReadText {
  /** With every known placeholder as `${name}`; unknown ones are taken out. */
  readonly text: string;
  /** Known names in order, those of pictures included. */
  readonly names: readonly string[];
  /** Unknown ones as they were written, each with what may have been meant. */
  readonly unknown: readonly string[];
}

/** Reads the placeholders of a text. */
export function readPlaceholders(source: string): ReadText {
  const names: string[] = [];
  const unknown: string[] = [];
  const text = source.replace(PLACEHOLDER, (written, dollar?: string, braces?: string) => {
    const name = nameOf((dollar ?? braces ?? '').trim());
    if (name === null) {
      unknown.push(`${written}${hint(dollar ?? braces ?? '')}`);
      return '';
    }
    names.push(name);
    return `\${${name}}`;
  });
  return { text, names, unknown };
}

const PLACEHOLDER = /\$\{([^{}]{0,200})\}|\{\{\{?([^{}]{0,200})\}?\}\}/g;

function nameOf(written: string): string | null {
  const plain = written.replace(/^\$/, '');
  if (KNOWN.has(plain)) return plain;
  const dated = /^dateFormat[\s(]+([\w.]+)\s*,?\s*["'][^"']*["']\s*\)?$/.exec(plain)?.[1];
  const path = (dated ?? plain).replace(/^credentialSubject\./, '');
  const signatory = /^signatory\.?\[?([0-3])\]?\.(name|designation|image)$/.exec(path);
  if (signatory !== null) {
    const [, index = '', field = ''] = signatory;
    return `signatory${index}${field.charAt(0).toUpperCase()}${field.slice(1)}`;
  }
  const named = REGISTRY_NAMES.get(path);
  if (named !== undefined) return named;
  return path !== plain && KNOWN.has(path) ? path : null;
}

const KNOWN: ReadonlySet<string> = new Set<string>([
  ...TEXT_PLACEHOLDERS,
  ...SIGNATURE_PLACEHOLDERS,
  ...QR_PLACEHOLDERS,
]);

/** What the registry's records call the same. */
const REGISTRY_NAMES: ReadonlyMap<string, PlaceholderName> = new Map([
  ['name', 'recipientName'],
  ['recipient.name', 'recipientName'],
  ['recipient.id', 'recipientId'],
  ['trainingName', 'courseName'],
  ['training.name', 'courseName'],
  ['training.batchId', 'batchName'],
  ['certificateLabel', 'certificateName'],
  ['issuanceDate', 'issuedDate'],
  ['validFrom', 'issuedDate'],
  ['expirationDate', 'expiryDate'],
  ['issuer.name', 'issuerName'],
  ['issuer.url', 'issuerUrl'],
  ['osid', 'certificateId'],
]);

function hint(written: string): string {
  const wanted = written.trim().toLowerCase().replace(/^.*\./, '');
  const near = [...KNOWN].find((name) => name.toLowerCase() === wanted);
  return near === undefined ? '' : ` (is \${${near}} meant?)`;
}
