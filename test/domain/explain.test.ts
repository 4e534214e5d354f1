import { describe, expect, it } from 'vitest';
import type { UserEntry } from '../../src/domain/certificate.js';
import { explain } from '../../src/domain/explain.js';
import { NEVER } from '../../src/domain/ids.js';
import { content, contentIds, enrolled, generation, template, tree, unenrolled } from './given.js';

const USER: UserEntry = { firstname: 'Asha', lastname: 'Rao' };
const COURSE = tree(['a', 'b', 'c', 'd'], { version: 3, optional: contentIds('d') });

describe('Why an enrolment is not complete', () => {
  it('names the required contents without a completion, in course order', () => {
    const state = enrolled({ contents: [content('b', 2, 200), content('c', 1, 300)] });

    expect(explain(state, COURSE, [], USER)).toEqual({
      enrolled: true,
      active: true,
      courseKnown: true,
      courseVersion: 3,
      progress: { status: 1, completed: 1, required: 3, percentage: 33, units: [] },
      missing: ['a', 'c'],
      completedAt: NEVER,
      certificates: [],
    });
  });

  it('says that the learner is not enrolled', () => {
    expect(explain(unenrolled(), COURSE, [], USER)).toMatchObject({
      enrolled: false,
      active: false,
    });
  });

  it('says that the learner left', () => {
    expect(explain(enrolled({ active: false }), COURSE, [], USER)).toMatchObject({
      enrolled: true,
      active: false,
    });
  });

  it('says that the course is unknown', () => {
    expect(explain(enrolled(), null, [], USER)).toMatchObject({
      courseKnown: false,
      courseVersion: 0,
      missing: [],
    });
  });

  it('says when it was completed', () => {
    expect(explain(enrolled({ completedAt: 900 }), COURSE, [], USER).completedAt).toBe(900);
  });
});

describe('Why a certificate is not there', () => {
  const completed = enrolled({ completedAt: 900 });

  it('names the obstacles of each template', () => {
    const { certificates } = explain(enrolled(), COURSE, [template()], USER);

    expect(certificates).toEqual([
      {
        template: 'template-1',
        name: 'Course Completion Certificate',
        standing: 'open',
        certificate: null,
        obstacles: [{ kind: 'status', wanted: 2, is: 0 }],
      },
    ]);
  });

  it('says that it is earned', () => {
    const { certificates } = explain(completed, COURSE, [template()], USER);

    expect(certificates).toMatchObject([{ standing: 'earned', certificate: null, obstacles: [] }]);
  });

  it.each([
    [false, 'being-rendered'],
    [true, 'issued'],
  ])('says of a certificate with rendered %s that it is %s', (rendered, expected) => {
    const state = enrolled({ completedAt: 900, generations: [generation('g1', { rendered })] });

    const { certificates } = explain(state, COURSE, [template()], USER);

    expect(certificates).toMatchObject([{ standing: expected, certificate: 'g1', obstacles: [] }]);
  });

  it('names what keeps the template from being printed, after the obstacles of the learner', () => {
    const blank = template({ enrolmentStatus: 2 }, { signatories: [] });
    const unsigned = { kind: 'template', parameter: 'signatoryList' };

    const [waiting] = explain(completed, COURSE, [blank], USER).certificates;
    const [early] = explain(enrolled(), COURSE, [blank], USER).certificates;

    expect(waiting).toMatchObject({ standing: 'open', obstacles: [unsigned] });
    expect(early?.obstacles).toEqual([{ kind: 'status', wanted: 2, is: 0 }, unsigned]);
  });

  it('judges every template on its own, in the order given', () => {
    const merit = template({ enrolmentStatus: 1 }, { name: 'Merit' });

    const { certificates } = explain(completed, COURSE, [merit, template()], USER);

    expect(certificates.map((c) => [c.name, c.standing])).toEqual([
      ['Merit', 'open'],
      ['Course Completion Certificate', 'earned'],
    ]);
  });
});
