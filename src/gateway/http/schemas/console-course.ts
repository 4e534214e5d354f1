/** What the console's requests about courses hold. */
import { Type } from 'typebox';
import { QUESTION_KINDS } from '../../what-if-question.js';
import type { Answers } from './answer.js';
import { EXAMPLE, anything, batchId, courseId, requestBody, text } from './shape.js';

export const WHAT_IF = requestBody(
  {
    kind: Type.String({ enum: [...QUESTION_KINDS] }),
    courseId: Type.Optional(courseId),
    hierarchy: Type.Optional(Type.Object({}, { description: 'as it would be published' })),
    batchId: Type.Optional(batchId),
    criteria: Type.Optional(anything),
    templateId: Type.Optional(
      Type.String({ description: 'who has its certificate already is counted apart' }),
    ),
  },
  {
    ...{ kind: 'criteria', batchId: EXAMPLE.batch },
    criteria: { enrollment: { status: 2 }, assessment: { score: { '>=': 80 } } },
  },
);

export const WHAT_IF_ANSWERS: Answers = {
  200: {
    description:
      'A line of JSON each time there is news, the last one the answer; or, where `text/csv` is ' +
      'accepted, everybody whom it concerns',
    content: {
      'application/x-ndjson': { schema: text },
      'text/csv': { schema: text },
    },
  },
};
