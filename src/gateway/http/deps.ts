/**
 * Everything the HTTP gateway is given: it opens, reads and decides nothing by itself.
 */
import type { FastifyBaseLogger } from 'fastify';
import type { Claims } from '../../certificates/credential/credential.js';
import type { VerifyingKey } from '../../certificates/credential/key-ring.js';
import type { Erasing } from '../../certificates/erasure.js';
import type { Format } from '../../certificates/credential/sealed-file.js';
import type { PictureFormat } from '../../certificates/formats/picture.js';
import type { CertificateJobs } from '../../certificates/certificate-jobs.js';
import type { PrepareParts } from '../../certificates/template/prepare.js';
import type { CertificateFacts } from '../../domain/certificate.js';
import type { CertificateId, Instant, LearnerId } from '../../domain/ids.js';
import type { Result } from '../../domain/result.js';
import type { Answer, Engine, Refusal } from '../../engine.js';
import type { DeadLetter, TemplateContent } from '../../persistence/ports.js';
import type { AssessmentLag } from '../../reports/report-options.js';
import type { ReportRequests } from '../../reports/requests.js';
import type { Role } from '../../roles.js';
import type { Groups } from '../groups.js';
import type { IssuedElsewhere } from '../issued-elsewhere.js';
import type { People } from '../people.js';
import type { TemplateSource } from '../template-source.js';
import type { ConsoleDeps } from './console-deps.js';
import type { Telemetry } from './telemetry.js';
import type { Tokens } from './token.js';

/** A part of what `/health` tells. */
export interface TopicsHealth extends Readonly<Record<string, unknown>> {
  readonly name: string;
  readonly healthy: boolean;
}

export interface CertificateIssuer {
  readonly did: string;
  readonly keys: readonly VerifyingKey[];
  /** Claims as a signed token. */
  readonly sign: (claims: Claims) => string;
}

export interface GatewayDeps {
  readonly engine: Engine;
  /** Draws a picture of a certificate. */
  readonly picture: (facts: CertificateFacts, format: PictureFormat) => Answer<Uint8Array>;
  /** Milliseconds since the epoch. */
  readonly clock: () => Instant;
  /** A new unique id: of requests that bring none, and for positions of dead letters. */
  readonly newId: () => string;
  /** In [0, 1). */
  readonly random: () => number;
  /** Makes inputs that lead to no command durable before they are answered. */
  readonly bury: (letters: readonly DeadLetter[]) => Promise<Result<void, Refusal>>;
  /** What is done here: routes of other roles refuse. */
  readonly roles: ReadonlySet<Role>;
  /**
   * Topics, without the environment's prefix, in which somebody listens to what the API does:
   * `coursebatch.job.request`, `batch.enrolment.sync.request`, `issue.certificate.request`,
   * `contentstate.invalid`, `telemetry.assess`. Empty = nobody, and everything is done here.
   */
  readonly listenedTopics: ReadonlySet<string>;
  /** How the topics are that are read here; `null` = none are. */
  readonly topics: () => TopicsHealth | null;
  /** The group service; `null` = requests name the members themselves. */
  readonly groups: Groups | null;
  /** Where certificate templates are kept; `null` = requests bring them whole. */
  readonly templates: TemplateSource | null;
  /** Who keeps the certificates that Sunbird issued. */
  readonly elsewhere: IssuedElsewhere;
  /** How templates are made ready for drawing. */
  readonly templatePreparation: PrepareParts;
  /** Certificates are drawn here: templates are made ready when they are added, else kept as is. */
  readonly drawsCertificates: boolean;
  /** Keeps what a template is drawn from. */
  readonly keepTemplate: (content: TemplateContent) => Promise<Result<void, Refusal>>;
  /** Draws a specimen on a thread of its own. */
  readonly drawPreview: (
    facts: CertificateFacts,
    content: TemplateContent,
    format: Format,
  ) => Promise<Result<Uint8Array, { readonly detail: string }>>;
  /** The user and organisation service; `null` = nobody checks who belongs to what. */
  readonly people: People | null;
  readonly reports: Pick<ReportRequests, 'submit' | 'read' | 'list' | 'search' | 'run'> & {
    readonly isRunning: boolean;
  };
  /** Whether assessments are taken in, and how far behind that is. */
  readonly assessment: () => AssessmentLag;
  /** Jobs that issue certificates again, or revoke them. */
  readonly certificateJobs: Pick<CertificateJobs, 'plan' | 'start' | 'read' | 'list'>;
  /** Erases what is personal in certificates. */
  readonly erasure: {
    readonly certificate: (id: CertificateId) => Answer<Erasing>;
    /** Answers how many were. */
    readonly learner: (learner: LearnerId) => Answer<number>;
  };
  /** Absolute path of the report folder, and the key that signs links to its files. */
  readonly reportDir: string;
  readonly downloadKey: Uint8Array;
  /** Who signs certificates and its public keys; `null` = they are not signed. */
  readonly issuer: CertificateIssuer | null;
  /** Who observes requests and tells of them; `null` = nobody. */
  readonly telemetry: Telemetry | null;
  /** `null` = authentication is off. */
  readonly tokens: Tokens | null;
  /** `null` = there is no console. */
  readonly console: ConsoleDeps | null;
  readonly settings: GatewaySettings;
  /** `null` = nothing is logged. */
  readonly logger: FastifyBaseLogger | null;
}

export interface GatewaySettings {
  /** Of this program, as `/health` tells it. */
  readonly version: string;
  readonly timeZone: string;
  /** Without a slash at its end. */
  readonly publicUrl: string;
  /** Digit before the time in new batch ids. */
  readonly batchIdEnv: number;
  readonly bodyBytesMax: number;
  readonly progressDetailsBytesMax: number;
  readonly templateImageBytesMax: number;
  readonly endedBatchGraceMs: number;
  /** How long past its end a token is still good for a state update (L10). */
  readonly expiredTokenAgeMaxMs: number;
  /** A request must have arrived within this, and, but for state updates, be answered, too. */
  readonly requestTimeoutMs: number;
  /** What is asked of other processes for a request carries its id; it costs where nobody asks. */
  readonly carriesRequestIds: boolean;
}

/** Most entries of `contents` and of `assessments` in one state update. */
export const UPDATE_ENTRIES_COUNT_MAX = 1000;

/** Most participants that one list answers with. */
export const PARTICIPANTS_COUNT_MAX = 200_000;
