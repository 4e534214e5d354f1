/** Certificates drawn one after another on this thread, fonts loaded before. */
import { renderCertificate } from '../../src/certificates/render.js';
import type { CertificateFacts } from '../../src/domain/certificate.js';
import { measure, report } from '../measure.js';

const count = Number(process.argv[2]);
const seal =
  'data:image/svg+xml;utf8,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30">' +
  '<path d="M5 20 Q25 0 45 18 T85 12" stroke="black" fill="none"/></svg>';
const content = {
  url: '',
  signatories: [{ name: 'A. Rao', id: 'CEO', designation: 'Director', image: seal }],
};
let bytes = 0;
for (let i = 0; i < 5; i++) await renderCertificate(factsOf(i), content);
const measured = await measure(async () => {
  for (let i = 0; i < count; i++) bytes += (await renderCertificate(factsOf(i), content)).length;
});
report({
  count,
  certificatesPerCpuSecond: Math.round(count / measured.cpuSeconds),
  bytesPerDocument: Math.round(bytes / count),
  ...{ cpuSeconds: measured.cpuSeconds, memoryMb: measured.memoryMb },
});

function factsOf(i: number): CertificateFacts {
  const certificate = `3f2504e0-4f89-11d3-9a0c-${String(i).padStart(12, '0')}`;
  return {
    certificate: certificate as CertificateFacts['certificate'],
    template: 'template' as CertificateFacts['template'],
    ...{ replaces: '', learner: `learner-${String(i)}`, recipientName: `Ananya Rao ${String(i)}` },
    ...{ course: 'do_1', courseName: 'Foundations of Teaching', batch: 'b', batchName: 'Batch 1' },
    ...{ templateName: 'Course Completion Certificate', templateHash: '' },
    issuer: { name: 'State Council', url: 'https://example.org' },
    ...{ completedAt: 1_700_000_000_000, issuedAt: 1_700_000_100_000, scorePercent: null },
    ...{ accessCode: 'A1B2C3', verifyUrl: `https://example.org/certificates/${certificate}` },
    timeZone: 'Asia/Kolkata',
  };
}
