/** The outside services of a case: Laurel's clients of them, over the case's answers. */
import type { Follow, Lookups } from '../../src/actors/follow.js';
import type { Performed } from '../../src/actors/outbox.js';
import type { LearnerId } from '../../src/domain/ids.js';
import { ok } from '../../src/domain/result.js';
import { USER_CACHE_RULES, type UserAudit } from '../../src/domain/user-cache.js';
import type { IngressDeps, Refreshed } from '../../src/gateway/topics/ingress.js';
import { zoneOf } from '../../src/gateway/zone.js';
import {
  SCORED_TYPES,
  certificateLookups,
  type LookupSettings,
} from '../../src/services/certificate-lookups.js';
import { contentService, questionsOf } from '../../src/services/content-service.js';
import { frameworkService } from '../../src/services/framework-service.js';
import { httpService, type HttpService } from '../../src/services/http-service.js';
import { feedLearner, notifyLearner, type Sent } from '../../src/services/notification.js';
import { certificateRegistry } from '../../src/services/registry.js';
import { userCacheUpdate } from '../../src/services/user-cache-updater.js';
import { USER_QUERY, userService } from '../../src/services/user-service.js';
import { cloudOf } from './cloud.js';
import { keptContents } from './content-lookups.js';
import { textOr } from './fields.js';
import { insist, type Installation } from './installation.js';
import type { Given } from './job-case.js';
import { baseUrlOf, stubbedFetch, type Call, type Service } from './stub.js';

/** The zone in which upstream's jobs run and their cases tell days. */
export const TIME_ZONE = 'UTC';

export interface Outside {
  readonly calls: readonly Call[];
  readonly lookups: Lookups;
  readonly register: Follow['register'];
  readonly tell: Follow['tell'];
  readonly questionsOf: IngressDeps['questionsOf'];
  readonly courseStatus: IngressDeps['courseStatus'];
  /** Brings the cache of the user of an event up to date. */
  updateUser(audit: UserAudit, to: Installation): Promise<Refreshed>;
}

type Http = (service: Service) => HttpService;

const TIMEOUT_MS = 10_000;
const BODY_BYTES_MAX = 10_000_000;
const KEPT = { entriesMax: 1_000, keptMs: 3_600_000 };

export function outsideOf(given: Given): Outside {
  const calls: Call[] = [];
  const http = clients(given, calls);
  const asked = contentService({
    content: http('content'),
    search: http('search'),
    limits: KEPT,
    now: () => 0,
  });
  const described = keptContents(given, asked, (m) => m.name !== '' || m.contentType !== '');
  const counted = keptContents(given, asked, (m) => m.totalQuestions !== null);
  const learners = userService(http('learner'), USER_QUERY.certificate);
  const counts = given.config['assessment.skip.missingRecords'] === true;
  const entity = textOr(given.config['service.rc.entity'], 'TrainingCertificate');
  return {
    calls,
    questionsOf: counts ? questionsOf(counted) : null,
    lookups: certificateLookups(learners, described, lookupSettings(given)),
    register:
      given.config['enable.rc.certificate'] === false
        ? null
        : certificateRegistry(http('rc'), { entity, ...cloudOf(given) }),
    courseStatus: (course) => asked.standing(course),
    tell: teller(given, http('learner')),
    updateUser: userUpdater(given, http),
  };
}

function lookupSettings({ config }: Given): LookupSettings {
  const types = config['assessment.metrics.supported.contenttype'];
  return {
    scoredTypes: Array.isArray(types) ? types.map(String) : SCORED_TYPES,
    leavesOutUnknown: config['enable.suppress.exception'] === true,
  };
}

function clients({ config, stubs }: Given, calls: Call[]): Http {
  const send = stubbedFetch(stubs, calls);
  const key = textOr(config['service.rc.rcApiKey']);
  return (service) => {
    const headers: Record<string, string> = service === 'rc' ? { authorization: key } : {};
    const baseUrl = baseUrlOf(service);
    const limits = { timeoutMs: TIMEOUT_MS, bodyBytesMax: BODY_BYTES_MAX };
    return httpService({ ...{ baseUrl, headers }, ...limits }, send);
  };
}

/** Tells a learner of a certificate. */
function teller(given: Given, http: HttpService): Follow['tell'] {
  const zone = zoneOf(TIME_ZONE);
  const instanceName = textOr(given.config['sunbird_instance_name']);
  const deps = {
    http,
    users: userService(http, ''),
    settings: { instanceName, ...cloudOf(given) },
  };
  return async ({ event }, _state, issued) => {
    if (issued === null) return { kind: 'done' };
    const { facts, template } = issued;
    if (event === 'certificate-feed') return performed(await feedLearner(http, facts));
    const day = zone.dayOf(facts.completedAt);
    const notifyTemplate = template?.extras['notifyTemplate'];
    return performed(await notifyLearner(deps, facts, notifyTemplate, day));
  };
}

const performed = (sent: Sent): Performed =>
  sent.kind === 'failed' ? { kind: 'failed', reason: sent.detail } : { kind: 'done' };

function userUpdater(given: Given, http: Http): Outside['updateUser'] {
  const users = userService(http('userorg'), USER_QUERY.cache);
  const frameworks = frameworkService(http('taxonomy'), () => 0);
  const rules = rulesOf(given);
  return async (audit, { engine: { catalogue } }) => {
    const entry = async (learner: LearnerId) => ok(await insist(catalogue.user(learner)));
    const update = await userCacheUpdate({ users, frameworks, rules, entry }, audit);
    if (update.kind === 'retry') return update;
    if (update.kind === 'reject') return { kind: 'rejected', reason: update.reason };
    if (update.kind !== 'change') return { kind: 'unchanged' };
    await insist(catalogue.putUsers([[audit.learner, update.fields]]));
    return { kind: 'changed' };
  };
}

function rulesOf({ config }: Given): typeof USER_CACHE_RULES {
  const list = (key: string, otherwise: readonly string[]): readonly string[] => {
    const value = config[key];
    return value === undefined ? otherwise : [value].flat().map(String);
  };
  return {
    producers: list('regd.user.producer.pid', USER_CACHE_RULES.producers),
    selfSignedInTypes: list('user.self.signin.types', USER_CACHE_RULES.selfSignedInTypes),
    validatedTypes: list('user.validated.types', USER_CACHE_RULES.validatedTypes),
  };
}
