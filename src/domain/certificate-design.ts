/**
 * What a certificate looks like, compiled from a template: one page whose every text stands in a
 * box of its own. It holds nothing of a learner and refers to nothing outside itself, so that it
 * can be stored by its hash and drawn years later.
 *
 * - D1 Texts hold placeholders (`${recipientName}`); pictures are `data:` URLs.
 * - D2 `art` holds no text and no placeholder: it is drawn once for all certificates of a template.
 * - D3 `blocks` stand in reading order.
 *
 * Lengths are points (1/72 inch), from the page's upper left corner.
 */

export interface CertificateDesign {
  readonly width: number;
  readonly height: number;
  /** Language of its fixed texts, as BCP 47 says it. */
  readonly language: string;
  /** A whole SVG document of shapes and pictures, its view box `0 0 width height`; '' = none. */
  readonly art: string;
  readonly blocks: readonly DesignBlock[];
}

export type DesignBlock = TextBlockDesign | PictureDesign | QrDesign;

/** Lines of text one below the other in a box. */
export interface TextBlockDesign {
  readonly kind: 'text';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly align: 'left' | 'center' | 'right';
  /** Where the lines stand when the box is higher; `baseline` = one line that rests on `y`. */
  readonly vertical: 'top' | 'middle' | 'bottom' | 'baseline';
  /** Gaps between lines grow at most so many times to fill the box; 1 = they do not grow. */
  readonly stretchMax: number;
  /** Applied to the block's coordinates, `a b c d e f` as in SVG; `null` = none. */
  readonly matrix: readonly [number, number, number, number, number, number] | null;
  readonly lines: readonly TextLineDesign[];
}

/** One paragraph: it shrinks first, then wraps, and is cut with an ellipsis at last. */
export interface TextLineDesign {
  /** A line with placeholders of which none has a value is left out, with its gap. */
  readonly text: string;
  readonly role: 'title' | 'heading' | 'paragraph';
  readonly family: 'serif' | 'sans';
  readonly bold: boolean;
  readonly italic: boolean;
  /** `#rrggbb`. */
  readonly color: string;
  /** Extra space after each character; not in scripts whose letters join. */
  readonly spacing: number;
  readonly upperCase: boolean;
  /** Sizes to try, largest first. */
  readonly sizes: readonly number[];
  /** Most lines at each size; the last entry stands for all that follow. */
  readonly linesMax: readonly number[];
  /** Least empty space before it. */
  readonly above: number;
  /** An ornamental rule of this colour is drawn below it; '' = none. */
  readonly rule: string;
}

export interface PictureDesign {
  readonly kind: 'picture';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** A `data:` URL, or the placeholder of a signatory's image (`${signatory0Image}`). */
  readonly image: string;
}

export interface QrDesign {
  readonly kind: 'qr';
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly color: string;
}

/** What placeholders may name: Sunbird's (`reference/jobs.md` 3.5) and Laurel's own. */
export type PlaceholderName =
  | 'certificateName'
  | 'certificateDescription'
  | 'courseName'
  | 'batchName'
  | 'recipientName'
  | 'recipientId'
  /** `dd MMMM yyyy`. */
  | 'issuedDate'
  | 'completedDate'
  | 'expiryDate'
  | 'issuerName'
  | 'issuerUrl'
  | 'scorePercent'
  | 'accessCode'
  | 'certificateId'
  | 'verifyUrl'
  /** `has successfully completed the course`, or without a completion `has earned ..`. */
  | 'deed'
  /** `on 3 March 2026 with a score of 87 %`, what is known of both. */
  | 'achievement'
  | SignatoryPlaceholder;

export type SignatoryPlaceholder = `signatory${0 | 1 | 2 | 3}${'Name' | 'Designation' | 'Image'}`;
