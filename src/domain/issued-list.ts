/**
 * The certificates of an enrolment as lists show them: the enrolment list of the API, the row of
 * the enrolment table.
 *
 * - L1 One entry a name, ignoring case: the latest. A certificate that replaces another appears
 *   once its own document is public, and until then the old one stays. A revoked one is not listed.
 * - L2 An entry that was read is shown with the columns that it had.
 *
 * Source: `reference/jobs.md` 3.6; design 8.
 */
import type { EnrolmentState } from './enrolment.js';
import { listedAs, liveGenerations, type Generation } from './generation.js';

/** Columns of one entry: `identifier`, `name`, `token`, `lastIssuedOn` and what else it has. */
export type IssuedEntry = Readonly<Record<string, string>>;

/** The entries, in order of issue. */
export const issuedEntries = (state: EnrolmentState): IssuedEntry[] =>
  listedGenerations(state).map(entryOf);

/** The certificates behind the entries (L1). */
export function listedGenerations(state: EnrolmentState): Generation[] {
  const rendered = [...state.generations.values()].filter((g) => g.rendered);
  const byName = new Map<string, Generation>();
  for (const generation of liveGenerations(rendered)) {
    const name = generation.name.toLowerCase();
    byName.delete(name);
    byName.set(name, generation);
  }
  return [...byName.values()].filter(({ revocation }) => revocation === null);
}

/**
 * The columns of a new entry beyond name, identifier and date. Portals fetch what has this type by
 * its identifier; an access code (`token`) belonged to the type before it.
 */
export const listingOf = (templateUrl: string): Readonly<Record<string, string>> => ({
  token: '',
  ...(templateUrl !== '' && { templateUrl }),
  type: 'TrainingCertificate',
});

/** L2. `listing` is text that Laurel wrote, so that it reads back as columns. */
function entryOf(generation: Generation): IssuedEntry {
  const listing = JSON.parse(generation.listing) as IssuedEntry;
  if ('name' in listing) return listing;
  return {
    name: generation.name,
    identifier: listedAs(generation),
    token: '',
    lastIssuedOn: new Date(generation.issuedAt).toISOString().replace('Z', '+0000'),
    ...listing,
  };
}
