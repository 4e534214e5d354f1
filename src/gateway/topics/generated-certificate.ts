/**
 * Decides the certificate that a generate request asks for, from the request and the enrolment.
 *
 * - D1 Its id follows from learner, course, batch, name and `oldId`: the same request decides the
 *   same certificate.
 * - D2 With an `oldId`, what is replaced is the live certificate of that name, `oldId` where none
 *   is known; a request whose `oldId` was replaced before is not served twice (Q13).
 *
 * Source: `reference/jobs.md` 3.3; design 8, Q11 (without an enrolment nothing is issued).
 */
import { accessCodeOf, certificateIdOf, templateHashOf } from '../../certificates/identity.js';
import { sameName, type CertificateFacts } from '../../domain/certificate.js';
import type { IssueCertificate } from '../../domain/command.js';
import type { EnrolmentState } from '../../domain/enrolment.js';
import { liveGenerations, listedAs, type Generation } from '../../domain/generation.js';
import { NEVER, type CertificateId } from '../../domain/ids.js';
import { listingOf } from '../../domain/issued-list.js';
import type { GenerateRequest } from './generate-request.js';

/** What a certificate shows beyond its request. */
export interface CertificatePlace {
  /** Base address of the public pages, without a slash at its end. */
  readonly publicUrl: string;
  readonly timeZone: string;
  /** As the catalogue has them; '' = unknown. */
  readonly batchName: string;
  readonly courseName: string;
}

/** Whether the request still asks for something; `state` is the enrolment's. */
export function isStillToIssue(state: EnrolmentState, request: GenerateRequest): boolean {
  if (state.membership === null) return false;
  if (request.oldId === '') return liveOf(state, request) === undefined;
  const old = oldOf(state, request);
  const all = [...state.generations.values()];
  return !all.some((g) => g.replaces === old && sameName(g.name, request.name));
}

/** The decision; `isStillToIssue` was asked before. */
export function decidedCertificate(
  state: EnrolmentState,
  request: GenerateRequest,
  place: CertificatePlace,
): IssueCertificate {
  const { key, receivedAt, courseVersion, content, issuedAt, expiresAt, oldId } = request;
  const replaces = oldId === '' ? '' : (liveOf(state, request)?.id ?? oldOf(state, request));
  const facts = {
    replaces,
    learner: key.learner,
    recipientName: request.recipientName,
    course: key.course,
    courseName: request.courseName || place.courseName || key.course,
    batch: key.batch,
    batchName: place.batchName,
    template: request.template,
    templateName: request.name,
    templateHash: templateHashOf(content),
    issuer: request.issuer,
    completedAt: state.completedAt === NEVER ? issuedAt : state.completedAt,
    issuedAt,
    scorePercent: request.scorePercent,
    timeZone: place.timeZone,
    ...(expiresAt === NEVER ? {} : { expiresAt }),
    ...namesOf(certificateIdOf(key, request.name, oldId), place),
  };
  const listing = listingOf(content.url);
  return { kind: 'issue-certificate', key, receivedAt, courseVersion, facts, listing };
}

/** The certificate that `oldId` lists; `oldId` itself where none is known. */
const oldOf = ({ generations }: EnrolmentState, { oldId }: GenerateRequest): string =>
  [...generations.values()].find((g) => listedAs(g) === oldId)?.id ?? oldId;

const liveOf = (state: EnrolmentState, { name }: GenerateRequest): Generation | undefined =>
  liveGenerations(state.generations.values()).find((g) => sameName(g.name, name));

const namesOf = (
  certificate: CertificateId,
  { publicUrl }: CertificatePlace,
): Pick<CertificateFacts, 'certificate' | 'accessCode' | 'verifyUrl'> => ({
  certificate,
  accessCode: accessCodeOf(certificate),
  verifyUrl: `${publicUrl}/certificates/${certificate}`,
});
