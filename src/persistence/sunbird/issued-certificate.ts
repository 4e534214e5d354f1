/**
 * The certificates of an enrolment as its row lists them.
 *
 * - L1 One entry a name, ignoring case: the latest. A certificate that replaces another appears
 *   once its own document is public, and until then the old one stays.
 * - L2 An entry that was read is written back with the columns that it had.
 *
 * Source: `reference/jobs.md` 3.6; design 8.
 */
import type { EnrolmentState } from '../../domain/enrolment.js';
import { listedAs, liveGenerations, type Generation } from '../../domain/generation.js';
import { parseCertificateId, type TemplateId } from '../../domain/ids.js';
import { instantOf, isRecord, parsedJson, textIn, textsOf } from './cell.js';
import type { IssuedCertificate } from './rows.js';

/** The certificates that are listed, in order of issue (L1). */
export function listedGenerations(state: EnrolmentState): Generation[] {
  const rendered = [...state.generations.values()].filter((g) => g.rendered);
  const byName = new Map<string, Generation>();
  for (const generation of liveGenerations(rendered)) {
    const name = generation.name.toLowerCase();
    byName.delete(name);
    byName.set(name, generation);
  }
  return [...byName.values()];
}

/** The list of `user_enrolments.issued_certificates`. */
export const issuedCertificates = (state: EnrolmentState): IssuedCertificate[] =>
  listedGenerations(state).map(entryOf);

function entryOf(generation: Generation): IssuedCertificate {
  const listing = textsOf(parsedJson(generation.listing));
  if ('name' in listing) return listing;
  return {
    name: generation.name,
    identifier: listedAs(generation),
    token: '',
    lastIssuedOn: new Date(generation.issuedAt).toISOString().replace('Z', '+0000'),
    ...listing,
  };
}

/** What each listed certificate adds to `agg_details` (design 8). */
export const certificateDetails = (state: EnrolmentState): string[] =>
  listedGenerations(state).map((generation) =>
    JSON.stringify({
      type: 'certificate',
      identifier: listedAs(generation),
      name: generation.name,
      template_id: generation.template,
      issued_on: new Date(generation.issuedAt).toISOString(),
    }),
  );

/**
 * A listed certificate read in; its document is public. `null` = its identifier cannot be one.
 * `templates` are the template ids by identifier, as far as `agg_details` tells them; '' else.
 */
export function generationOfEntry(
  entry: unknown,
  templates: ReadonlyMap<string, string>,
): Generation | null {
  const columns = textsOf(entry);
  const id = parseCertificateId(columns['identifier']);
  if (!id.ok || columns['name'] === undefined) return null;
  return {
    id: id.value,
    template: (templates.get(id.value) ?? '') as TemplateId,
    name: columns['name'],
    issuedAt: instantOf(columns['lastIssuedOn']),
    replaces: '',
    rendered: true,
    identifier: '',
    listing: JSON.stringify(columns),
  };
}

/** The template ids by certificate that a list of `agg_details` tells. */
export function templatesOfDetails(details: readonly unknown[]): ReadonlyMap<string, string> {
  const certificates = details
    .map(parsedJson)
    .filter(isRecord)
    .filter((detail) => detail['type'] === 'certificate');
  return new Map(
    certificates.map((detail) => [textIn(detail, 'identifier'), textIn(detail, 'template_id')]),
  );
}
