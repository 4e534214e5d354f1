/** The course of the demo, its batches and its certificate, as requests bring them. */

const COLLECTION = 'application/vnd.ekstep.content-collection';

export const DEMO_COURSE = 'do_demo_literacy';
export const DEMO_QUIZ = 'do_demo_quiz';

interface Lesson {
  readonly id: string;
  readonly name: string;
  readonly optional: boolean;
}

const lesson = (id: string, name: string, optional = false): Lesson => ({
  ...{ id: `do_demo_${id}`, name, optional },
});

const UNITS: readonly (readonly [string, string, readonly Lesson[]])[] = [
  [
    'u1',
    'How children learn to read',
    [
      lesson('sounds', 'Sounds before letters'),
      lesson('letters', 'From letters to words'),
      lesson('stories', 'Reading stories aloud'),
      lesson('voices', 'Voices from classrooms', true),
    ],
  ],
  [
    'u2',
    'Numbers in daily life',
    [
      lesson('counting', 'Counting what we see'),
      lesson('market', 'Sums from the market'),
      lesson('shapes', 'Shapes around us'),
    ],
  ],
  [
    'u3',
    'Every child in the room',
    [
      lesson('levels', 'Teaching at the right level'),
      lesson('groups', 'Working in groups'),
      lesson('reading', 'Further reading', true),
    ],
  ],
];

/** Lessons in the order in which they are worked through; those that are optional apart. */
export const DEMO_LESSONS = UNITS.flatMap(([, , lessons]) => lessons);

const leaf = ({ id, name, optional }: Lesson): object => ({
  ...{ identifier: id, name, mimeType: 'video/mp4', contentType: 'Resource' },
  ...(optional ? { relationalMetadata: { optional: true } } : {}),
});

export const DEMO_HIERARCHY = {
  ...{ identifier: DEMO_COURSE, name: 'Foundations of Literacy and Numeracy' },
  description: 'A course for teachers of the first classes.',
  ...{ mimeType: COLLECTION, contentType: 'Course', status: 'Live' },
  leafNodesCount: DEMO_LESSONS.length + 1,
  children: [
    ...UNITS.map(([id, name, lessons]) => ({
      ...{ identifier: `do_demo_${id}`, name, mimeType: COLLECTION, contentType: 'CourseUnit' },
      children: lessons.map(leaf),
    })),
    {
      ...{ identifier: DEMO_QUIZ, name: 'What have you learned?' },
      ...{ mimeType: 'application/vnd.ekstep.ecml-archive', contentType: 'SelfAssess' },
    },
  ],
};

export interface DemoBatch {
  readonly batch: string;
  readonly name: string;
  /** Days before today on which it began. */
  readonly begunDaysAgo: number;
  readonly learners: number;
}

export const DEMO_BATCHES: readonly DemoBatch[] = [
  ...[{ batch: 'demo-autumn', name: 'Autumn term', begunDaysAgo: 84, learners: 130 }],
  ...[{ batch: 'demo-evening', name: 'Evening group', begunDaysAgo: 49, learners: 52 }],
  ...[{ batch: 'demo-weekend', name: 'Weekend group', begunDaysAgo: 14, learners: 18 }],
];

const SIGNATURE =
  'data:image/svg+xml;utf8,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30">' +
  '<path d="M5 20 Q25 0 45 18 T85 12" stroke="black" fill="none"/></svg>';

/** For whoever completes the course and answers enough of the questions. */
export const DEMO_TEMPLATE = {
  ...{ identifier: 'demo-completion', name: 'Certificate of completion' },
  criteria: { enrollment: { status: 2 }, assessment: { score: { '>=': 60 } } },
  issuer: { name: 'Laurel Demo Academy', url: 'https://academy.example' },
  signatoryList: [
    { name: 'Meera Iyer', id: 'head', designation: 'Head of the academy', image: SIGNATURE },
  ],
};
