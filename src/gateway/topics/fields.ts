/** Looks into JSON objects where what is absent or of another type counts as empty. */
import { isFields, own, type Fields } from '../wire.js';

/** The object under a name; an empty one where there is none. */
export function partOf(fields: Fields, name: string): Fields {
  const value = own(fields, name);
  return isFields(value) ? value : {};
}

/** The objects of the list under a name. */
export function entriesOf(fields: Fields, name: string): readonly Fields[] {
  const value = own(fields, name);
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** The text under a name; '' where there is none. */
export function textOf(fields: Fields, name: string): string {
  const value = own(fields, name);
  return typeof value === 'string' ? value : '';
}
