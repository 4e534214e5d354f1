/**
 * Reads requests that put a certificate template on a batch or take it off. The request's template
 * is the whole template: there is no content service to fetch another from (design 8).
 *
 * - P1 A template that could not be printed is refused, with the exact parameter in the message.
 * - P2 A `url` must name an SVG and is stored; documents are drawn with the built-in layout
 *   whatever the url, since SVG layouts are not read yet.
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
import { err, ok, type Result } from '../domain/result.js';
import { faultsOfTemplate, type Signatory, type Template } from '../domain/template.js';
import { fault, type Fault } from './fault.js';
import { parseCriteria } from './template-criteria.js';
import { idOf, invalidValue, isBlank, isFields, own, requestOf, type Fields } from './wire.js';

export interface TemplateTarget {
  readonly course: CourseId;
  readonly batch: BatchId;
  readonly template: TemplateId;
}

export interface TemplateAdd extends Omit<TemplateTarget, 'template'> {
  readonly template: Template;
}

/** Reads `{request:{batch:{courseId, batchId, template:{..}}}}`. Images are limited in bytes. */
export function parseTemplateAdd(body: unknown, imageBytesMax: number): Result<TemplateAdd, Fault> {
  const read = parseTarget(body);
  if (!read.ok) return read;
  const { target, template: fields } = read.value;
  if (isBlank(own(fields, 'criteria'))) return err(missing('template.criteria'));
  const mistyped = mistypedPart(fields);
  if (mistyped !== null) return err(mistyped);
  const signatories = parseSignatories(own(fields, 'signatoryList'), imageBytesMax);
  if (!signatories.ok) return signatories;
  const criteria = parseCriteria(own(fields, 'criteria'));
  if (!criteria.ok) return criteria;
  const issuer = own(fields, 'issuer');
  const part = isFields(issuer) ? issuer : {};
  const template: Template = {
    template: target.template,
    name: text(fields, 'name') || target.template,
    url: text(fields, 'url'),
    criteria: criteria.value,
    issuer: { name: text(part, 'name'), url: text(part, 'url') },
    signatories: signatories.value,
    extras: extrasOf(fields),
  };
  const unprintable = faultOfTemplate(template);
  return unprintable === null ? ok({ ...target, template }) : err(unprintable);
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
  const id = idOf(own(template, 'identifier'), 'template.identifier', parseTemplateId);
  if (!id.ok) return id;
  const target = { course: course.value, batch: batchId.value, template: id.value };
  return ok({ target, template });
}

const missing = (parameter: string): Fault => fault('MANDATORY_PARAMETER_MISSING', parameter);

const OBJECTS = ['criteria', 'issuer', 'additionalProps', 'notifyTemplate'];

function mistypedPart(fields: Fields): Fault | null {
  const wrong = OBJECTS.find((name) => {
    const value = own(fields, name) ?? null;
    return value !== null && !isFields(value);
  });
  if (wrong !== undefined) return fault('DATA_TYPE_ERROR', `template.${wrong}`, 'Map');
  const list = own(fields, 'signatoryList') ?? null;
  if (list === null || Array.isArray(list)) return null;
  return fault('DATA_TYPE_ERROR', 'template.signatoryList', 'List');
}

function parseSignatories(value: unknown, bytesMax: number): Result<Signatory[], Fault> {
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

const EXTRAS = ['criteria', 'notifyTemplate', 'additionalProps', 'previewUrl', 'data'];

function extrasOf(fields: Fields): Record<string, unknown> {
  const kept = EXTRAS.map((name) => [name, own(fields, name) ?? null] as const);
  return Object.fromEntries(kept.filter(([, value]) => value !== null));
}

function text(fields: Fields, name: string): string {
  const value = own(fields, name);
  return typeof value === 'string' ? value : '';
}
