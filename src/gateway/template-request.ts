/**
 * Reads requests that put a certificate template on a batch or take it off. Without a content
 * service the request's template is the whole template; with one, `template-source.ts` says what
 * the stored template adds (design 8).
 *
 * - P1 A template that could not be printed is refused, with the exact parameter in the message.
 * - P2 A `url` must name an SVG; what it holds is for `template-content.ts` to read.
 * - P3 Issuer and signatories are kept apart (L8).
 *
 * Source: `reference/lms.md` 3.6, `reference/jobs.md` 2.2; design 8, Q7 and Q8.
 */
import {
  parseBatchId,
  parseCourseId,
  parseTemplateId,
  type BatchId,
  type CourseId,
  type TemplateId,
} from '../domain/ids.js';
import { isExpiry } from '../domain/expiry.js';
import { err, ok, type Result } from '../domain/result.js';
import {
  faultsOfTemplate,
  type Criteria,
  type Signatory,
  type Template,
} from '../domain/template.js';
import { fault, type Fault } from './fault.js';
import { parseCriteria } from './template-criteria.js';
import { withStored } from './template-source.js';
import { idOf, invalidValue, isBlank, isFields, own, requestOf, type Fields } from './wire.js';

export interface TemplateTarget {
  readonly course: CourseId;
  readonly batch: BatchId;
  readonly template: TemplateId;
}

/** A request to add a template, checked but for what a stored template may still bring. */
export interface TemplateWish extends TemplateTarget {
  readonly fields: Fields;
  readonly criteria: Criteria;
}

/** Reads `{request:{batch:{courseId, batchId, template:{..}}}}`, in upstream's order. */
export function parseTemplateAdd(body: unknown): Result<TemplateWish, Fault> {
  const read = parseTarget(body);
  if (!read.ok) return read;
  const { target, template: fields } = read.value;
  if (isBlank(own(fields, 'criteria'))) return err(missing('criteria'));
  const criteria = parseCriteria(own(fields, 'criteria'));
  if (!criteria.ok) return criteria;
  const mistyped = mistypedPart(fields);
  if (mistyped !== null) return err(mistyped);
  return ok({ ...target, fields, criteria: criteria.value });
}

/**
 * The template of a wish and of what a content service stores of it; `null` = the request is all
 * there is. Images are limited in bytes.
 */
export function wishedTemplate(
  { template: id, fields: asked, criteria }: TemplateWish,
  stored: Fields | null,
  imageBytesMax: number,
): Result<Template, Fault> {
  const fields = stored === null ? asked : withStored(asked, stored);
  const expiry = own(fields, 'expiry') ?? '';
  if (typeof expiry !== 'string' || !isExpiry(expiry)) {
    return err(invalidValue(expiry, 'template.expiry'));
  }
  const signatories = parseSignatories(own(fields, 'signatoryList'), imageBytesMax);
  if (!signatories.ok) return signatories;
  const issuer = own(fields, 'issuer');
  const part = isFields(issuer) ? issuer : {};
  const template: Template = {
    template: id,
    name: text(fields, 'name') || id,
    url: text(fields, 'url'),
    criteria,
    issuer: { name: text(part, 'name'), url: text(part, 'url') },
    signatories: signatories.value,
    extras: extrasOf(fields),
  };
  const unprintable = faultOfTemplate(template);
  return unprintable === null ? ok(template) : err(unprintable);
}

/** Reads `{request:{batch:{courseId, batchId, template:{identifier}}}}`. */
export function parseTemplateRemove(body: unknown): Result<TemplateTarget, Fault> {
  const read = parseTarget(body);
  return read.ok ? ok(read.value.target) : read;
}

function parseTarget(
  body: unknown,
): Result<{ readonly target: TemplateTarget; readonly template: Fields }, Fault> {
  const request = requestOf(body);
  if (!request.ok) return request;
  const batch = own(request.value, 'batch');
  if (!isFields(batch)) return err(missing('batch'));
  const course = idOf(own(batch, 'courseId'), 'courseId', parseCourseId);
  if (!course.ok) return course;
  const batchId = idOf(own(batch, 'batchId'), 'batchId', parseBatchId);
  if (!batchId.ok) return batchId;
  const template = own(batch, 'template') ?? null;
  if (template === null) return err(missing('template'));
  if (!isFields(template)) return err(fault('DATA_TYPE_ERROR', 'template', 'Map'));
  const id = idOf(own(template, 'identifier'), 'identifier', parseTemplateId);
  if (!id.ok) return id;
  const target = { course: course.value, batch: batchId.value, template: id.value };
  return ok({ target, template });
}

const missing = (parameter: string): Fault => fault('MANDATORY_PARAMETER_MISSING', parameter);

const OBJECTS = ['issuer', 'additionalProps', 'notifyTemplate'];

function mistypedPart(fields: Fields): Fault | null {
  const wrong = OBJECTS.find((name) => {
    const value = own(fields, name) ?? null;
    return value !== null && !isFields(value);
  });
  if (wrong !== undefined) return fault('DATA_TYPE_ERROR', wrong, 'Map');
  const list = own(fields, 'signatoryList') ?? null;
  if (list === null || Array.isArray(list)) return null;
  return fault('DATA_TYPE_ERROR', 'signatoryList', 'List');
}

/** The people who sign, each field a text; images are limited in bytes. */
export function parseSignatories(value: unknown, bytesMax: number): Result<Signatory[], Fault> {
  const signatories: Signatory[] = [];
  for (const [i, entry] of (Array.isArray(value) ? value : []).entries()) {
    const at = `template.signatoryList[${String(i)}]`;
    if (!isFields(entry)) return err(fault('DATA_TYPE_ERROR', at, 'Map'));
    const image = text(entry, 'image');
    const bytes = Buffer.byteLength(image);
    if (bytes > bytesMax) {
      const limit = `${String(bytesMax)} bytes`;
      return err(fault('LIMIT_EXCEEDED', `${at}.image`, limit, String(bytes)));
    }
    signatories.push({
      name: text(entry, 'name'),
      id: text(entry, 'id'),
      designation: text(entry, 'designation'),
      image,
    });
  }
  return ok(signatories);
}

/** Upstream's code and words for a signatory, followed by what exactly is missing. */
function faultOfTemplate(template: Template): Fault | null {
  const [first] = faultsOfTemplate(template);
  if (first === undefined) return null;
  const parameter = `template.${first.parameter}`;
  if (first.problem === 'invalid') return invalidValue(template.url, parameter);
  return first.parameter.startsWith('signatoryList[')
    ? fault('INVALID_DATA', `Signatory list missing attribute ${parameter}`)
    : missing(parameter);
}

/** Of the choices of a look all but the logos, which may be whole pictures. */
const EXTRAS = [
  ...['criteria', 'notifyTemplate', 'additionalProps', 'previewUrl', 'data', 'expiry'],
  ...['layout', 'language', 'title', 'texts', 'colours', 'sealed'],
];

/** An issuer is kept as received where it says more than a certificate prints, e.g. public keys. */
function extrasOf(fields: Fields): Record<string, unknown> {
  const issuer = own(fields, 'issuer');
  const says = isFields(issuer) ? Object.keys(issuer) : [];
  const names = says.some((name) => !PRINTED.includes(name)) ? [...EXTRAS, 'issuer'] : EXTRAS;
  const kept = names.map((name) => [name, own(fields, name) ?? null] as const);
  return Object.fromEntries(kept.filter(([, value]) => value !== null));
}

const PRINTED = ['name', 'url'];

function text(fields: Fields, name: string): string {
  const value = own(fields, name);
  return typeof value === 'string' ? value : '';
}
