/** A certificate as the outside services hear of it. */
import type { CertificateFacts } from '../../src/domain/certificate.js';
import type { CertificateId, TemplateId } from '../../src/domain/ids.js';

export const FACTS: CertificateFacts = {
  certificate: 'c-1' as CertificateId,
  replaces: '',
  learner: 'user001',
  recipientName: 'Creation ',
  course: 'do_11309999837886054415',
  courseName: 'new course may23',
  batch: '0131000245281587206',
  batchName: 'Batch',
  template: 'template_01_dev_001' as TemplateId,
  templateName: '100PercentCompletionCertificate',
  templateHash: 'hash',
  issuer: { name: 'State Council', url: 'https://council.example/' },
  completedAt: 1_621_833_310_477,
  issuedAt: 1_621_833_310_500,
  scorePercent: null,
  accessCode: 'A1B2C3',
  verifyUrl: 'https://laurel.example/certificates/c-1',
  timeZone: 'Asia/Kolkata',
};
