/**
 * What is known to have happened in one enrolment, in order of time. Pure.
 *
 * - T1 Entries of one moment are in the order of a learner's way: enrolled, worked, completed,
 *   certified.
 */
import type { EnrolmentState } from '../domain/enrolment.js';
import { NEVER, type ContentId } from '../domain/ids.js';
import type { TimelineEntry, TimelineKind } from './console-answers.js';

/** Entries of one timeline. */
export const TIMELINE_ENTRIES_MAX = 500;

type Title = (content: ContentId) => string;

/** The timeline of a state; cut to its newest part where it is too long. */
export function timelineOf(
  state: EnrolmentState,
  title: Title,
): { readonly timeline: readonly TimelineEntry[]; readonly timelineCut: boolean } {
  const all = [...membership(state), ...work(state, title), ...attempts(state, title)];
  if (state.completedAt !== NEVER) all.push(entry(state.completedAt, 'completed', '', ''));
  all.push(...certificates(state));
  const known = all.filter(({ at }) => at !== NEVER);
  known.sort((a, b) => a.at - b.at || ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind)); // T1
  const timelineCut = known.length > TIMELINE_ENTRIES_MAX;
  return { timeline: known.slice(-TIMELINE_ENTRIES_MAX), timelineCut };
}

const ORDER: readonly TimelineKind[] = [
  ...(['enrolled', 'opened', 'finished', 'repeated', 'attempted'] as const),
  ...(['completed', 'issued', 'revoked', 'left'] as const),
];

const entry = (at: number, kind: TimelineKind, about: string, detail: string): TimelineEntry => ({
  ...{ at, kind, about, detail },
});

function membership({ membership: held }: EnrolmentState): TimelineEntry[] {
  if (held === null) return [];
  const enrolled = entry(held.enrolledAt, 'enrolled', '', '');
  return held.active ? [enrolled] : [enrolled, entry(held.decidedAt, 'left', '', '')];
}

function work({ contents }: EnrolmentState, title: Title): TimelineEntry[] {
  return [...contents.values()].flatMap((c) => {
    const about = title(c.content);
    const entries = [entry(c.firstCompletedAt, 'finished', about, '')];
    if (c.lastCompletedAt !== c.firstCompletedAt) {
      entries.push(entry(c.lastCompletedAt, 'repeated', about, ''));
    }
    if (c.lastAccessAt !== c.lastCompletedAt) {
      const detail = c.status === 2 ? '' : `${String(c.progress)} %`;
      entries.push(entry(c.lastAccessAt, 'opened', about, detail));
    }
    return entries;
  });
}

const attempts = ({ attempts: all }: EnrolmentState, title: Title): TimelineEntry[] =>
  [...all.values()].map(({ content, attemptedAt, score, maxScore }) =>
    entry(attemptedAt, 'attempted', title(content), `${String(score)} / ${String(maxScore)}`),
  );

const certificates = ({ generations }: EnrolmentState): TimelineEntry[] =>
  [...generations.values()].flatMap(({ name, issuedAt, revocation }) => {
    const issued = entry(issuedAt, 'issued', name, '');
    if (revocation === null) return [issued];
    return [issued, entry(revocation.at, 'revoked', name, revocation.reason)];
  });
