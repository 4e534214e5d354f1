import { describe, expect, it } from 'vitest';
import { joinEnrolment, type EnrolmentState } from '../../src/domain/enrolment.js';
import { learnerPage } from '../../src/gateway/learner-view.js';
import { timelineOf, TIMELINE_ENTRIES_MAX } from '../../src/gateway/learner-timeline.js';
import { attempt, content, enrolled, generation, KEY, tree } from '../domain/given.js';

describe('a timeline', () => {
  it('has everything that a state knows, in order of time', () => {
    const { timeline } = timelineOf(learned(), (id) => `"${id}"`);

    expect(timeline.map(({ at, kind, about, detail }) => [at, kind, about, detail])).toEqual([
      [10, 'enrolled', '', ''],
      [20, 'finished', '"content_001"', ''],
      [25, 'opened', '"content_002"', '0 %'],
      [30, 'repeated', '"content_001"', ''],
      [40, 'attempted', '"content_001"', '1 / 2'],
      [40, 'completed', '', ''],
      [50, 'issued', 'Certificate', ''],
      [60, 'revoked', 'Certificate', 'a mistake'],
    ]);
  });

  it('is cut to its newest part', () => {
    const contents = Array.from({ length: TIMELINE_ENTRIES_MAX + 5 }, (_, i) =>
      content(`content_${String(i)}`, 2, 100 + i),
    );
    const { timeline, timelineCut } = timelineOf(enrolled({ contents }), String);

    expect(timelineCut).toBe(true);
    expect(timeline).toHaveLength(TIMELINE_ENTRIES_MAX);
    expect(timeline.at(-1)?.at).toBe(100 + contents.length - 1);
  });
});

describe('the page of a learner', () => {
  it('tells of each enrolment what is done, what is missing and what is in the way', () => {
    const course = tree(['content_001', 'content_002']);
    const state = enrolled({ enrolledAt: 10, contents: [content('content_001', 2, 20)] });

    const page = learnerPage(KEY.learner, [state], { firstname: 'Asha' }, () => ({
      ...{ tree: course, courseName: 'A course', batch: null },
    }));

    expect(page).toMatchObject({ name: 'Asha', isKnown: true });
    expect(page.enrolments).toMatchObject([
      {
        ...{ courseName: 'A course', batchName: KEY.batch, percent: 50, completed: 1, required: 2 },
        ...{ missing: ['content_002'], isActive: true, enrolledAt: 10, lastActiveAt: 20 },
        ...{ certificates: [], outlook: [] },
      },
    ]);
  });

  it('says of a stranger that nothing is known', () => {
    const page = learnerPage(KEY.learner, [], null, () => {
      throw new Error('there is no enrolment to ask about');
    });

    expect(page).toEqual({ learner: KEY.learner, name: '', isKnown: false, enrolments: [] });
  });

  it('tells of certificates which one stands', () => {
    const generations = [
      generation('old', { issuedAt: 1 }),
      generation('new', { issuedAt: 2, replaces: 'old', rendered: true }),
    ];

    const page = learnerPage(KEY.learner, [enrolled({ generations })], null, () => ({
      ...{ tree: null, courseName: '', batch: null },
    }));

    expect(page.enrolments[0]?.certificates.map(({ id, status }) => [id, status])).toEqual([
      ['new', 'valid'],
      ['old', 'superseded'],
    ]);
  });
});

/** Enrolled, worked, completed, certified, revoked. */
function learned(): EnrolmentState {
  const once = enrolled({
    enrolledAt: 10,
    contents: [content('content_001', 2, 20), content('content_002', 1, 25)],
    attempts: [attempt({ attemptedAt: 40, score: 1, maxScore: 2 })],
    generations: [
      generation('g1', {
        ...{ name: 'Certificate', issuedAt: 50, rendered: true },
        revocation: { at: 60, reason: 'a mistake' },
      }),
    ],
    completedAt: 40,
  });
  const again = enrolled({ enrolledAt: 10, contents: [content('content_001', 2, 30)] });
  return joinEnrolment(once, again);
}
