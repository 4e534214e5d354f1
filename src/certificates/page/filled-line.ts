/** Placeholders of a design's text, filled with what a certificate says. */
import type { PlaceholderName } from '../../domain/certificate-design.js';

/** The text; `null` = it has placeholders, and none of them a value. Values are not looked into. */
export function filledLine(
  text: string,
  values: ReadonlyMap<PlaceholderName, string>,
): string | null {
  let [named, filled] = [0, 0];
  const whole = text.replace(PLACEHOLDER, (_all, name: PlaceholderName) => {
    const value = values.get(name) ?? '';
    named += 1;
    if (value.trim() !== '') filled += 1;
    return value;
  });
  return named > 0 && filled === 0 ? null : whole;
}

const PLACEHOLDER = /\$\{(\w+)\}/g;
