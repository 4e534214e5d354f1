/**
 * Shapes of requests and answers for the OpenAPI page. They document; they do not validate: which
 * fault wins, and its code, is the parsers' to say (`reference/lms.md`), as no schema can.
 */
import { Type } from 'typebox';
import {
  anything,
  batchId,
  contentId,
  courseId,
  day,
  requestBody,
  text,
  time,
  userId,
} from './schemas/shape.js';

const optional = Type.Optional;

const CONTENT = Type.Object({
  contentId,
  batchId,
  courseId,
  userId: optional(userId),
  status: Type.Integer({ minimum: 0, description: '0 not started, 1 started, 2 completed' }),
  progress: optional(Type.Number()),
  lastAccessTime: optional(time),
  lastCompletedTime: optional(time),
  viewCount: optional(Type.Integer()),
  completedCount: optional(Type.Integer()),
  progressdetails: optional(anything),
});

const ASSESSMENT = Type.Object({
  assessmentTs: Type.Integer({ description: 'milliseconds since the epoch' }),
  batchId,
  courseId,
  contentId,
  userId,
  attemptId: text,
  events: Type.Array(anything, { description: 'ASSESS telemetry events' }),
});

export const STATE_UPDATE = requestBody({
  userId: optional(userId),
  contents: optional(Type.Array(CONTENT)),
  assessments: optional(Type.Array(ASSESSMENT)),
});

export const STATE_READ = requestBody({
  userId: optional(userId),
  courseId,
  batchId,
  contentIds: optional(Type.Array(contentId)),
  fields: optional(Type.Array(text, { description: '"score" adds the attempts' })),
});

export const ENROLMENT = requestBody({ courseId, batchId, userId: optional(userId) });

export const ENROLMENT_LIST = requestBody({
  userId: optional(userId),
  courseIds: optional(Type.Array(courseId)),
  fields: optional(Type.Array(text)),
});

export const LIST_QUERY = Type.Object({
  fields: optional(Type.String({ description: 'fields of the course, comma-separated' })),
  batchDetails: optional(Type.String({ description: 'fields of the batch, comma-separated' })),
});

const BATCH = {
  name: text,
  description: optional(text),
  enrollmentType: Type.String({ enum: ['open', 'invite-only'] }),
  startDate: day,
  endDate: optional(day),
  enrollmentEndDate: optional(day),
  createdFor: optional(Type.Array(text)),
  mentors: optional(Type.Array(text)),
};

export const BATCH_CREATE = requestBody({ courseId, createdBy: optional(text), ...BATCH });
export const BATCH_UPDATE = requestBody({ id: text, courseId, ...BATCH });

export const BATCH_SEARCH = requestBody({
  filters: optional(anything),
  fields: optional(Type.Array(text)),
  query: optional(text),
  sort_by: optional(Type.Record(Type.String(), Type.String({ enum: ['asc', 'desc'] }))),
  limit: optional(Type.Integer({ minimum: 0 })),
  offset: optional(Type.Integer({ minimum: 0 })),
});

export const PARTICIPANTS = requestBody({
  batch: Type.Object({ batchId, active: optional(Type.Boolean()) }),
});

export const TEMPLATE_REMOVE = requestBody({
  batch: Type.Object({
    courseId,
    batchId,
    template: Type.Object({ identifier: text }),
  }),
});

export const GROUP_AGGREGATE = requestBody({
  groupId: text,
  activityId: text,
  activityType: text,
  userIds: Type.Array(text, {
    description: 'members of the group; needed, since no group service is configured',
  }),
});

export const HIERARCHY = requestBody({ hierarchy: anything });
export const USER_ENTRY = requestBody({ user: anything });
