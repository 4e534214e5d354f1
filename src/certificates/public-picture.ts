/**
 * The certificate as the page shows it: its drawing, which leads to the document. Shown of what is
 * in force only, since a picture is what is looked at first.
 */

/** `pdfPath` = where the document is; its drawing is beside it. `label` says what a click does. */
export const publicPicture = (pdfPath: string, label: string): string => {
  const [pdf, text] = [escaped(pdfPath), escaped(label)];
  const svg = pdf.replace(/\.pdf$/, '.svg');
  return `<a class="sheet" href="${pdf}"><img src="${svg}" alt="${text}" loading="lazy"></a>`;
};

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => `&#${String(char.charCodeAt(0))};`);
