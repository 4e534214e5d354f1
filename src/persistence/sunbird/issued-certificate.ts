/**
 * Certificates between the state and the rows: what `agg_details` says of them, and entries of
 * `issued_certificates` read in. What is listed is `domain/issued-list.ts`.
 *
 * Source: `reference/jobs.md` 3.6; design 8.
 */
import type { EnrolmentState } from '../../domain/enrolment.js';
import { LISTED_ELSEWHERE, listedAs, type Generation } from '../../domain/generation.js';
import { parseCertificateId, type CertificateId, type TemplateId } from '../../domain/ids.js';
import { listedGenerations } from '../../domain/issued-list.js';
import { instantOf, isRecord, parsedJson, textIn, textsOf } from './cell.js';

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
 * One without a name is kept too: the list that holds it is written as a whole.
 */
export function generationOfEntry(
  entry: unknown,
  templates: ReadonlyMap<string, string>,
): Generation | null {
  const columns = textsOf(entry);
  const id = parseCertificateId(columns['identifier']);
  if (!id.ok) return null;
  const template = (templates.get(id.value) ?? '') as TemplateId;
  return { ...readIn(id.value, columns), template, listing: JSON.stringify(columns) };
}

/**
 * A certificate of the column that was there before the list: known to exist, listed by others.
 * `null` = nothing of it can be an identifier.
 */
export function generationOfOlderEntry(entry: unknown): Generation | null {
  const columns = textsOf(entry);
  const id = parseCertificateId(columns['identifier'] ?? columns['id'] ?? columns['token']);
  return id.ok ? { ...readIn(id.value, columns), listing: LISTED_ELSEWHERE } : null;
}

const readIn = (
  id: CertificateId,
  columns: Readonly<Record<string, string>>,
): Omit<Generation, 'listing'> => ({
  id,
  template: '' as TemplateId,
  name: columns['name'] ?? '',
  issuedAt: instantOf(columns['lastIssuedOn']),
  replaces: '',
  rendered: true,
  identifier: '',
  revocation: null,
});

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
