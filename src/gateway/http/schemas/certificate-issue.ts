/** Requests to issue certificates. Source: `reference/lms.md` 4.5. */
import { Type } from 'typebox';
import { JOB_STATUSES } from '../../../domain/certificate-job.js';
import { failure, type Answers } from './answer.js';
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

const JOB = {
  ...EITHER_COURSE_ID,
  batchId,
  templateId: Type.Optional(Type.String({ description: 'only certificates of this template' })),
  issuedAfter: Type.Optional(Type.String({ description: 'a day or a time: issued from it on' })),
  issuedBefore: Type.Optional(Type.String({ description: 'a day or a time: issued before it' })),
  certificateIds: Type.Optional(
    Type.Array(Type.String(), { description: 'only these of what the rest means; at most 1000' }),
  ),
  dryRun: Type.Optional(Type.Boolean({ description: 'true: counts and a sample, no change' })),
  requestId: Type.Optional(
    Type.String({ description: 'names the job: repeating the request begins no other' }),
  ),
};

export const REISSUE = requestBody(
  {
    ...JOB,
    status: Type.Optional(Type.String({ enum: [...JOB_STATUSES], default: 'issued' })),
  },
  { courseId: EXAMPLE.course, batchId: EXAMPLE.batch, issuedBefore: '2026-11-01', dryRun: true },
);

export const BATCH_REVOCATION = requestBody(
  {
    ...JOB,
    status: Type.Optional(Type.String({ enum: ['issued', 'expired'], default: 'issued' })),
    reason: Type.Optional(
      Type.String({
        description: 'shown to whoever looks at one; not needed in a dry run',
        maxLength: 500,
      }),
    ),
  },
  { courseId: EXAMPLE.course, batchId: EXAMPLE.batch, issuedBefore: '2026-11-01', dryRun: true },
);

export const ERASURE = requestBody(
  {
    certificateId: Type.Optional(Type.String({ description: 'one certificate' })),
    userId: Type.Optional(Type.String({ description: 'or all of a learner' })),
  },
  { userId: EXAMPLE.learner },
);

export const ARCHIVE_QUERY = Type.Object({
  after: Type.Optional(Type.String({ description: 'goes on behind this learner' })),
});

export const ARCHIVE_ANSWERS: Answers = {
  200: {
    description: 'The documents and `index.csv`',
    content: { 'application/zip': { schema: { type: 'string', format: 'binary' } } },
  },
  403: failure('Not for this caller'),
};

export const REISSUE_QUERY = Type.Object({
  reIssue: Type.Optional(
    Type.String({ description: '`true`: what was issued is issued again and replaced' }),
  ),
});
