/**
 * Made-up certificates with which templates are looked at: plain ones, long ones, and one in each
 * script that names are written in.
 *
 * - S1 No such certificate exists: its number is nobody's, its address leads to no page, and it is
 *   marked as a specimen across the sheet.
 */
import { parseCertificateId, parseTemplateId, type Instant } from '../../domain/ids.js';
import type { CertificateFacts } from '../../domain/certificate.js';
import type { CertificateDesign, TextBlockDesign } from '../../domain/certificate-design.js';
import { assert } from '../../domain/result.js';
import type { Issuer, Signatory } from '../../domain/template.js';

interface Sample {
  readonly recipientName: string;
  readonly courseName: string;
  readonly batchName: string;
}

const SAMPLES = {
  plain: {
    recipientName: 'Ananya Venkataraman',
    courseName: 'Foundations of Early Childhood Education',
    batchName: 'November batch',
  },
  long: {
    recipientName: 'Thiruvenkatanathapuram Subramaniam Lakshminarasimhan Venkata Raghunatha Rao',
    courseName:
      'Comprehensive Emergency Obstetric and Newborn Care: A Refresher Course for Auxiliary ' +
      'Nurse Midwives, Staff Nurses and Community Health Officers of District Hospitals',
    batchName: 'Second batch of the winter term, Thiruvananthapuram and neighbouring districts',
  },
  short: { recipientName: 'Li', courseName: 'Go', batchName: '' },
  diacritics: {
    recipientName: 'Žofie Đặng Łukasiewicz-Ångström',
    courseName: 'Introducción a la evaluación pédagogique für Anfänger',
    batchName: 'Lot n° 3',
  },
  hindi: {
    recipientName: 'अनन्या कृष्णमूर्ति श्रीवास्तव',
    courseName: 'प्रारंभिक बाल्यावस्था शिक्षा की आधारशिला',
    batchName: 'नवंबर सत्र',
  },
  tamil: {
    recipientName: 'அனன்யா வெங்கடராமன்',
    courseName: 'குழந்தைப் பருவக் கல்வியின் அடிப்படைகள்',
    batchName: 'நவம்பர் குழு',
  },
  telugu: {
    recipientName: 'అనన్య వెంకటరామన్',
    courseName: 'బాల్య విద్య యొక్క పునాదులు',
    batchName: 'నవంబర్ బ్యాచ్',
  },
  kannada: {
    recipientName: 'ಅನನ್ಯಾ ವೆಂಕಟರಾಮನ್',
    courseName: 'ಬಾಲ್ಯ ಶಿಕ್ಷಣದ ಮೂಲಭೂತ ಅಂಶಗಳು',
    batchName: 'ನವೆಂಬರ್ ತಂಡ',
  },
  bengali: {
    recipientName: 'অনন্যা বেঙ্কটরমন',
    courseName: 'শৈশবকালীন শিক্ষার ভিত্তি',
    batchName: 'নভেম্বর ব্যাচ',
  },
  gujarati: {
    recipientName: 'અનન્યા વેંકટરામન',
    courseName: 'બાળપણના શિક્ષણનો પાયો',
    batchName: 'નવેમ્બર બેચ',
  },
  urdu: {
    recipientName: 'عنایہ وینکٹ رمن',
    courseName: 'ابتدائی بچپن کی تعلیم کی بنیادیں',
    batchName: 'نومبر کا گروپ',
  },
} as const satisfies Record<string, Sample>;

export type SampleName = keyof typeof SAMPLES;

export const SAMPLE_NAMES = Object.keys(SAMPLES) as readonly SampleName[];

export const isSampleName = (name: unknown): name is SampleName =>
  typeof name === 'string' && Object.hasOwn(SAMPLES, name);

export const SAMPLE_ISSUER: Issuer = {
  name: 'Council of Teacher Education',
  url: 'https://council.example.org',
};

const signature = (stroke: string): string =>
  'data:image/svg+xml,' +
  encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 180 50"><path d="${stroke}" ` +
      'fill="none" stroke="#1b2a4a" stroke-width="2.2" stroke-linecap="round"/></svg>',
  );

/** Two who sign where a template has no signatories yet. */
export const SAMPLE_SIGNATORIES: readonly Signatory[] = [
  {
    name: 'Dr. Meera Krishnan',
    id: 'director',
    designation: 'Director of Studies',
    image: signature(
      'M8 38C18 6 30 4 30 20S14 44 26 40 44 14 52 16 44 40 54 36 66 20 74 22 70 38 82 34 ' +
        '92 18 102 20 98 36 110 32 128 22 168 26',
    ),
  },
  {
    name: 'Prof. Arjun Mehta',
    id: 'dean',
    designation: 'Dean, Faculty of Education',
    image: signature(
      'M10 42L34 8 46 42M20 30H44M58 40C60 14 66 12 72 30S84 40 88 22 98 44 104 24 112 40 172 18',
    ),
  },
];

export interface SampleSettings {
  readonly sample: SampleName;
  /** The certificate's name; '' = the usual one. */
  readonly name: string;
  readonly issuer: Issuer;
  /** Without a slash at its end. */
  readonly publicUrl: string;
  readonly timeZone: string;
  readonly now: Instant;
}

/** S1. */
export function specimenFacts(settings: SampleSettings): CertificateFacts {
  const certificate = parseCertificateId(NUMBER);
  const template = parseTemplateId('specimen');
  assert(certificate.ok && template.ok, 'the ids of the specimen are ids');
  return {
    ...SAMPLES[settings.sample],
    certificate: certificate.value,
    replaces: '',
    learner: 'specimen',
    course: 'specimen',
    batch: 'specimen',
    template: template.value,
    templateName: settings.name === '' ? 'Certificate of Completion' : settings.name,
    templateHash: '',
    issuer: settings.issuer,
    completedAt: settings.now,
    issuedAt: settings.now,
    scorePercent: 87.5,
    accessCode: 'X0X0X0',
    verifyUrl: `${settings.publicUrl}/certificates/specimen`,
    timeZone: settings.timeZone,
  };
}

const NUMBER = '00000000-0000-8000-8000-000000000000';

/** The design with the word across it, pale and behind everything else. */
export const asSpecimen = (design: CertificateDesign): CertificateDesign => ({
  ...design,
  blocks: [mark(design), ...design.blocks],
});

function mark({ width, height }: CertificateDesign): TextBlockDesign {
  const long = Math.hypot(width, height) * 0.56;
  const [cos, sin] = [width / Math.hypot(width, height), -height / Math.hypot(width, height)];
  const size = Math.round(long / 7);
  return {
    ...{ kind: 'text', x: -long / 2, y: -size * 0.7, width: long, height: size * 1.4 },
    ...{ align: 'center', vertical: 'middle', stretchMax: 1 },
    matrix: [cos, sin, -sin, cos, width * 0.54, height * (width > height ? 0.46 : 0.54)],
    lines: [
      {
        ...{ text: 'SPECIMEN', role: 'paragraph', family: 'sans', bold: true, italic: false },
        ...{ color: '#f3dede', spacing: size / 12, upperCase: false, above: 0, rule: '' },
        ...{ sizes: [size, size * 0.85, size * 0.7, size * 0.5], linesMax: [1] },
      },
    ],
  };
}
