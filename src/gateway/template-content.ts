/**
 * A wished template made ready: what it refers to is fetched and its look compiled while whoever
 * adds it waits, so that a fault is told to somebody who can mend it.
 *
 * - M1 A template with an error is refused, with the parameters; nothing of it is kept.
 * - M2 Its content is stored before the batch that names it.
 */
import { templateHashOf } from '../certificates/identity.js';
import {
  prepareTemplate,
  type PreparedTemplate,
  type PrepareParts,
  type TemplateWanted,
} from '../certificates/template/prepare.js';
import { isFatal, problemText } from '../certificates/template/problem.js';
import { err, ok, type Result } from '../domain/result.js';
import type { Template } from '../domain/template.js';
import type { TemplateContent } from '../persistence/ports.js';
import { fault, type Fault } from './fault.js';
import type { Fields } from './wire.js';

/** The template with the content that it is drawn from; `null` = it is drawn as it stands. */
export interface ReadyTemplate {
  readonly template: Template;
  readonly content: TemplateContent | null;
  readonly warnings: readonly string[];
}

/** `fields` = the parameters of the request. */
export async function readyTemplate(
  template: Template,
  fields: Fields,
  parts: PrepareParts,
): Promise<Result<ReadyTemplate, Fault>> {
  const { url, signatories } = template;
  const prepared = await preparedOrFault({ url, signatories, fields }, parts);
  if (!prepared.ok) return prepared;
  const { content, problems } = prepared.value;
  const warnings = problems.map(problemText);
  const kept = warnings.length === 0 ? template.extras : { ...template.extras, warnings };
  const ready = { ...template, url: content.url, extras: kept };
  if (stands(template, content)) return ok({ template: ready, content: null, warnings });
  return ok({ template: { ...ready, contentHash: templateHashOf(content) }, content, warnings });
}

/** M1. */
export async function preparedOrFault(
  wanted: TemplateWanted,
  parts: PrepareParts,
): Promise<Result<PreparedTemplate, Fault>> {
  const prepared = await prepareTemplate(wanted, parts);
  const { problems, isIncomplete } = prepared;
  if (!isFatal(problems)) return ok(prepared);
  const errors = problems.filter(({ severity }) => severity === 'error').map(problemText);
  const shown = errors.slice(0, TOLD_COUNT_MAX).join('; ');
  const rest = errors.length - TOLD_COUNT_MAX;
  const said = rest > 0 ? `${shown}; and ${String(rest)} more` : shown;
  return err(isIncomplete ? fault('SERVICE_UNAVAILABLE', `${said}.`) : fault('INVALID_DATA', said));
}

const TOLD_COUNT_MAX = 8;

/** The template holds everything itself, and has no look of its own. */
const stands = ({ url, signatories }: Template, content: TemplateContent): boolean =>
  content.design === undefined &&
  url === content.url &&
  signatories.every(({ image }, i) => image === content.signatories[i]?.image);
