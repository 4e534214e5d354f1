/**
 * Records by which others hear of a state update: who aggregates, who scores, and who looks after
 * entries that nobody may send. Pure: the enrolments as they were before are handed in.
 *
 * - U1 A status is told as upstream merges it: what was stored before, or what the entry says, the
 *   greater of both, for each entry by itself.
 * - U2 Nothing is told of entries that the batch gate turned away.
 *
 * Source: `reference/lms.md` 6.1, 6.5, 6.6.
 */
import type { Observe } from '../domain/command.js';
import type { Send } from '../domain/effects.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import type { Instant } from '../domain/ids.js';
import type { ScoringPlan } from './assessment-request.js';
import type { Caller } from './caller.js';
import type { UpdatePlan } from './content-state.js';
import { enrolmentUpdateRecord } from './events/enrolment-record.js';
import { assessRecord, invalidStateRecord } from './events/state-update-record.js';

/** A plan that takes entries. */
export type TakenUpdate = Extract<UpdatePlan, { readonly kind: 'update' }>;

/** The commands of a plan that others are told of. */
export const observes = ({ commands }: TakenUpdate): Observe[] =>
  commands.filter((command) => command.kind === 'observe');

/** All records of one update. `before` are the enrolments of `observes(plan)`, in order. */
export function updateRecords(
  plan: TakenUpdate,
  before: readonly EnrolmentState[],
  caller: Caller,
  at: Instant,
): Send[] {
  const updates = before.map((state, i) =>
    updateRecord(observes(plan)[i]?.contents ?? [], state, at),
  );
  const invalid = plan.rejected.filter(({ reason }) => reason === 'other-user');
  const users = [caller.requestedBy, caller.requestedFor].filter((user) => user !== null);
  const entries = invalid.map(({ entry }) => entry);
  return [
    ...updates,
    ...(entries.length === 0 ? [] : [invalidStateRecord('contents', users, entries, at)]),
    ...plan.assessments.map(({ learner, entry }) => assessRecord(entry, learner)),
  ];
}

/** U1. */
function updateRecord(contents: Observe['contents'], before: EnrolmentState, at: Instant): Send {
  const updated = contents.map(({ content, status }) => {
    const held = before.contents.get(content)?.status ?? 0;
    return { content, status: held > status ? held : status };
  });
  return enrolmentUpdateRecord(before.key, updated, at);
}

/** An entry without events asks whoever scores the same. */
export const scoringRecords = ({ scorings }: ScoringPlan): Send[] =>
  scorings.map(({ command, attempt, entry }) =>
    assessRecord(attempt === null ? entry : { ...entry, attemptId: attempt }, command.key.learner),
  );
