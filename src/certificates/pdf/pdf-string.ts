/** Texts as strings of a PDF file: whatever they hold, they end where they should. */

/** A text string, read as such by all viewers: plain where it can be, else UTF-16. */
export const textString = (text: string): string =>
  /^[ -~]*$/.test(text) ? `(${text.replace(/[\\()]/g, '\\$&')})` : `<FEFF${hexOf(text)}>`;

/** UTF-16, high byte first, as hexadecimal digits. */
export function hexOf(text: string): string {
  let hex = '';
  for (let i = 0; i < text.length; i++) {
    hex += text.charCodeAt(i).toString(16).toUpperCase().padStart(4, '0');
  }
  return hex;
}

/** Text of an XML element or attribute. */
export const xmlText = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => `&#${String(char.charCodeAt(0))};`);
