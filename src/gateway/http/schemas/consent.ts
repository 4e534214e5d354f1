/** Requests about consent. Source: `reference/lms.md` 4.6. */
import { Type } from 'typebox';
import { EXAMPLE, requestBody, text, userId } from './shape.js';

const subject = {
  userId: EXAMPLE.learner,
  consumerId: EXAMPLE.organisation,
  objectId: EXAMPLE.course,
};

export const CONSENT_UPDATE = requestBody(
  {
    consent: Type.Object({
      userId,
      consumerId: Type.String({ description: 'the organisation that may see personal data' }),
      consumerType: Type.Optional(text),
      objectId: Type.String({ description: 'a course, or the organisation itself' }),
      objectType: text,
      status: Type.String({ enum: ['ACTIVE', 'REVOKED', 'DELETED'] }),
    }),
  },
  { consent: { ...subject, objectType: 'Collection', status: 'ACTIVE' } },
);

export const CONSENT_READ = requestBody(
  {
    consent: Type.Object({ filters: Type.Object({ userId, consumerId: text, objectId: text }) }),
  },
  { consent: { filters: subject } },
);
