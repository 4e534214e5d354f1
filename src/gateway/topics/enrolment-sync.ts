/**
 * Reads `batch.enrolment.sync.request`: derive an enrolment again from what is stored of it. One
 * that does not exist stays as it is, which the fold sees to.
 *
 * Source: `reference/jobs.md` 1.9. Optional nodes are honoured, unlike upstream (design 8).
 */
import { textOf } from './fields.js';
import { dead, IGNORED, type TopicContext, type TopicEvent } from './topic-event.js';
import { readEdata, readKey, readTime } from './read-event.js';

const ACTION = 'user-enrolment-sync';

/** Any other action is ignored, whatever else the record holds. */
export function parseEnrolmentSync(text: string, context: TopicContext): TopicEvent {
  const read = readEdata(text);
  if (!read.ok) return dead(read.error);
  const { event, edata } = read.value;
  if (textOf(edata, 'action').toLowerCase() !== ACTION) return IGNORED;
  const key = readKey(edata, 'edata.');
  if (!key.ok) return dead(key.error);
  const receivedAt = readTime(event, 'ets', context.receivedAt);
  if (!receivedAt.ok) return dead(receivedAt.error);
  const courseVersion = context.courseVersion(key.value.course);
  return {
    kind: 'commands',
    commands: [{ kind: 'reevaluate', key: key.value, receivedAt: receivedAt.value, courseVersion }],
  };
}
