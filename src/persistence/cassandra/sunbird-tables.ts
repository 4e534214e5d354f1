/**
 * Sunbird's tables as data: columns, types and keys. What is made of them, and how an existing
 * keyspace is compared with them, is `sunbird-schema.ts`.
 *
 * - T1 Types are spelled as `system_schema` prints them.
 *
 * Source: `reference/lms.md` 5.1-5.2, `reference/jobs.md` 0.5 and 4.5.
 */

export interface TableShape {
  readonly name: string;
  readonly columns: Readonly<Record<string, string>>;
  /** `((partition), clustering)`; tables are made with it. */
  readonly key: string;
  /** Keys of other releases, under which every read and write works as well. */
  readonly otherKeys: readonly string[];
  /** Columns that are neither written nor named by a read: a keyspace may do without them. */
  readonly optional: readonly string[];
}

const CONSUMPTION: TableShape = {
  name: 'user_content_consumption',
  columns: {
    userid: 'text',
    courseid: 'text',
    batchid: 'text',
    contentid: 'text',
    completedcount: 'int',
    datetime: 'timestamp',
    lastaccesstime: 'text',
    lastcompletedtime: 'text',
    lastupdatedtime: 'text',
    progress: 'int',
    status: 'int',
    viewcount: 'int',
    last_access_time: 'timestamp',
    last_completed_time: 'timestamp',
    last_updated_time: 'timestamp',
    completionpercentage: 'float',
    progressdetails: 'text',
  },
  key: '((userid), courseid, batchid, contentid)',
  otherKeys: [],
  optional: [
    'datetime',
    'lastaccesstime',
    'lastcompletedtime',
    'lastupdatedtime',
    'completionpercentage',
  ],
};

const ENROLMENTS: TableShape = {
  name: 'user_enrolments',
  columns: {
    userid: 'text',
    courseid: 'text',
    batchid: 'text',
    active: 'boolean',
    addedby: 'text',
    certificates: 'list<frozen<map<text, text>>>',
    completedon: 'timestamp',
    completionpercentage: 'int',
    contentstatus: 'map<text, int>',
    datetime: 'timestamp',
    enrolleddate: 'text',
    lastreadcontentid: 'text',
    lastreadcontentstatus: 'int',
    progress: 'int',
    status: 'int',
    issued_certificates: 'list<frozen<map<text, text>>>',
    certstatus: 'int',
    enrolled_date: 'timestamp',
    lastcontentaccesstime: 'timestamp',
  },
  key: '((userid), courseid, batchid)',
  otherKeys: [],
  optional: ['certificates', 'completionpercentage', 'certstatus'],
};

const ACTIVITIES: TableShape = {
  name: 'user_activity_agg',
  columns: {
    activity_type: 'text',
    activity_id: 'text',
    user_id: 'text',
    context_id: 'text',
    agg: 'map<text, int>',
    agg_last_updated: 'map<text, timestamp>',
    aggregates: 'map<text, double>',
    agg_details: 'list<text>',
  },
  key: '((activity_type, activity_id, user_id), context_id)',
  otherKeys: ['((activity_type, activity_id), context_id, user_id)'],
  optional: ['agg'],
};

const BATCHES: TableShape = {
  name: 'course_batch',
  columns: {
    courseid: 'text',
    batchid: 'text',
    createdby: 'text',
    createddate: 'text',
    createdfor: 'list<text>',
    description: 'text',
    enddate: 'text',
    enrollmentenddate: 'text',
    enrollmenttype: 'text',
    mentors: 'list<text>',
    name: 'text',
    startdate: 'text',
    status: 'int',
    updateddate: 'text',
    cert_templates: 'map<text, frozen<map<text, text>>>',
    tandc: 'boolean',
    created_date: 'timestamp',
    start_date: 'timestamp',
    end_date: 'timestamp',
    enrollment_enddate: 'timestamp',
    updated_date: 'timestamp',
  },
  key: '((courseid), batchid)',
  otherKeys: [],
  optional: ['createddate', 'enddate', 'enrollmentenddate', 'startdate', 'updateddate', 'tandc'],
};

const ASSESSMENTS: TableShape = {
  name: 'assessment_aggregator',
  columns: {
    course_id: 'text',
    batch_id: 'text',
    user_id: 'text',
    content_id: 'text',
    attempt_id: 'text',
    created_on: 'timestamp',
    last_attempted_on: 'timestamp',
    total_max_score: 'double',
    grand_total: 'text',
    question: 'list<frozen<question>>',
    total_score: 'double',
    updated_on: 'timestamp',
  },
  key: '((course_id), batch_id, user_id, content_id, attempt_id)',
  otherKeys: ['((user_id, course_id), batch_id, content_id, attempt_id)'],
  optional: [],
};

export const SUNBIRD_TABLES: readonly TableShape[] = [
  CONSUMPTION,
  ENROLMENTS,
  ACTIVITIES,
  BATCHES,
  ASSESSMENTS,
];

/** The type of an answered question and its fields. */
export const QUESTION_TYPE = {
  name: 'question',
  fields: {
    id: 'text',
    assess_ts: 'timestamp',
    max_score: 'double',
    score: 'double',
    type: 'text',
    title: 'text',
    resvalues: 'list<frozen<map<text, text>>>',
    params: 'list<frozen<map<text, text>>>',
    description: 'text',
    duration: 'decimal',
  },
} as const satisfies { name: string; fields: Readonly<Record<string, string>> };

/** Columns of the newest release by what they were called before (`reference/lms.md` 5.3). */
export const RENAMED_COLUMNS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  user_content_consumption: { courseid: 'collectionid', batchid: 'contextid' },
  user_enrolments: { courseid: 'collectionid', batchid: 'contextid' },
  course_batch: { courseid: 'collectionid', batchid: 'contextid' },
  assessment_aggregator: { course_id: 'collection_id', batch_id: 'context_id' },
};

/** The columns of `user_enrolments` that every keyspace in use has. */
export const ENROLMENT_COLUMNS: readonly string[] = Object.keys(ENROLMENTS.columns).filter(
  (column) => !ENROLMENTS.optional.includes(column),
);
