/**
 * Where two JSON texts differ, by the names of fields alone: what a log may say of an edit. Values
 * are never told.
 */
import { isFields, own } from './wire.js';

/** Differences that are told. */
export const CHANGES_TOLD_MAX = 20;

/**
 * JSON pointers (RFC 6901, without escapes) of what differs, in order, the first ones; `['']` where
 * the whole does, or where one of the texts is no JSON.
 */
export function changedPlaces(before: string, after: string): readonly string[] {
  const places: string[] = [];
  const [one, other] = [valueIn(before), valueIn(after)];
  if (one === undefined || other === undefined) return before === after ? [] : [''];
  compare(one, other, '', places);
  return places;
}

function compare(one: unknown, other: unknown, place: string, places: string[]): void {
  if (places.length === CHANGES_TOLD_MAX || one === other) return;
  const [held, wanted] = [membersOf(one), membersOf(other)];
  if (held === null || wanted === null || Array.isArray(one) !== Array.isArray(other)) {
    places.push(place);
    return;
  }
  for (const name of new Set([...Object.keys(held), ...Object.keys(wanted)])) {
    compare(own(held, name), own(wanted, name), `${place}/${name}`, places);
  }
}

const membersOf = (value: unknown): Readonly<Record<string, unknown>> | null =>
  Array.isArray(value) ? Object.fromEntries(value.entries()) : isFields(value) ? value : null;

/** `undefined` = it is no JSON. */
function valueIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
