/**
 * A JSON list of objects as a list of text maps, the form in which Sunbird keeps the options and
 * answers of a question: texts stay, other values keep their JSON text, what is null goes.
 *
 * Source: `reference/jobs.md` 4.5 (type `question`).
 */

export type TextMap = Readonly<Record<string, string>>;

/** Total: what is no list holds nothing, an element that is no object is an empty map. */
export function textMapsOf(json: string): TextMap[] {
  const list = parsed(json);
  return Array.isArray(list) ? list.map(textMapOf) : [];
}

function textMapOf(element: unknown): TextMap {
  if (typeof element !== 'object' || element === null || Array.isArray(element)) return {};
  const members = Object.entries(element).filter(([, value]) => value !== null);
  return Object.fromEntries(
    members.map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
