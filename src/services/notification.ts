/**
 * What a learner hears of a certificate: the message by mail and text, and the entry of the feed.
 * Owns the requests' shapes; when they are sent is the outbox's.
 *
 * - N1 A template without a notification, and a learner whose account is blocked or unknown, ask
 *   for no message; that is done, not failed.
 * - N2 Mail and text message are one step: when the text message fails, both are sent again.
 * - N3 Titles may hold quotes and line breaks: bodies are made as JSON, not as text.
 *
 * Source: `reference/jobs.md` 3.6.
 */
import type { CertificateFacts } from '../domain/certificate.js';
import type { LearnerId } from '../domain/ids.js';
import { isFields, own, type Fields } from './answer.js';
import { cloudAddress, type CloudStore } from './cloud-address.js';
import type { HttpService } from './http-service.js';
import type { UserService } from './user-service.js';

/** What became of a message. */
export type Sent =
  | { readonly kind: 'sent' }
  /** Nobody is to be told (N1). */
  | { readonly kind: 'skipped' }
  | { readonly kind: 'failed'; readonly detail: string };

export interface NotificationSettings extends CloudStore {
  /** Name of the installation as learners know its app. */
  readonly instanceName: string;
}

export interface NotificationDeps {
  readonly http: HttpService;
  /** Reads users without a query. */
  readonly users: UserService;
  readonly settings: NotificationSettings;
}

const NOTIFICATION_PATH = '/v2/notification';
const FEED_PATH = '/private/user/feed/v1/create';

/** `notifyTemplate` as the template has it: an object or its JSON text. `day` = yyyy-MM-dd. */
export async function notifyLearner(
  { http, users, settings }: NotificationDeps,
  facts: CertificateFacts,
  notifyTemplate: unknown,
  day: string,
): Promise<Sent> {
  const answer = await users.read(facts.learner as LearnerId);
  if (answer.kind === 'failed') return { kind: 'failed', detail: answer.detail };
  const template = templateFields(notifyTemplate);
  if (answer.kind !== 'found' || template === null) return { kind: 'skipped' };
  const { firstname = '', maskedphone = '' } = answer.profile.plain;
  const request = {
    ...withCloudAddress(template, settings),
    firstName: firstname,
    TrainingName: facts.courseName,
    heldDate: day,
    recipientUserIds: [facts.learner],
  };
  const mailed = await post(http, NOTIFICATION_PATH, {
    request: { ...request, body: 'email body' },
  });
  if (mailed.kind !== 'sent' || maskedphone === '') return mailed;
  const body = shortMessage(settings.instanceName);
  return post(http, NOTIFICATION_PATH, { request: { ...request, body }, body: 'sms' });
}

/** The entry in the learner's feed. */
export const feedLearner = (http: HttpService, facts: CertificateFacts): Promise<Sent> =>
  post(http, FEED_PATH, {
    request: {
      userId: facts.learner,
      category: 'Notification',
      priority: 1,
      data: {
        type: 1,
        actionData: {
          actionType: 'certificateUpdate',
          title: facts.courseName,
          description: 'You have earned a certificate! Download it from your profile page.',
          identifier: facts.course,
        },
      },
    },
  });

const shortMessage = (instanceName: string): string =>
  'Congratulations! Download your course certificate from your profile page. If you have a ' +
  `problem downloading it on the mobile, update your ${instanceName} app`;

function templateFields(value: unknown): Fields | null {
  if (typeof value !== 'string') return isFields(value) ? value : null;
  try {
    const parsed: unknown = JSON.parse(value);
    return isFields(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

/** Upstream looks at `stateImageUrl` alone, while the templates of its portal have the other. */
const IMAGES = ['stateImageUrl', 'stateImgUrl'];

function withCloudAddress(template: Fields, store: CloudStore): Fields {
  const addresses = IMAGES.flatMap((name): [string, string][] => {
    const address = own(template, name);
    return typeof address === 'string' ? [[name, cloudAddress(address, store)]] : [];
  });
  return { ...template, ...Object.fromEntries(addresses) };
}

async function post(http: HttpService, path: string, body: unknown): Promise<Sent> {
  const answer = await http.post(path, body);
  if (!answer.ok) return { kind: 'failed', detail: answer.error.detail };
  const { status } = answer.value;
  if (status === 200) return { kind: 'sent' };
  return { kind: 'failed', detail: `POST ${path} was answered ${String(status)}` };
}
