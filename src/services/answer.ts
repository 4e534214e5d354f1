/**
 * Reads what Sunbird's services answer: the envelope `{responseCode, params, result}` and the
 * loosely typed fields inside. Everything absent or of another type reads as empty.
 *
 * - A1 Only own properties are read, so that `__proto__` and its like are plain, harmless names.
 */

export type Fields = Readonly<Record<string, unknown>>;

export interface ServiceAnswer {
  /** In upper case, e.g. `OK`, `CLIENT_ERROR`; '' = not said. */
  readonly responseCode: string;
  /** `params.err`. */
  readonly err: string;
  readonly result: Fields;
}

/** The envelope of a body; any other body is an empty envelope. */
export function serviceAnswer(body: unknown): ServiceAnswer {
  const fields = fieldsOf(body);
  return {
    responseCode: textOf(own(fields, 'responseCode')).toUpperCase(),
    err: textOf(own(fieldsOf(own(fields, 'params')), 'err')),
    result: fieldsOf(own(fields, 'result')),
  };
}

/** An own property, or `undefined` (A1). */
export const own = (fields: Fields, name: string): unknown =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

/** A JSON object; anything else is one without fields. */
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});

/** A text, a number or a truth value as text; anything else is ''. */
export const textOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : '';

/** The values of a list; anything else is a list of none. */
export const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as unknown[]) : [];

/** A JSON object (not an array, not null). */
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
