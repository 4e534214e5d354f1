/**
 * A certificate's file: the sheet of its template, copied, and what is its own behind it: texts
 * with their fonts, QR code, structure and metadata.
 *
 * - C1 Equal sheets, pages and data give equal bytes.
 * - C2 The file meets PDF/UA-1 (ISO 14289-1), and says so, unless a character has no glyph.
 */
import { deflateSync } from 'node:zlib';
import { decimal } from '../page/matrix.js';
import type { PlacedPage } from '../page/placed-page.js';
import type { BaseSheet } from './base-sheet.js';
import { informationEntries, metadataPacket, type DocumentData } from './document-data.js';
import { PdfObjects } from './pdf-objects.js';
import { putStructure } from './structure-tree.js';
import { glyphsOf, textStream } from './text-stream.js';
import { textString } from './pdf-string.js';
import { UsedFonts } from './used-fonts.js';

export function certificatePdf(sheet: BaseSheet, page: PlacedPage, data: DocumentData): Uint8Array {
  const objects = new PdfObjects(sheet.head);
  const [root, pages, own] = [objects.reserve(), objects.reserve(), objects.reserve()];
  const fonts = new UsedFonts(glyphsOf(page));
  const stream = Buffer.from(textStream(page, fonts), 'latin1');
  const contents = objects.putStream(
    '/Filter /FlateDecode',
    deflateSync(stream, { level: STREAM_LEVEL }),
  );
  const resources = `/XObject <</Sheet ${ref(sheet.form)}>> /Font <<${fonts.put(objects)}>>`;
  const box = `[0 0 ${decimal(page.width)} ${decimal(page.height)}]`;
  objects.put(
    [
      `<</Type /Page /Parent ${ref(pages)} /MediaBox ${box} /Contents ${ref(contents)}`,
      `/Resources <<${resources}>> /StructParents 0 /Tabs /S>>`,
    ].join('\n'),
    own,
  );
  objects.put(`<</Type /Pages /Kids [${ref(own)}] /Count 1>>`, pages);
  const structure = putStructure(objects, page, own);
  const packet = Buffer.from(metadataPacket(data, fonts.areWhole));
  const metadata = objects.putStream('/Type /Metadata /Subtype /XML', packet);
  const names = objects.put('<<>>');
  objects.put(
    [
      `<</Type /Catalog /Pages ${ref(pages)} /Names ${ref(names)} /Metadata ${ref(metadata)}`,
      `/MarkInfo <</Marked true>> /StructTreeRoot ${ref(structure)}`,
      `/Lang ${textString(data.language)} /ViewerPreferences <</DisplayDocTitle true>>>>`,
    ].join('\n'),
    root,
  );
  return objects.finish(root, objects.put(informationEntries(data)));
}

const ref = (id: number): string => `${String(id)} 0 R`;

/** Half the time of the usual 6 for a tenth more bytes: a code's modules hardly get smaller. */
const STREAM_LEVEL = 4;
