/**
 * Records that a content-state update makes beside its enrolment jobs: an assessment for whoever
 * scores it, and entries that name somebody else's user.
 *
 * Source: `reference/lms.md` 1.5, 6.5-6.6.
 */
import type { Send } from '../../domain/effects.js';
import type { Instant, LearnerId } from '../../domain/ids.js';
import { isFields, own, type Fields } from '../wire.js';
import { outgoing } from './record.js';
import { stableId } from './stable-id.js';

/** The assessment as received, its user and the actors of its events overwritten. */
export function assessRecord(assessment: Fields, learner: LearnerId): Send {
  const events = own(assessment, 'events');
  const value = {
    ...assessment,
    userId: learner,
    events: (Array.isArray(events) ? events : []).map((event: unknown) => actedBy(event, learner)),
  };
  return outgoing('telemetry.assess', stableId('assess', JSON.stringify(value)), value);
}

function actedBy(event: unknown, learner: LearnerId): unknown {
  if (!isFields(event)) return event;
  const actor = own(event, 'actor');
  return { ...event, actor: { ...(isFields(actor) ? actor : {}), id: learner } };
}

/** Entries, as received, of users for whom the caller may not speak. */
export function invalidStateRecord(
  kind: 'contents' | 'assessments',
  validUsers: readonly LearnerId[],
  entries: readonly unknown[],
  at: Instant,
): Send {
  const name = kind === 'contents' ? 'invalidContents' : 'invalidAssessments';
  const value = { validUserIds: validUsers, [name]: entries, ets: at };
  return outgoing('contentstate.invalid', stableId('invalid', JSON.stringify(value)), value);
}
