/**
 * Carries out what records of Sunbird's topics ask for, on the engine. A replayed file, a consumer
 * of topics and the runner of conformance cases all come this way.
 *
 * - N1 Every record that is taken is counted once: applied, duplicate, ignored, rejected or dead
 *   (R4). A record that is refused was not counted, may be taken again, and nothing that it asks
 *   for is done twice.
 * - N2 A record that cannot be applied becomes a dead letter under its position and, where topics
 *   are connected and upstream has a topic for it, a failed record (`reference/jobs.md` 0.3).
 * - N3 What is asked of others is durable, and in the engine's outbox, before the record counts.
 * - N4 Work on a course whose structure is missing is folded and remembered; only of a course that
 *   is known to be retired or not to exist is it reported as failed (`reference/jobs.md` 1.6).
 */
import type { Attempt, Command, Reevaluate } from '../../domain/command.js';
import { scoreSubject, type Effect, type TellEvent } from '../../domain/effects.js';
import type { ContentId, CourseId, Instant } from '../../domain/ids.js';
import type { UserAudit } from '../../domain/user-cache.js';
import { assertNever, err, ok, type Result } from '../../domain/result.js';
import type { Answer, Engine, Refusal, Source } from '../../engine.js';
import type { StoreError, TemplateContent } from '../../persistence/ports.js';
import { deadLetter } from '../dead-letter.js';
import { courselessRecord, failedRecord, type Position } from '../events/failed-record.js';
import type { Zone } from '../zone.js';
import type { GenerateRequest } from './generate-request.js';
import {
  decidedCertificate,
  isStillToIssue,
  type CertificatePlace,
} from './generated-certificate.js';
import { FAILED, parseTopic, type InputTopic } from './parse-topic.js';
import { topicContext } from './topic-context.js';
import { dead, refused, type Dead, type TopicEvent } from './topic-event.js';

export interface TopicRecord extends Position {
  readonly topic: InputTopic;
  readonly text: string;
  /** When the record reached its log; `null` = a file, where it is the event's own time. */
  readonly receivedAt: Instant | null;
}

/** What an outside service answered; the failure is a sentence for whoever reads dead letters. */
type Looked<T> = Promise<Result<T, { readonly detail: string }>>;

/** What became of a cache that a record asked to bring up to date. */
export type Refreshed =
  | { readonly kind: 'changed' | 'unchanged' }
  /** Nobody could be asked; the record may be taken again. */
  | { readonly kind: 'retry'; readonly reason: string }
  /** Nothing will come of it. */
  | { readonly kind: 'rejected'; readonly reason: string };

export interface IngressDeps {
  readonly engine: Pick<Engine, 'ask' | 'catalogue' | 'enrolment'>;
  /** Where records are counted; one ingress a source. */
  readonly source: Pick<Source, 'offer' | 'room' | 'bury' | 'ignore' | 'tally'>;
  readonly zone: Zone;
  readonly suppressesSignatoryFaults: boolean;
  /** Records can be sent to topics. */
  readonly sendsToTopics: boolean;
  /** Certificates are judged here. */
  readonly judges: boolean;
  /** The events that somebody listens to. */
  readonly tells: ReadonlySet<TellEvent>;
  readonly place: Omit<CertificatePlace, 'batchName' | 'courseName'>;
  /** Questions of a content, `null` = not known; without a function they are not counted. */
  readonly questionsOf: ((content: ContentId) => Looked<number | null>) | null;
  /** Whether a course without a structure is to be had; without a function it is held. */
  readonly courseStatus: ((course: CourseId) => Looked<'live' | 'retired' | 'missing'>) | null;
  /** Brings the cache of a user up to date. */
  readonly updateUser: (audit: UserAudit) => Promise<Refreshed>;
  /** Reads the structure of a published course. */
  readonly refreshCourse: (course: CourseId) => Promise<Refreshed>;
  /** What a template is drawn from, with what it refers to. */
  readonly contentOf: (template: TemplateContent) => Looked<TemplateContent>;
  readonly keepTemplate: (content: TemplateContent) => Promise<Result<void, StoreError>>;
  now(): Instant;
}

export interface Ingress {
  /** Takes one record, waiting for room where there is none; see N1 for a refusal. */
  take(record: TopicRecord): Answer<void>;
}

export function newIngress(deps: IngressDeps): Ingress {
  const contextOf = topicContext(deps.engine.catalogue, deps);
  return {
    take: (record) => {
      const context = contextOf(record.receivedAt);
      return carryOut(parseTopic(record.topic, record.text, context), record, deps);
    },
  };
}

const DONE = ok(undefined);

/** Not async itself: a replay passes here once a record. */
function carryOut(event: TopicEvent, record: TopicRecord, deps: IngressDeps): Answer<void> {
  switch (event.kind) {
    case 'commands':
      return event.commands.some((command) => command.courseVersion === 0)
        ? courseless(event.commands, record, deps)
        : offered(event.commands, deps);
    case 'attempt':
      return attempted(event.command, record, deps);
    case 'rescore':
      return rescored(event.command, record, deps);
    case 'ask':
      return asked(event.effects, deps);
    case 'generate':
      return generated(event.request, record, deps);
    case 'user':
      return refreshed(deps.updateUser(event.audit), record, deps);
    case 'course':
      return refreshed(deps.refreshCourse(event.course), record, deps);
    case 'ignored':
      return ignored(deps);
    case 'dead':
      return bury(event, record, deps);
    default:
      return assertNever(event);
  }
}

async function offered(commands: readonly Command[], { source }: IngressDeps): Answer<void> {
  for (const command of commands) while (!source.offer(command)) await source.room();
  return DONE;
}

/** N4. */
async function courseless(
  commands: readonly Command[],
  record: TopicRecord,
  deps: IngressDeps,
): Answer<void> {
  for (const command of commands) {
    const reported = await report(command, record, deps);
    if (!reported.ok) return reported;
  }
  return offered(commands, deps);
}

/** A status that nobody can tell is no reason to fail: the work is held. */
async function report(command: Command, record: TopicRecord, deps: IngressDeps): Answer<void> {
  const failed = FAILED[record.topic];
  if (!deps.sendsToTopics || deps.courseStatus === null || failed === null) return DONE;
  const status = await deps.courseStatus(command.key.course);
  if (!status.ok || status.value === 'live') return DONE;
  return deps.engine.ask([courselessRecord(failed.topic, command, record)]);
}

/** `reference/jobs.md` 4.2 item 4: an attempt with more questions than its content is refused. */
async function attempted(command: Attempt, record: TopicRecord, deps: IngressDeps): Answer<void> {
  const { content } = command.attempt;
  const questions = (await deps.questionsOf?.(content)) ?? ok(null);
  if (!questions.ok) return bury(dead(questions.error.detail), record, deps);
  const count = command.questions.length;
  if (questions.value !== null && count > questions.value) {
    const is = `${String(count)} of ${String(questions.value)}`;
    const reason = `events answer more questions than contentId ${content} has: ${is}`;
    return bury(refused(reason), record, deps);
  }
  return offered([command], deps);
}

/** `reference/jobs.md` 4.4: the certificates are asked for whatever came of the scores. */
async function rescored(command: Reevaluate, record: TopicRecord, deps: IngressDeps): Answer<void> {
  const { key } = command;
  const state = await deps.engine.enrolment(key);
  if (!state.ok) return refusal(state.error, record, deps);
  const effects: Effect[] = [];
  if (deps.judges) effects.push({ kind: 'certify', key, request: '' });
  if (deps.tells.has('certificate-request')) {
    const subject = scoreSubject(state.value);
    effects.push({ kind: 'tell', key, event: 'certificate-request', subject });
  }
  const remembered = effects.length === 0 ? DONE : await deps.engine.ask(effects);
  return remembered.ok ? offered([command], deps) : remembered;
}

async function asked(effects: readonly Effect[], deps: IngressDeps): Answer<void> {
  const remembered = await deps.engine.ask(effects);
  if (remembered.ok) countApplied(deps);
  return remembered;
}

/** The template first, so that a decided certificate can always be drawn. */
async function generated(
  request: GenerateRequest,
  record: TopicRecord,
  deps: IngressDeps,
): Answer<void> {
  const state = await deps.engine.enrolment(request.key);
  if (!state.ok) return refusal(state.error, record, deps);
  if (!isStillToIssue(state.value, request)) return ignored(deps);
  const content = await deps.contentOf(request.content);
  if (!content.ok) return err({ kind: 'unavailable', detail: content.error.detail });
  const kept = await deps.keepTemplate(content.value);
  if (!kept.ok) return refusal(kept.error, record, deps);
  const { catalogue } = deps.engine;
  const place = {
    ...deps.place,
    batchName: catalogue.batch(request.key.batch)?.name ?? '',
    courseName: catalogue.course(request.key.course)?.name ?? '',
  };
  const drawn = { ...request, content: content.value };
  return offered([decidedCertificate(state.value, drawn, place)], deps);
}

async function refreshed(
  refreshing: Promise<Refreshed>,
  record: TopicRecord,
  deps: IngressDeps,
): Answer<void> {
  const outcome = await refreshing;
  switch (outcome.kind) {
    case 'changed':
      countApplied(deps);
      return DONE;
    case 'unchanged':
      return ignored(deps);
    case 'retry':
      return err({ kind: 'unavailable', detail: outcome.reason });
    case 'rejected':
      return bury(dead(outcome.reason), record, deps);
    default:
      return assertNever(outcome);
  }
}

/** What is damaged stays so however often it is asked for; anything else may be tried again. */
async function refusal(error: Refusal, record: TopicRecord, deps: IngressDeps): Answer<void> {
  if (error.kind !== 'damaged') return err(error);
  return bury(dead(`${error.key} is damaged: ${error.detail}`), record, deps);
}

/** N2. The failed record first: a refusal must leave nothing counted. */
async function bury(event: Dead, record: TopicRecord, deps: IngressDeps): Answer<void> {
  const { topic, source, position, text } = record;
  const failed = FAILED[topic];
  if (deps.sendsToTopics && failed !== null) {
    const failure = { ...failed, reason: event.explained ? event.reason : null };
    const sent = await deps.engine.ask([failedRecord(failure, text, record)]);
    if (!sent.ok) return sent;
  }
  const way = `${record.receivedAt === null ? 'file' : 'topic'} ${topic}` as const;
  deps.source.bury(deadLetter({ source, position, way }, event.reason, deps.now(), text));
  return DONE;
}

function ignored({ source }: IngressDeps): Answer<void> {
  source.ignore();
  return Promise.resolve(DONE);
}

/** For what no command stands for. */
function countApplied({ source: { tally } }: IngressDeps): void {
  tally.events++;
  tally.applied++;
}
