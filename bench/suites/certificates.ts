/**
 * Certificates one after another on this thread, warm. `laurel` draws and seals: subset fonts, a
 * signed QR code, tags, the credential in the file. `pdfmake` and `pdfkit` draw a page with as many
 * texts, the same border and a QR code, in Roboto, as one would with either; they sign nothing.
 */
import { newKeySet, parseKeyRing } from '../../src/certificates/credential/key-ring.js';
import { newSigner } from '../../src/certificates/credential/signer.js';
import { renderCertificate } from '../../src/certificates/render.js';
import type { CertificateFacts } from '../../src/domain/certificate.js';
import { pageByPdfkit, pageByPdfmake } from '../certificate-pages.js';
import { measure, report } from '../measure.js';

const [kind = 'laurel', counted = '300'] = process.argv.slice(2);
const count = Number(counted);
const WARM_COUNT = Math.min(count, 200);

const seal =
  'data:image/svg+xml;utf8,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30">' +
  '<path d="M5 20 Q25 0 45 18 T85 12" stroke="black" fill="none"/></svg>';
const content = {
  url: '',
  signatories: [{ name: 'A. Rao', id: 'CEO', designation: 'Director', image: seal }],
};
const ring = parseKeyRing(newKeySet(null));
if (!ring.ok) throw new Error(ring.error);
const signer = newSigner(ring.value, 'did:web:learn.example.org');

const DRAWN: Readonly<Record<string, (facts: CertificateFacts) => Promise<Uint8Array>>> = {
  laurel: async (facts) =>
    signer.seal(facts, await renderCertificate(facts, content, signer.code(facts))),
  pdfmake: pageByPdfmake,
  pdfkit: pageByPdfkit,
};
const draw = DRAWN[kind];
if (draw === undefined) throw new Error(`no way to draw ${kind}`);
const NAMES = (
  'Aarav Bhavna Chitra Devika Eshwar Farhan Gayatri Harish Indira Jayesh Kavitha Lakshmi ' +
  'Meenakshi Naveen Omkar Priya Qadir Ramesh Sunita Tanvi Usha Vikram Yamini Zubair'
).split(' ');

let bytes = 0;
for (let i = 0; i < WARM_COUNT; i++) await draw(factsOf(i));
const measured = await measure(async () => {
  for (let i = 0; i < count; i++) bytes += (await draw(factsOf(WARM_COUNT + i))).length;
});
report({
  count,
  certificatesPerCpuSecond: Math.round(count / measured.cpuSeconds),
  bytesPerDocument: Math.round(bytes / count),
  ...{ cpuSeconds: measured.cpuSeconds, memoryMb: measured.memoryMb },
});

/** Learners of one batch: names differ, and so do ids, addresses and codes. */
function factsOf(i: number): CertificateFacts {
  const certificate = `3f2504e0-4f89-81d3-9a0c-${String(i * 7919).padStart(12, '0')}`;
  return {
    certificate: certificate as CertificateFacts['certificate'],
    template: 'template' as CertificateFacts['template'],
    ...{ replaces: '', learner: `learner-${String(i)}`, recipientName: nameOf(i) },
    ...{ course: 'do_1', courseName: 'Foundations of Teaching', batch: 'b', batchName: 'Batch 1' },
    ...{ templateName: 'Course Completion Certificate', templateHash: '' },
    issuer: { name: 'State Council', url: 'https://example.org' },
    ...{ completedAt: 1_700_000_000_000, issuedAt: 1_700_000_100_000, scorePercent: null },
    ...{ accessCode: 'A1B2C3', verifyUrl: `https://example.org/certificates/${certificate}` },
    timeZone: 'Asia/Kolkata',
  };
}

/** 24 by 24 by 24 names of three words. */
function nameOf(i: number): string {
  const parts = [i % 24, Math.floor(i / 24) % 24, Math.floor(i / 576) % 24];
  return parts.map((part) => NAMES[part]).join(' ');
}
