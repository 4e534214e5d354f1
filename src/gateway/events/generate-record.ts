/**
 * The request to generate a certificate that was earned, topic `generate.certificate.request`.
 *
 * - G1 Everything follows from the earned certificate; where the completion is unknown, since the
 *   criteria do not ask for one, the issue date is today (Q10).
 *
 * Source: `reference/jobs.md` 2.4.
 */
import { recipientName, type UserEntry } from '../../domain/certificate.js';
import type { CourseTree } from '../../domain/course.js';
import type { Send } from '../../domain/effects.js';
import type { EnrolmentState } from '../../domain/enrolment.js';
import { listedAs } from '../../domain/generation.js';
import { NEVER, type Instant } from '../../domain/ids.js';
import type { Template } from '../../domain/template.js';
import { isFields, own } from '../wire.js';
import type { Zone } from '../zone.js';
import { outgoing } from './record.js';
import { relatedProps } from './related-props.js';
import { stableId } from './stable-id.js';

/** A certificate that an enrolment earned and that is to be made elsewhere. */
export interface EarnedCertificate {
  readonly state: EnrolmentState;
  readonly template: Template;
  readonly user: UserEntry;
  readonly courseName: string;
  readonly tree: CourseTree | null;
  /** Contents whose scores count; `null` = all. */
  readonly scored: ReadonlySet<string> | null;
  /** The certificate to be replaced; '' = none. */
  readonly replaces: string;
}

export interface GenerateSettings {
  readonly zone: Zone;
  /** Upstream's `cert_domain_url`, without a slash at its end. */
  readonly certificateDomainUrl: string;
  /** Stands in template addresses for the cloud storage, e.g. `CLOUD_BASE_PATH`. */
  readonly cloudPlaceholder: string;
  /** What it stands for: `<cname or base url>/<content container>`. */
  readonly cloudBaseUrl: string;
}

export function generateRecord(
  earned: EarnedCertificate,
  settings: GenerateSettings,
  at: Instant,
): Send {
  const { state, template, replaces } = earned;
  const { learner, course, batch } = state.key;
  const completedAt = state.completedAt === NEVER ? '' : state.completedAt;
  const id = stableId('generate', learner, course, batch, template.name, replaces, completedAt);
  return outgoing('generate.certificate.request', id, {
    actor: { id: 'Certificate Generator', type: 'System' },
    eid: 'BE_JOB_REQUEST',
    edata: edataOf(earned, settings, at),
    ets: at,
    context: { pdata: { ver: '1.0', id: 'org.sunbird.learning.platform' } },
    mid: `LMS.${id}`,
    object: { id: learner, type: 'GenerateCertificate' },
  });
}

function edataOf(
  earned: EarnedCertificate,
  settings: GenerateSettings,
  at: Instant,
): Record<string, unknown> {
  const { state, template, user, courseName, replaces } = earned;
  const { learner, batch } = state.key;
  const { zone, cloudPlaceholder, cloudBaseUrl } = settings;
  const hasPlaceholder = cloudPlaceholder !== '' && cloudBaseUrl !== '';
  return {
    issuedDate: zone.dayOf(state.completedAt === NEVER ? at : state.completedAt),
    data: [{ recipientName: recipientName(user), recipientId: learner }],
    criteria: { narrative: template.name },
    svgTemplate: hasPlaceholder
      ? template.url.replaceAll(cloudPlaceholder, () => cloudBaseUrl)
      : template.url,
    oldId: listedId(state, replaces),
    templateId: template.template,
    userId: learner,
    orgId: user['rootorgid'] ?? '',
    issuer: issuerOf(template),
    signatoryList: template.signatories.map(({ image, name, id, designation }) => ({
      ...{ image, name, id, designation },
    })),
    courseName,
    basePath: `${settings.certificateDomainUrl}/certs`,
    related: relatedProps(earned, zone),
    name: template.name,
    tag: batch,
    ...expiryOf(template),
  };
}

/** How long it is to be in force, where the template says so. */
const expiryOf = ({ extras: { expiry } }: Template): Record<string, unknown> =>
  typeof expiry === 'string' && expiry !== '' ? { expiry } : {};

/** By which identifier the certificate to be replaced is known outside. */
function listedId({ generations }: EnrolmentState, replaces: string): string {
  const old = generations.get(replaces);
  return old === undefined ? replaces : listedAs(old);
}

/** An issuer goes on with whatever else the template's said of it, e.g. public keys. */
function issuerOf({ issuer, extras }: Template): Record<string, unknown> {
  const said = own(extras, 'issuer');
  return { ...(isFields(said) ? said : {}), name: issuer.name, url: issuer.url };
}
