/** Requests to derive an enrolment again and to score. Source: `reference/lms.md` 4.2, 4.3. */
import { Type } from 'typebox';
import {
  EITHER_COURSE_ID,
  EXAMPLE,
  anything,
  batchId,
  contentId,
  epochMs,
  requestBody,
  text,
  userId,
} from './shape.js';

const enrolment = { userId: EXAMPLE.learner, courseId: EXAMPLE.course, batchId: EXAMPLE.batch };

const CONTENT = Type.Object({
  contentId,
  status: Type.Integer({ minimum: 0, maximum: 2 }),
});

export const RECOMPUTE = requestBody(
  {
    userId,
    ...EITHER_COURSE_ID,
    batchId,
    contents: Type.Optional(
      Type.Array(CONTENT, { description: 'absent: from what is stored; empty: nothing is done' }),
    ),
  },
  enrolment,
);

const ATTEMPT = {
  contentId: Type.Optional(contentId),
  attemptId: Type.Optional(text),
  assessmentTs: Type.Optional(epochMs),
  events: Type.Optional(Type.Array(anything, { description: 'ASSESS telemetry events' })),
};

export const ASSESSMENT_AGG = requestBody(
  {
    userId,
    ...EITHER_COURSE_ID,
    batchId,
    ...ATTEMPT,
    assessments: Type.Optional(
      Type.Array(Type.Object(ATTEMPT), {
        description: 'several, with the fields above as default',
      }),
    ),
  },
  enrolment,
);
