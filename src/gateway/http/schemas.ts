/**
 * Shapes of requests and answers for the OpenAPI page. They document; they do not validate: which
 * fault wins, and its code, is the parsers' to say (`reference/lms.md`), as no schema can.
 */
import { Type, type TProperties, type TSchema } from 'typebox';

const text = Type.String();
const nullableText = Type.Union([Type.String(), Type.Null()]);
const time = Type.String({ description: 'yyyy-MM-dd HH:mm:ss:SSSZ, any offset' });
const day = Type.String({ description: 'yyyy-MM-dd' });
const anything = Type.Record(Type.String(), Type.Unknown());

/** Sunbird's envelope around any result. */
export const ENVELOPE = Type.Object({
  id: text,
  ver: text,
  ts: time,
  params: Type.Object({
    resmsgid: nullableText,
    msgid: nullableText,
    err: nullableText,
    status: text,
    errmsg: nullableText,
  }),
  responseCode: text,
  result: anything,
});

/** `{"request": {...}}`. */
export const requestBody = (properties: TProperties): TSchema =>
  Type.Object({ request: Type.Object(properties) });

const optional = Type.Optional;

const CONTENT = Type.Object({
  contentId: text,
  batchId: text,
  courseId: text,
  userId: optional(text),
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
  batchId: text,
  courseId: text,
  contentId: text,
  userId: text,
  attemptId: text,
  events: Type.Array(anything, { description: 'ASSESS telemetry events' }),
});

export const STATE_UPDATE = requestBody({
  userId: optional(text),
  contents: optional(Type.Array(CONTENT)),
  assessments: optional(Type.Array(ASSESSMENT)),
});

export const STATE_READ = requestBody({
  userId: optional(text),
  courseId: text,
  batchId: text,
  contentIds: optional(Type.Array(text)),
  fields: optional(Type.Array(text, { description: '"score" adds the attempts' })),
});

export const ENROLMENT = requestBody({ courseId: text, batchId: text, userId: optional(text) });

export const ENROLMENT_LIST = requestBody({
  userId: optional(text),
  courseIds: optional(Type.Array(text)),
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

export const BATCH_CREATE = requestBody({ courseId: text, createdBy: optional(text), ...BATCH });
export const BATCH_UPDATE = requestBody({ id: text, courseId: text, ...BATCH });

export const BATCH_SEARCH = requestBody({
  filters: optional(anything),
  fields: optional(Type.Array(text)),
  query: optional(text),
  sort_by: optional(Type.Record(Type.String(), Type.String({ enum: ['asc', 'desc'] }))),
  limit: optional(Type.Integer({ minimum: 0 })),
  offset: optional(Type.Integer({ minimum: 0 })),
});

export const PARTICIPANTS = requestBody({
  batch: Type.Object({ batchId: text, active: optional(Type.Boolean()) }),
});

const SIGNATORY = Type.Object({ name: text, id: text, designation: text, image: text });

export const TEMPLATE_ADD = requestBody({
  batch: Type.Object({
    courseId: text,
    batchId: text,
    template: Type.Object({
      identifier: text,
      name: optional(text),
      criteria: Type.Object({
        enrollment: optional(Type.Object({ status: Type.Integer() })),
        assessment: optional(Type.Object({ score: anything })),
        user: optional(anything),
      }),
      issuer: Type.Object({ name: text, url: text }),
      signatoryList: Type.Array(SIGNATORY),
      url: optional(
        Type.String({
          description: 'an SVG; it is stored, documents are drawn with the built-in layout',
        }),
      ),
    }),
  }),
});

export const TEMPLATE_REMOVE = requestBody({
  batch: Type.Object({
    courseId: text,
    batchId: text,
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

export const REPORT_REQUEST = requestBody({
  tag: text,
  dataset: Type.String({ enum: ['progress-exhaust'] }),
  datasetConfig: anything,
  requestedBy: optional(text),
});

/** Parameters of a path, all texts. */
export const params = (...names: readonly string[]): TSchema =>
  Type.Object(Object.fromEntries(names.map((name) => [name, text])));
