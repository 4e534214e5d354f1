/**
 * What a template asks to be told beside the certificate (`additionalProps`): location, enrolment,
 * scores, course and user. Nothing is told that is not known.
 *
 * Source: `reference/jobs.md` 2.3-2.4.
 */
import { scorePercents, type UserEntry } from '../../domain/certificate.js';
import type { CourseTree } from '../../domain/course.js';
import type { EnrolmentState } from '../../domain/enrolment.js';
import { NEVER } from '../../domain/ids.js';
import { courseProgress, lastRead } from '../../domain/progress.js';
import type { Template } from '../../domain/template.js';
import { isFields, own, type Fields } from '../wire.js';
import type { Zone } from '../zone.js';

export interface RelatedSubject {
  readonly state: EnrolmentState;
  readonly template: Template;
  readonly user: UserEntry;
  readonly courseName: string;
  readonly tree: CourseTree | null;
  /** Contents whose scores count; `null` = all. */
  readonly scored: ReadonlySet<string> | null;
}

/** `edata.related` of a generate request. */
export function relatedProps(subject: RelatedSubject, zone: Zone): Record<string, unknown> {
  const { state, template, user, courseName, scored } = subject;
  const asked = askedProps(template);
  const location = pick(asked('location'), (type) => user[LOCATION_FIELDS.get(type) ?? type]);
  const columns = enrolmentColumns(subject, zone);
  const enrolment = pick(asked('enrollment'), (name) => columns[name.toLowerCase()]);
  const scores = asked('assessment').includes('score')
    ? Object.fromEntries(scorePercents(state, scored))
    : {};
  return {
    batchId: state.key.batch,
    courseId: state.key.course,
    type: template.name,
    ...(isEmpty(location) ? {} : { location }),
    ...(isEmpty(enrolment) ? {} : { enrollment: enrolment }),
    ...(isEmpty(scores) ? {} : { assessment: { score: scores } }),
    ...pick(asked('user'), (name) => user[name] ?? user[name.toLowerCase()]),
    ...(asked('course').length === 0 ? {} : { course: { name: courseName } }),
  };
}

/** Types of locations that the user cache keeps under another name. */
const LOCATION_FIELDS: ReadonlyMap<string, string> = new Map([['school', 'schoolname']]);

/** Rows keep `additionalProps` as JSON text, requests as an object. */
function askedProps({ extras }: Template): (part: string) => readonly string[] {
  const said = own(extras, 'additionalProps');
  const props = typeof said === 'string' ? parsed(said) : said;
  return (part) => {
    const names = isFields(props) ? own(props, part) : [];
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Columns of the enrolment's row by lower-case name; times as epoch milliseconds. */
function enrolmentColumns({ state, tree }: RelatedSubject, zone: Zone): Fields {
  const { key, membership, contents, completedAt } = state;
  const progress = courseProgress(state, tree);
  const read = lastRead(state);
  const enrolledAt = membership?.enrolledAt ?? NEVER;
  return {
    userid: key.learner,
    courseid: key.course,
    batchid: key.batch,
    active: membership?.active,
    addedby: membership?.addedBy,
    status: progress.status,
    progress: progress.completed,
    completionpercentage: progress.percentage,
    contentstatus: Object.fromEntries([...contents.values()].map((c) => [c.content, c.status])),
    ...(completedAt === NEVER ? {} : { completedon: completedAt }),
    ...(enrolledAt === NEVER
      ? {}
      : { enrolled_date: enrolledAt, enrolleddate: zone.format(enrolledAt) }),
    lastreadcontentid: read?.content,
    lastreadcontentstatus: read?.status,
    lastcontentaccesstime: read?.at,
  };
}

function pick(names: readonly string[], valueOf: (name: string) => unknown): Fields {
  const pairs = names.map((name) => [name, valueOf(name)] as const);
  return Object.fromEntries(pairs.filter(([, value]) => !isNothing(value)));
}

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || value === '';

const isEmpty = (fields: Fields): boolean => Object.keys(fields).length === 0;
