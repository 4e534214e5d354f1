/**
 * States that Sunbird's rows can show, and what the rows carry of them. Certificates are told apart
 * by id, attempts have no answers, as those are kept beside the state, and only who is enrolled
 * completes a course and has certificates.
 */
import type { Arbitrary } from 'fast-check';
import { completedCount, viewCount, type ContentState } from '../src/domain/content.js';
import type { EnrolmentState } from '../src/domain/enrolment.js';
import { listedAs } from '../src/domain/generation.js';
import { NEVER } from '../src/domain/ids.js';
import { listedGenerations } from '../src/domain/issued-list.js';
import { enrolmentState } from './arbitraries.js';

const NAMES = ['Merit', 'Completion', 'MERIT'];

export const shownState: Arbitrary<EnrolmentState> = enrolmentState.map((drawn) => ({
  ...drawn,
  attempts: new Map([...drawn.attempts].map(([id, a]) => [id, { ...a, payloadHash: '' }])),
  generations: new Map(
    [...(drawn.membership === null ? [] : drawn.generations)].map(([id, g], i) => [
      id,
      { ...g, identifier: g.identifier && `${id}r`, name: NAMES[i % NAMES.length]! },
    ]),
  ),
  completedAt: drawn.membership === null ? NEVER : drawn.completedAt,
  completedVersion: drawn.membership === null ? 0 : drawn.completedVersion,
}));

/** What rows carry of a state: counts and not their parts, listed certificates and not all. */
export function carried(s: EnrolmentState): unknown {
  const { membership } = s;
  return {
    membership: membership && { ...membership, decidedAt: NEVER },
    contents: new Map([...s.contents].map(([id, c]) => [id, carriedContent(c)])),
    attempts: s.attempts,
    certificates: listedGenerations(s).map((g) => [listedAs(g), g.name, g.issuedAt, g.template]),
    completedAt: s.completedAt,
  };
}

const carriedContent = (c: ContentState): unknown => ({
  told: [c.status, c.progress, c.lastAccessAt, c.lastCompletedAt, c.details],
  views: viewCount(c),
  completions: completedCount(c),
});
