/**
 * What a content service keeps of a certificate template, and how a request to add it is completed
 * with that: name and layout are the stored ones, issuer and signatories the request's where it
 * brings any.
 *
 * - T1 Issuer and signatories are kept apart: a stored list of signatories never becomes the issuer
 *   (L8).
 *
 * Source: `reference/lms.md` 3.6; design 8, L8.
 */
import { err, ok, type Result } from '../domain/result.js';
import { fault, type Fault } from './fault.js';
import type { TemplateTarget } from './template-request.js';
import { isFields, own, type Fields } from './wire.js';

export interface TemplateSource {
  /**
   * A template as stored: `name`, `artifactUrl`, `issuer`, `signatoryList`, `data`. `null` = there
   * is none; anything but an object = it cannot be read.
   */
  template(id: string): Promise<Result<unknown, { readonly detail: string }>>;
}

/** The stored template of a wish; `null` where there is no source to ask. */
export async function storedTemplate(
  { template: id }: Pick<TemplateTarget, 'template'>,
  source: TemplateSource | null,
): Promise<Result<Fields | null, Fault>> {
  if (source === null) return ok(null);
  const stored = await source.template(id);
  if (!stored.ok) return err(fault('SERVICE_UNAVAILABLE', 'The content service did not answer.'));
  if (stored.value === null) {
    return err(fault('CLIENT_ERROR', `Given cert template not found: ${id}`));
  }
  return isFields(stored.value)
    ? ok(stored.value)
    : err(fault('CLIENT_ERROR', `Invalid template Id: ${id}`));
}

/** The fields of a request, completed by the stored template. */
export function withStored(asked: Fields, stored: Fields): Fields {
  const data = parsed(own(stored, 'data'));
  const title = isFields(data) ? own(data, 'title') : undefined;
  return {
    ...asked,
    name: title ?? own(stored, 'name'),
    url: own(stored, 'artifactUrl'),
    expiry: own(asked, 'expiry') ?? own(stored, 'expiry'),
    issuer: own(asked, 'issuer') ?? parsed(own(stored, 'issuer')),
    signatoryList: own(asked, 'signatoryList') ?? parsed(own(stored, 'signatoryList')),
  };
}

/** Content services keep objects as JSON text in some versions. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
