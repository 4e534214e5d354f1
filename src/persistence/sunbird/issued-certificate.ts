/**
 * Certificates between the state and the rows: what `agg_details` says of them, and entries of
 * `issued_certificates` read in. What is listed is `domain/issued-list.ts`.
 *
 * Source: `reference/jobs.md` 3.6; design 8.
 */
import type { EnrolmentState } from '../../domain/enrolment.js';
import { listedAs, type Generation } from '../../domain/generation.js';
import { parseCertificateId, type TemplateId } from '../../domain/ids.js';
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
    revocation: null,
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
