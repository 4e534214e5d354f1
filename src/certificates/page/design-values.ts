/** What the placeholders of a design stand for on one certificate. */
import type { PlaceholderName } from '../../domain/certificate-design.js';
import type { CertificateFacts } from '../../domain/certificate.js';
import { NEVER, type Instant } from '../../domain/ids.js';
import type { TemplateContent } from '../../persistence/ports.js';
import { printedDay, printedPercent, printedTitle } from '../printed-value.js';

/** Every placeholder; '' = the certificate does not say it. Throws for a time zone that is none. */
export function designValues(
  facts: CertificateFacts,
  content: TemplateContent,
): ReadonlyMap<PlaceholderName, string> {
  const percent = facts.scorePercent === null ? '' : printedPercent(facts.scorePercent);
  return new Map<PlaceholderName, string>([
    ['certificateName', printedTitle(facts.templateName)],
    ['certificateDescription', ''],
    ['courseName', facts.courseName],
    ['batchName', facts.batchName],
    ['recipientName', facts.recipientName],
    ['recipientId', facts.learner],
    ['issuedDate', shortDay(facts.issuedAt, facts.timeZone)],
    ['completedDate', shortDay(facts.completedAt, facts.timeZone)],
    ['expiryDate', shortDay(facts.expiresAt ?? NEVER, facts.timeZone)],
    ['issuerName', facts.issuer.name],
    ['issuerUrl', facts.issuer.url],
    ['scorePercent', percent],
    ['accessCode', facts.accessCode],
    ['certificateId', facts.certificate],
    ['verifyUrl', facts.verifyUrl],
    ['deed', facts.completedAt === NEVER ? EARNED : COMPLETED],
    ['achievement', achievement(facts, percent)],
    ...signatoryValues(content),
  ]);
}

const COMPLETED = 'has successfully completed the course';
const EARNED = 'has earned this certificate in the course';

/** Two digits a day (`dd MMMM yyyy`), as Sunbird prints it. */
const shortDay = (at: Instant, timeZone: string): string =>
  at === NEVER ? '' : printedDay(at, timeZone).replace(/^(\d) /, '0$1 ');

function achievement({ completedAt, timeZone }: CertificateFacts, percent: string): string {
  const parts = [
    completedAt === NEVER ? '' : `on ${printedDay(completedAt, timeZone)}`,
    percent === '' ? '' : `with a score of ${percent}`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function signatoryValues({ signatories }: TemplateContent): [PlaceholderName, string][] {
  return ([0, 1, 2, 3] as const).flatMap((at): [PlaceholderName, string][] => [
    [`signatory${at}Name`, signatories[at]?.name ?? ''],
    [`signatory${at}Designation`, signatories[at]?.designation ?? ''],
    [`signatory${at}Image`, signatories[at]?.image ?? ''],
  ]);
}
