/**
 * Reads `telemetry.audit`: which user changed, and what the event itself says of the user. What
 * becomes of it in the user cache is the domain's to decide.
 *
 * Source: `reference/jobs.md` 5.1.
 */
import { parseLearnerId } from '../../domain/ids.js';
import type { UserAudit } from '../../domain/user-cache.js';
import { isBlank, own, type Fields } from '../wire.js';
import { entriesOf, partOf, textOf } from './fields.js';
import { dead, IGNORED, type TopicEvent } from './topic-event.js';
import { readEvent } from './read-event.js';

const STATES = ['CREATE', 'CREATED', 'UPDATE', 'UPDATED', 'DELETE', 'DELETED'];

/** Anything that is no creation, change or removal of a user is ignored. */
export function parseUserAudit(text: string): TopicEvent {
  const event = readEvent(text);
  if (!event.ok) return dead(event.error);
  const object = partOf(event.value, 'object');
  if (textOf(object, 'type').toLowerCase() !== 'user') return IGNORED;
  const state = textOf(partOf(event.value, 'edata'), 'state');
  if (!STATES.includes(state.toUpperCase())) return IGNORED;
  if (isBlank(own(object, 'id'))) return IGNORED;
  const learner = parseLearnerId(own(object, 'id'));
  if (!learner.ok) return dead(`object.id is ${learner.error}`);
  const context = partOf(event.value, 'context');
  return {
    kind: 'user',
    audit: {
      learner: learner.value,
      producer: textOf(partOf(context, 'pdata'), 'pid'),
      related: relatedEntries(context),
    },
  };
}

/** `context.cdata`, in order; entries whose type or id is no text are left out. */
const relatedEntries = (context: Fields): UserAudit['related'] =>
  entriesOf(context, 'cdata').flatMap((entry) => {
    const [type, id] = [own(entry, 'type'), own(entry, 'id')];
    return typeof type === 'string' && typeof id === 'string' ? [{ type, id }] : [];
  });
