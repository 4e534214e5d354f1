/** Text as it is printed and shown: one line, composed, without what hides or turns text. */

/**
 * One line of well-formed text in composed form: white space folded, control, format and lone
 * surrogate characters removed. The joiners stay, since Indic shaping needs them.
 */
export function cleanText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\p{Cs}\p{Co}]|(?!\u200c|\u200d)\p{Cf}/gu, '')
    .trim();
}
