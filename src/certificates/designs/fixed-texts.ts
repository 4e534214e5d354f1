/**
 * What a built-in design says beside the facts, by language. A new language is one entry; each text
 * may be replaced by a template.
 */

export interface FixedTexts {
  readonly title: string;
  readonly certify: string;
  /** Between the learner and the course. */
  readonly deed: string;
  /** Below the course; a line of which nothing is known is left out. */
  readonly achievement: string;
  readonly score: string;
  readonly batch: string;
  readonly dateOfIssue: string;
  /** Left out of what does not end. */
  readonly validUntil: string;
  readonly issuedBy: string;
  readonly accessCode: string;
  readonly verify: string;
}

/** Names of the texts, as a template gives them. */
export const TEXT_NAMES = [
  'title',
  'certify',
  'deed',
  'achievement',
  'score',
  'batch',
  'dateOfIssue',
  'validUntil',
  'issuedBy',
  'accessCode',
  'verify',
] as const satisfies readonly (keyof FixedTexts)[];

/** Languages of which the texts are known, as BCP 47 names them. */
export const LANGUAGES = ['en', 'hi'] as const;

export type Language = (typeof LANGUAGES)[number];

export const FIXED_TEXTS: Readonly<Record<Language, FixedTexts>> = {
  en: {
    title: '${certificateName}',
    certify: 'This is to certify that',
    deed: '${deed}',
    achievement: '${achievement}',
    score: '',
    batch: 'Batch: ${batchName}',
    dateOfIssue: 'Date of issue',
    validUntil: 'Valid until ${expiryDate}',
    issuedBy: 'Issued by',
    accessCode: 'Access code',
    verify: 'Verify this certificate at ${verifyUrl}',
  },
  hi: {
    title: '${certificateName}',
    certify: 'प्रमाणित किया जाता है कि',
    // True whether the course was completed or a score alone was asked for.
    deed: 'ने निम्नलिखित पाठ्यक्रम के लिए यह प्रमाणपत्र अर्जित किया है',
    achievement: 'पूर्ण करने की तिथि: ${completedDate}',
    score: 'प्राप्तांक: ${scorePercent}',
    batch: 'बैच: ${batchName}',
    dateOfIssue: 'जारी करने की तिथि',
    validUntil: '${expiryDate} तक मान्य',
    issuedBy: 'जारीकर्ता',
    accessCode: 'एक्सेस कोड',
    verify: 'इस प्रमाणपत्र की जाँच यहाँ करें: ${verifyUrl}',
  },
};
