/**
 * The files of a certificate, by the suffix of their address: the document as it was issued, the
 * credential that it holds, what that credential says, and pictures of the document, which are
 * drawn when they are asked for.
 */
import { openPdf } from '../../certificates/credential/pdf-seal.js';
import { FORMATS } from '../../certificates/credential/sealed-file.js';
import { claimsOf } from '../../certificates/credential/verify.js';
import type { PictureFormat } from '../../certificates/formats/picture.js';
import { parseCertificateId, type CertificateId } from '../../domain/ids.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { Refusal } from '../../engine.js';
import { fault } from '../fault.js';
import { outcomeOf } from '../outcomes.js';
import type { GatewayDeps } from './deps.js';
import { failureOfFault, failureOfOutcome, type Failure } from './envelope.js';

/** One file, to be sent as it is. */
export interface CertificateFile {
  readonly type: string;
  readonly name: string;
  readonly body: Buffer | string;
}

/** Splits `<id>.<suffix>`; `null` = the address names no file. */
export function fileAskedFor(
  name: string,
): { readonly id: string; readonly suffix: Suffix } | null {
  const suffix = SUFFIXES.find((candidate) => name.endsWith(`.${candidate}`));
  return suffix === undefined ? null : { id: name.slice(0, -suffix.length - 1), suffix };
}

/** Makes the file, or says why there is none. */
export async function certificateFile(
  { id: name, suffix }: { readonly id: string; readonly suffix: Suffix },
  deps: GatewayDeps,
): Promise<Result<CertificateFile, Failure>> {
  const id = parseCertificateId(name);
  if (!id.ok) return err(UNKNOWN);
  const document = await deps.engine.certificateDocument(id.value);
  if (!document.ok) return err(refusal(document.error));
  if (document.value === null) return err(await missing(id.value, deps));
  if (suffix === 'svg' || suffix === 'png') return pictureFile(id.value, suffix, deps);
  const file = { name: `certificate-${fileName(name)}.${suffix}` };
  if (suffix === 'pdf') {
    return ok({ ...file, type: 'application/pdf', body: Buffer.from(document.value) });
  }
  const opened = openPdf(document.value);
  if (typeof opened === 'string') return err(UNSIGNED);
  if (suffix === 'jwt') return ok({ ...file, type: 'application/jwt', body: opened.credential });
  const body = JSON.stringify(claimsOf(opened.credential));
  return ok({ ...file, type: 'application/json; charset=utf-8', body });
}

/** What is answered where nothing of that name was ever issued. */
export const UNKNOWN = failureOfFault(fault('RESOURCE_NOT_FOUND'));

export const refusal = (error: Refusal): Failure => failureOfOutcome(outcomeOf(error));

const SUFFIXES = ['pdf', 'jwt', 'json', 'svg', 'png'] as const;
type Suffix = (typeof SUFFIXES)[number];

const RENDERING_RETRY_S = 1;

const fileName = (name: string): string => name.replace(/[^\w-]/g, '');

/** There is one as long as there is a document, whatever became of the certificate since. */
async function pictureFile(
  id: CertificateId,
  suffix: PictureFormat,
  { engine, picture }: GatewayDeps,
): Promise<Result<CertificateFile, Failure>> {
  const view = await engine.certificate(id);
  if (!view.ok) return err(refusal(view.error));
  if (view.value === null) return err(UNKNOWN);
  const drawn = await picture(view.value.facts, suffix);
  if (!drawn.ok) return err(refusal(drawn.error));
  return ok({
    name: `certificate-${fileName(id)}.${suffix}`,
    type: FORMATS[suffix].mediaType,
    body: Buffer.from(drawn.value),
  });
}

/** A certificate that was decided a moment ago has its document soon. */
async function missing(id: CertificateId, { engine }: GatewayDeps): Promise<Failure> {
  const view = await engine.certificate(id);
  if (!view.ok) return refusal(view.error);
  if (view.value === null) return UNKNOWN;
  const { issuedElsewhere, erasure } = view.value.facts;
  if (erasure !== undefined) return ERASED;
  return issuedElsewhere === true ? ELSEWHERE : BEING_RENDERED;
}

const gone = (status: number, code: string, errmsg: string): Failure => ({
  status,
  responseCode: 'RESOURCE_NOT_FOUND',
  err: code,
  paramsStatus: code,
  errmsg,
  retryAfterS: 0,
});

const ERASED = gone(
  410,
  'CERTIFICATE_ERASED',
  'The document was erased with its learner. Its page has the SHA-256 by which a copy is checked.',
);

const ELSEWHERE = gone(
  404,
  'CERTIFICATE_ISSUED_ELSEWHERE',
  'Sunbird issued this certificate and its document is not kept here.',
);

const BEING_RENDERED: Failure = {
  status: 503,
  responseCode: 'SERVER_ERROR',
  err: 'CERTIFICATE_BEING_RENDERED',
  paramsStatus: 'CERTIFICATE_BEING_RENDERED',
  errmsg: 'The document of this certificate is being drawn. Please try again.',
  retryAfterS: RENDERING_RETRY_S,
};

/** It was issued before there were keys, or where there are none. */
const UNSIGNED = gone(
  404,
  'CERTIFICATE_NOT_SIGNED',
  'This certificate holds no credential. Its page says whether it is valid.',
);
