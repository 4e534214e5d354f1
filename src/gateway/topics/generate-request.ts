/**
 * Reads `generate.certificate.request`: a certificate that was earned elsewhere and is to be
 * decided here, with what it prints.
 *
 * - R1 One request decides one certificate, of the learner `userId`. Of several recipients the
 *   learner counts, else the last, whom upstream's list would keep.
 * - R2 What names no recipient's certificate (logo, keys) is checked and not used.
 *
 * Source: `reference/jobs.md` 2.4, 3.1-3.2.
 */
import {
  ID_LENGTH_MAX,
  NEVER,
  parseBatchId,
  parseCertificateId,
  parseCourseId,
  parseLearnerId,
  parseTemplateId,
  type EnrolmentKey,
  type IdFault,
  type Instant,
  type TemplateId,
} from '../../domain/ids.js';
import { expiryAt } from '../../domain/expiry.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { Issuer, Signatory } from '../../domain/template.js';
import type { TemplateContent } from '../../persistence/ports.js';
import { isBlank, isFields, own, parseDay, type Fields } from '../wire.js';
import type { Zone } from '../zone.js';
import { entriesOf, partOf, textOf } from './fields.js';
import { faultOfGenerate, invalid, missing } from './generate-validation.js';
import { readEdata, readTime } from './read-event.js';
import { dead, type TopicContext, type TopicEvent } from './topic-event.js';

export interface GenerateRequest {
  readonly key: EnrolmentKey;
  readonly receivedAt: Instant;
  readonly courseVersion: number;
  /** The certificate's name. */
  readonly name: string;
  readonly template: TemplateId;
  readonly content: TemplateContent;
  readonly issuer: Issuer;
  readonly recipientName: string;
  /** '' = not said. */
  readonly courseName: string;
  readonly issuedAt: Instant;
  /** When it stops being in force; `NEVER` = it does not. */
  readonly expiresAt: Instant;
  /** The certificate that is to be replaced; '' = none. */
  readonly oldId: string;
  readonly scorePercent: number | null;
}

export function parseGenerateRequest(text: string, context: TopicContext): TopicEvent {
  const read = readEdata(text);
  if (!read.ok) return dead(read.error);
  const { event, edata } = read.value;
  const fault = faultOfGenerate(edata, context.suppressesSignatoryFaults);
  if (fault !== null) return dead(fault);
  const receivedAt = readTime(event, 'ets', context.receivedAt);
  if (!receivedAt.ok) return dead(receivedAt.error);
  const request = requestOf(edata, receivedAt.value, context);
  return request.ok ? { kind: 'generate', request: request.value } : dead(request.error);
}

function requestOf(
  edata: Fields,
  receivedAt: Instant,
  context: TopicContext,
): Result<GenerateRequest, string> {
  const [related, issuer] = [partOf(edata, 'related'), partOf(edata, 'issuer')];
  const key = keyOf(edata, related);
  if (!key.ok) return key;
  const template = templateOf(edata);
  if (!template.ok) return template;
  const issuedAt = issuedAtOf(own(edata, 'issuedDate'), receivedAt, context.zone);
  if (!issuedAt.ok) return issuedAt;
  const expiry = own(edata, 'expiry');
  const expiresAt = expiresAtOf(expiry, issuedAt.value, context.zone);
  if (expiresAt === null) return err(invalid(expiry, 'edata.expiry'));
  const oldId = oldIdOf(own(edata, 'oldId'));
  if (!oldId.ok) return oldId;
  return ok({
    key: key.value,
    receivedAt,
    courseVersion: context.courseVersion(key.value.course),
    name: textOf(edata, 'name'),
    template: template.value,
    content: { url: textOf(edata, 'svgTemplate'), signatories: signatoriesOf(edata) },
    issuer: { name: textOf(issuer, 'name'), url: textOf(issuer, 'url') },
    recipientName: recipientOf(edata, key.value.learner),
    courseName: textOf(edata, 'courseName'),
    issuedAt: issuedAt.value,
    expiresAt,
    oldId: oldId.value,
    scorePercent: bestScore(own(partOf(related, 'assessment'), 'score')),
  });
}

function keyOf(edata: Fields, related: Fields): Result<EnrolmentKey, string> {
  const learner = idOf(own(edata, 'userId'), 'edata.userId', parseLearnerId);
  if (!learner.ok) return learner;
  const course = idOf(own(related, 'courseId'), 'edata.related.courseId', parseCourseId);
  if (!course.ok) return course;
  const batch = idOf(own(related, 'batchId'), 'edata.related.batchId', parseBatchId);
  if (!batch.ok) return batch;
  return ok({ learner: learner.value, course: course.value, batch: batch.value });
}

function idOf<Id>(
  value: unknown,
  path: string,
  parse: (value: unknown) => Result<Id, IdFault>,
): Result<Id, string> {
  if (isBlank(value)) return err(missing(path));
  const id = parse(value);
  return id.ok ? id : err(invalid(value, path));
}

/** Upstream uses the template's id for the notification alone; without one the name stands in. */
function templateOf(edata: Fields): Result<TemplateId, string> {
  const given = own(edata, 'templateId');
  const id = parseTemplateId(
    isBlank(given) ? textOf(edata, 'name').slice(0, ID_LENGTH_MAX) : given,
  );
  return id.ok ? id : err(invalid(given, 'edata.templateId'));
}

/** A day in the installation's zone or a time in UTC; blank = when the request was received. */
function issuedAtOf(value: unknown, receivedAt: Instant, zone: Zone): Result<Instant, string> {
  if (isBlank(value)) return ok(receivedAt);
  const day = parseDay(value);
  if (day !== null) return ok(zone.startOf(day));
  const [, date, time] = (typeof value === 'string' ? ISSUED_TIME.exec(value) : null) ?? [];
  const at = parseDay(date) === null ? NaN : Date.parse(`${date ?? ''}T${time ?? ''}Z`);
  return Number.isNaN(at) ? err(invalid(value, 'edata.issuedDate')) : ok(at);
}

/** `null` = it is no expiry. */
function expiresAtOf(value: unknown, issuedAt: Instant, zone: Zone): Instant | null {
  if (isBlank(value)) return NEVER;
  return typeof value === 'string' ? expiryAt(value, issuedAt, zone.name) : null;
}

const ISSUED_TIME = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)Z$/;

function oldIdOf(value: unknown): Result<string, string> {
  if (isBlank(value)) return ok('');
  const id = parseCertificateId(value);
  return id.ok ? id : err(invalid(value, 'edata.oldId'));
}

/** R1. */
function recipientOf(edata: Fields, learner: string): string {
  const recipients = entriesOf(edata, 'data');
  const learners = recipients.find((recipient) => own(recipient, 'recipientId') === learner);
  return textOf(learners ?? recipients.at(-1) ?? {}, 'recipientName');
}

const signatoriesOf = (edata: Fields): Signatory[] =>
  entriesOf(edata, 'signatoryList').map((signatory) => ({
    name: textOf(signatory, 'name'),
    id: textOf(signatory, 'id'),
    designation: textOf(signatory, 'designation'),
    image: textOf(signatory, 'image'),
  }));

/** The best of the percentages by content; `null` = the criteria asked for none. */
function bestScore(score: unknown): number | null {
  const percents = isFields(score)
    ? Object.values(score).filter((percent) => typeof percent === 'number')
    : [];
  return percents.length === 0 ? null : Math.max(...percents);
}
