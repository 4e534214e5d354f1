/**
 * Reads what is to be looked at before it is used: a template, as it would be added, and a sample
 * that fills it. What a template does not bring yet is made up.
 */
import { err, ok, type Result } from '../domain/result.js';
import {
  isSampleName,
  SAMPLE_ISSUER,
  SAMPLE_NAMES,
  SAMPLE_SIGNATORIES,
  type SampleName,
} from '../certificates/template/sample.js';
import type { TemplateWanted } from '../certificates/template/prepare.js';
import type { Issuer } from '../domain/template.js';
import { fault, type Fault } from './fault.js';
import { parseSignatories } from './template-request.js';
import { invalidValue, isBlank, isFields, own, requestOf, type Fields } from './wire.js';

export interface PreviewWanted {
  readonly template: TemplateWanted;
  readonly name: string;
  readonly issuer: Issuer;
  readonly sample: SampleName;
}

/** Reads `{request:{template:{..}, sample?}}`; a template may also stand in a `batch`. */
export function parsePreview(
  body: unknown,
  imageBytesMax: number,
): Result<{ readonly fields: Fields; readonly wanted: PreviewWanted }, Fault> {
  const request = requestOf(body);
  if (!request.ok) return request;
  const batch = own(request.value, 'batch');
  const fields =
    own(request.value, 'template') ?? (isFields(batch) ? own(batch, 'template') : null);
  if (isBlank(fields)) return err(fault('MANDATORY_PARAMETER_MISSING', 'template'));
  if (!isFields(fields)) return err(fault('DATA_TYPE_ERROR', 'template', 'Map'));
  const wanted = previewOf(fields, own(request.value, 'sample'), imageBytesMax);
  return wanted.ok ? ok({ fields, wanted: wanted.value }) : wanted;
}

/** What a template's own fields ask for. */
export function previewOf(
  fields: Fields,
  sample: unknown,
  imageBytesMax: number,
): Result<PreviewWanted, Fault> {
  const chosen = isBlank(sample) ? 'plain' : sample;
  if (!isSampleName(chosen)) {
    return err(invalidValue(chosen, `sample (one of ${SAMPLE_NAMES.join(', ')})`));
  }
  const signatories = parseSignatories(own(fields, 'signatoryList'), imageBytesMax);
  if (!signatories.ok) return signatories;
  const signing = signatories.value.length === 0 ? SAMPLE_SIGNATORIES : signatories.value;
  return ok({
    template: { url: text(fields, 'url'), signatories: signing, fields },
    name: text(fields, 'name'),
    issuer: issuerOf(own(fields, 'issuer')),
    sample: chosen,
  });
}

function issuerOf(value: unknown): Issuer {
  const part = isFields(value) ? value : {};
  return {
    name: text(part, 'name') || SAMPLE_ISSUER.name,
    url: text(part, 'url') || SAMPLE_ISSUER.url,
  };
}

const text = (fields: Fields, name: string): string => {
  const value = own(fields, name);
  return typeof value === 'string' ? value : '';
};
