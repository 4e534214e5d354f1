/**
 * Files that carry their credential, whatever their format. How each carries it is the format's own
 * file; all promise the same: the document's bytes are apart from what was added, and what was
 * added follows from both (S1 of each).
 */
import type { Countersigned } from './pdf-countersignature.js';
import { openPdf, sealPdf } from './pdf-seal.js';
import { openPng, sealPng } from './png-seal.js';
import { openSvg, sealSvg } from './svg-seal.js';

export type Format = 'pdf' | 'svg' | 'png';

export interface Opened {
  /** The document before it was sealed. */
  readonly document: Uint8Array;
  readonly credential: string;
  /** A CMS signature beside it; `null` or absent = there is none. */
  readonly countersignature?: Countersigned | null;
}

/** Why a file of a known format cannot be opened. */
export type NotOpened = 'unsigned' | 'altered';

interface FormatOfFiles {
  readonly mediaType: string;
  seal(document: Uint8Array, credential: string): Uint8Array;
  /** `null` = the file is of another format. */
  open(file: Uint8Array): Opened | NotOpened | null;
}

export const FORMATS: Readonly<Record<Format, FormatOfFiles>> = {
  pdf: {
    mediaType: 'application/pdf',
    seal: sealPdf,
    open: (file) => {
      const opened = openPdf(file);
      return opened === 'no-pdf' ? null : opened;
    },
  },
  svg: { mediaType: 'image/svg+xml', seal: sealSvg, open: openSvg },
  png: { mediaType: 'image/png', seal: sealPng, open: openPng },
};

/** A file as it was recognised; `null` = it is of no format that certificates have. */
export function openFile(
  file: Uint8Array,
): { readonly format: Format; readonly opened: Opened | NotOpened } | null {
  for (const format of ['pdf', 'svg', 'png'] as const) {
    const opened = FORMATS[format].open(file);
    if (opened !== null) return { format, opened };
  }
  return null;
}
