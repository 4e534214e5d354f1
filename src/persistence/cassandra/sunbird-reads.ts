/**
 * Reads of Sunbird's tables by the keys of enrolments.
 *
 * - R1 Every read names columns that lead every release's key, so that no release needs a scan.
 *   Several learners are read at once only where the learner is the partition in every release:
 *   elsewhere it may be a clustering column, and servers take no `IN` of these beside a collection.
 * - R2 Rows are read with all their columns: releases differ in them, and a row that holds nothing
 *   but what was read last stands for no enrolment (N3 of `../sunbird/enrolment-row.ts`).
 */
import type { Client } from 'cassandra-driver';
import type { EnrolmentKey, LearnerId } from '../../domain/ids.js';
import { ok } from '../../domain/result.js';
import type { Stored } from '../ports.js';
import type { EnrolmentRows } from '../sunbird/adopt.js';
import { rowsByEnrolment, type KeyedRows } from '../sunbird/learner-rows.js';
import { ACTIVITY_TYPE, contextOf, type StoredRow } from '../sunbird/rows.js';
import { readTogether } from './read-together.js';
import { readRows } from './sunbird-call.js';

export interface SunbirdReads {
  /** The stored rows of one enrolment, of all four tables. */
  enrolment(key: EnrolmentKey): Stored<EnrolmentRows>;
  /** A learner's rows of the two tables that have the learner as their partition. */
  learner(learner: LearnerId): Stored<readonly KeyedRows[]>;
  /** The rows of the other two tables. */
  beside(key: EnrolmentKey): Stored<Pick<EnrolmentRows, 'activity' | 'attempts'>>;
  /** The row of `user_activity_agg` of a course or a unit. */
  activity(key: EnrolmentKey, activity: string): Stored<StoredRow | null>;
  attempts(key: EnrolmentKey): Stored<readonly StoredRow[]>;
}

export function sunbirdReads(client: Client, keyspace: string): SunbirdReads {
  const texts = textsOf(keyspace);
  const all = (query: string, ...params: readonly string[]): Stored<readonly StoredRow[]> =>
    readRows(client, query, params);
  const activity: SunbirdReads['activity'] = async ({ learner, batch }, id) => {
    const rows = await all(texts.activity, ACTIVITY_TYPE, id, learner, contextOf(batch));
    return rows.ok ? ok(rows.value[0] ?? null) : rows;
  };
  const attempts: SunbirdReads['attempts'] = ({ course, batch, learner }) =>
    all(texts.attempts, course, batch, learner);
  const together = (query: string): ((key: EnrolmentKey) => Stored<readonly StoredRow[] | null>) =>
    readTogether(async (course, batch, learners) => {
      const rows = await readRows(client, query, [learners, course, batch]);
      return rows.ok ? ok(byLearner(rows.value)) : rows;
    });
  const [enrolmentRows, contentRows] = [together(texts.enrolments), together(texts.contents)];
  const beside: SunbirdReads['beside'] = async (key) => {
    const [course, made] = await Promise.all([activity(key, key.course), attempts(key)]);
    if (!course.ok) return course;
    return made.ok ? ok({ activity: course.value, attempts: made.value }) : made;
  };
  return {
    activity,
    attempts,
    beside,
    enrolment: async (key) => {
      const [enrolment, contents, rest] = await Promise.all([
        enrolmentRows(key),
        contentRows(key),
        beside(key),
      ]);
      if (!enrolment.ok) return enrolment;
      if (!contents.ok) return contents;
      if (!rest.ok) return rest;
      return ok({
        enrolment: enrolment.value?.[0] ?? null,
        contents: contents.value ?? [],
        ...rest.value,
      });
    },
    learner: async (learner) => {
      const [enrolments, contents] = await Promise.all([
        all(texts.enrolmentsOf, learner),
        all(texts.contentsOf, learner),
      ]);
      if (!enrolments.ok) return enrolments;
      if (!contents.ok) return contents;
      return ok(
        rowsByEnrolment({
          user_enrolments: enrolments.value,
          user_content_consumption: contents.value,
        }),
      );
    },
  };
}

/** Each learner's rows, in the order in which they were read. */
function byLearner(rows: readonly StoredRow[]): ReadonlyMap<string, readonly StoredRow[]> {
  const groups = new Map<string, StoredRow[]>();
  for (const row of rows) {
    const learner = String(row['userid']);
    const held = groups.get(learner);
    if (held === undefined) groups.set(learner, [row]);
    else held.push(row);
  }
  return groups;
}

/** R1, R2. */
function textsOf(keyspace: string): Readonly<Record<TextName, string>> {
  const select = (table: string, columns: readonly string[]): string =>
    `SELECT * FROM ${keyspace}.${table} WHERE ${columns.map((c) => `${c} = ?`).join(' AND ')}`;
  const ofLearners = (table: string): string =>
    `SELECT * FROM ${keyspace}.${table} WHERE userid IN ? AND courseid = ? AND batchid = ?`;
  const activityIds = ['activity_type', 'activity_id', 'user_id', 'context_id'];
  return {
    enrolments: ofLearners('user_enrolments'),
    enrolmentsOf: select('user_enrolments', ['userid']),
    contents: ofLearners('user_content_consumption'),
    contentsOf: select('user_content_consumption', ['userid']),
    activity: select('user_activity_agg', activityIds),
    attempts: select('assessment_aggregator', ['course_id', 'batch_id', 'user_id']),
  };
}

type TextName = 'enrolments' | 'enrolmentsOf' | 'contents' | 'contentsOf' | 'activity' | 'attempts';
