/** Requests to issue certificates. Source: `reference/lms.md` 4.5. */
import { Type } from 'typebox';
import { EITHER_COURSE_ID, EXAMPLE, batchId, requestBody, userId } from './shape.js';

export const CERTIFICATE_ISSUE = requestBody(
  { ...EITHER_COURSE_ID, batchId, userIds: Type.Optional(Type.Array(userId)) },
  { courseId: EXAMPLE.course, batchId: EXAMPLE.batch, userIds: [EXAMPLE.learner] },
);

export const REVOCATION = requestBody(
  {
    certificateId: Type.String({ description: 'the number on the certificate' }),
    reason: Type.String({ description: 'shown to whoever looks at it', maxLength: 500 }),
  },
  { certificateId: 'ac3fb6d4-7199-8355-9c6e-d7ccac056435', reason: 'The name is wrong' },
);

export const REISSUE_QUERY = Type.Object({
  reIssue: Type.Optional(
    Type.String({ description: '`true`: what was issued is issued again and replaced' }),
  ),
});
