/**
 * Reads `telemetry.assess`: an attempt at an assessed content, or, without events, the wish that
 * its scores are looked at again. It completes no content; the event that does comes by itself.
 *
 * - A1 Where the course is known, the content must be one of its leaf nodes; where it is not, any
 *   content is taken.
 *
 * Source: `reference/jobs.md` 4.1-4.2.
 */
import { parseContentId, type EnrolmentKey, type Instant } from '../../domain/ids.js';
import { attemptOf } from '../observation.js';
import { own, parseEpoch, type Fields } from '../wire.js';
import { readEvent, readKey, readTime } from './read-event.js';
import { dead, refused, type TopicContext, type TopicEvent } from './topic-event.js';

/** An event without `events`, or with none in it, asks for a recomputation. */
export function parseAssessEvent(text: string, context: TopicContext): TopicEvent {
  const read = readEvent(text);
  if (!read.ok) return dead(read.error);
  const event = read.value;
  const key = readKey(event, '');
  if (!key.ok) return dead(key.error);
  const stray = strayContent(event, key.value, context);
  if (stray !== null) return refused(stray);
  const receivedAt = readTime(event, 'assessmentTs', context.receivedAt);
  if (!receivedAt.ok) return dead(receivedAt.error);
  const events = own(event, 'events') ?? [];
  if (!Array.isArray(events)) return dead('events is not a list');
  if (events.length > 0) return attempt(event, events, key.value, receivedAt.value, context);
  const courseVersion = context.courseVersion(key.value.course);
  const common = { key: key.value, receivedAt: receivedAt.value, courseVersion };
  return { kind: 'rescore', command: { kind: 'reevaluate', ...common } };
}

/** A1: why the content does not belong to its course; `null` = it does, as far as is known. */
function strayContent(
  event: Fields,
  { course }: EnrolmentKey,
  context: TopicContext,
): string | null {
  const leaves = context.tree(course)?.leaves ?? [];
  if (leaves.length === 0) return null;
  const content = parseContentId(own(event, 'contentId'));
  if (!content.ok) return `contentId is ${content.error}`;
  if (leaves.includes(content.value)) return null;
  return `contentId ${content.value} is no leaf node of course ${course}`;
}

function attempt(
  event: Fields,
  events: readonly unknown[],
  key: EnrolmentKey,
  receivedAt: Instant,
  context: TopicContext,
): TopicEvent {
  const content = parseContentId(own(event, 'contentId'));
  if (!content.ok) return dead(`contentId is ${content.error}`);
  // An attempt id obeys the same rule as any id: it becomes a part of keys.
  const id = parseContentId(own(event, 'attemptId'));
  if (!id.ok) return dead(`attemptId is ${id.error}`);
  const attemptedAt = parseEpoch(own(event, 'assessmentTs'));
  if (attemptedAt === null) return dead('assessmentTs is missing or no time in milliseconds');
  const { course, batch } = key;
  const ids = { content: content.value, attempt: id.value, course, batch };
  const item = { ...ids, attemptedAt, events, raw: event };
  const command = attemptOf(item, key.learner, receivedAt, context.courseVersion(course));
  return command.ok ? { kind: 'attempt', command: command.value } : dead(command.error);
}
