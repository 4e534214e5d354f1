/** The public page in English: what the other languages say in theirs. */
import type { PageTexts } from './page-texts.js';

export const ENGLISH: PageTexts = {
  code: 'en',
  direction: 'ltr',
  ownName: 'English',
  notFoundTitle: 'Certificate not found',
  states: {
    valid: {
      title: 'Valid',
      text: 'This certificate was issued here and is in force.',
    },
    revoked: {
      title: 'Revoked',
      text: 'It was genuine and its issuer has taken it back.',
    },
    superseded: {
      title: 'Superseded',
      text: 'It was genuine and has been replaced.',
    },
    expired: {
      title: 'Expired',
      text: 'It is genuine, and the time for which it held is over.',
    },
    unknown: {
      title: 'Not found',
      text: `No certificate with the number {number} was issued here. Compare it with the paper,
character by character.`,
    },
    'being-rendered': {
      title: 'Being prepared',
      text: 'It is issued; its document will be here in a moment.',
    },
    delayed: {
      title: 'Delayed',
      text: 'It is issued; its document could not be made yet. Whoever runs this site can see why.',
    },
    'issued-elsewhere': {
      title: 'Issued by Sunbird',
      text: `Sunbird issued this certificate, and its record is kept here. This page does not
stand for what the paper shows.`,
    },
  },
  facts: {
    course: 'Course',
    batch: 'Batch',
    completedOn: 'Completed on',
    score: 'Score',
    issuedOn: 'Issued on',
    validUntil: 'Valid until',
    issuedBy: 'Issued by',
    issuerSite: 'Issuer’s site',
    accessCode: 'Access code',
    certificate: 'Certificate',
    replaces: 'Replaces',
    documentHash: 'SHA-256 of the document',
    factsHash: 'SHA-256 of the facts',
  },
  revokedWhen: 'Taken back on {date}. Reason: {reason}',
  seeNewer: 'See the newer certificate.',
  openDocument: 'Open the document (PDF)',
  erased: `The holder’s personal data was erased on request. What was issued can still be checked:
a copy is the one that was issued when its SHA-256 is the one below, and its signature is in the
file.`,
  howTo: 'How to check it yourself',
  checkAddress:
    'Look at the address bar: it should show the site of the issuer or of its learning platform.',
  comparePaper: `Compare the name, the course, the dates and the access code with the paper. Every
one of them was fixed when the certificate was issued.`,
  askHolder:
    'Ask the holder, or compare a photo ID: this page proves what was issued, not who shows it.',
  checkOffline: `Without asking this site: the document and its code are signed. With the issuer’s
{keys}, {command} says of any copy whether it is the one that was issued, to the last byte.`,
  publicKeys: 'public keys',
  checkElsewhere:
    'Scan the code on the paper: it leads to the page of the platform that issued it.',
  registryConfirms: 'Its registry was asked just now and knows this certificate.',
  registryDenies: 'Its registry was asked just now and does not know this certificate any more.',
  registrySilent: 'Its registry could not be asked just now.',
  onlyValid: 'Only a certificate marked “Valid” is in force.',
  answeredOn: 'Answered on {time}.',
  languages: 'Languages',
};
