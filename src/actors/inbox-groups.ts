/** An inbox by enrolment: what one learner was asked for in one batch is folded in one go. */
import type { EnrolmentKey } from '../domain/ids.js';
import type { Pending } from './learner-protocol.js';

/** Commands of one enrolment, in the order of the log. */
export type Group = readonly [Pending, ...Pending[]];

/** Groups an inbox by enrolment, keeping the order within each. Most learners have one. */
export function byEnrolment(inbox: readonly Pending[]): Group[] {
  const groups: [Pending, ...Pending[]][] = [];
  let last: [Pending, ...Pending[]] | undefined;
  for (const pending of inbox) {
    const { key } = pending.command;
    if (last === undefined || !sameEnrolment(last[0].command.key, key)) {
      last = groups.find(([first]) => sameEnrolment(first.command.key, key));
    }
    if (last === undefined) groups.push((last = [pending]));
    else last.push(pending);
  }
  return groups;
}

/** Whether two keys of one learner are the same. */
export const sameEnrolment = (a: EnrolmentKey, b: EnrolmentKey): boolean =>
  a.batch === b.batch && a.course === b.course;
