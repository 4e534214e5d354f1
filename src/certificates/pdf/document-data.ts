/** What a file says about itself, twice: as the PDF's information and as XMP metadata. */
import type { CertificateFacts } from '../../domain/certificate.js';
import { cleanText } from '../clean-text.js';
import { printedTitle } from '../printed-value.js';
import { textString, xmlText } from './pdf-string.js';

export interface DocumentData {
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  readonly keywords: string;
  /** `2026-11-24T09:00:00Z`. */
  readonly issued: string;
  readonly language: string;
}

export const documentData = (facts: CertificateFacts, language: string): DocumentData => ({
  title: cleanText(
    `${printedTitle(facts.templateName)} - ${facts.recipientName} - ${facts.courseName}`,
  ),
  author: cleanText(facts.issuer.name),
  subject: cleanText(facts.courseName),
  keywords: facts.certificate,
  issued: new Date(facts.issuedAt).toISOString().replace(/\.\d+/, ''),
  language,
});

export function informationEntries(data: DocumentData): string {
  const date = `(D:${data.issued.replace(/[-:T]/g, '')})`;
  return [
    `<</Title ${textString(data.title)}`,
    `/Author ${textString(data.author)}`,
    `/Subject ${textString(data.subject)}`,
    `/Keywords ${textString(data.keywords)}`,
    '/Creator (Laurel) /Producer (Laurel)',
    `/CreationDate ${date} /ModDate ${date}>>`,
  ].join('\n');
}

/** `accessible` = the file meets PDF/UA-1, and says so. */
export function metadataPacket(data: DocumentData, accessible: boolean): string {
  const one = (name: string, text: string, kind: string, attribute = ''): string =>
    `<${name}><rdf:${kind}><rdf:li${attribute}>${xmlText(text)}</rdf:li></rdf:${kind}></${name}>`;
  const inDefault = ' xml:lang="x-default"';
  return [
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"',
    ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"',
    ' xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">',
    one('dc:title', data.title, 'Alt', inDefault),
    one('dc:creator', data.author, 'Seq'),
    one('dc:description', data.subject, 'Alt', inDefault),
    one('dc:language', data.language, 'Bag'),
    `<xmp:CreateDate>${data.issued}</xmp:CreateDate>`,
    `<xmp:ModifyDate>${data.issued}</xmp:ModifyDate>`,
    '<xmp:CreatorTool>Laurel</xmp:CreatorTool><pdf:Producer>Laurel</pdf:Producer>',
    `<pdf:Keywords>${xmlText(data.keywords)}</pdf:Keywords>`,
    ...(accessible ? ['<pdfuaid:part>1</pdfuaid:part>'] : []),
    '</rdf:Description></rdf:RDF></x:xmpmeta>',
    '<?xpacket end="r"?>',
  ].join('\n');
}
