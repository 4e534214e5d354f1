/**
 * What Sunbird kept of enrolments before Laurel, or keeps beside it. How rows become a state is
 * `../sunbird/adopt.ts`.
 *
 * - O1 A learner's enrolments are those that `user_enrolments` and `user_content_consumption` name:
 *   the other two tables are partitioned by course. What only they hold is found when its
 *   enrolment is asked for by its key.
 */
import type { Client } from 'cassandra-driver';
import type { EnrolmentState, Membership } from '../../domain/enrolment.js';
import type { EnrolmentKey, Instant } from '../../domain/ids.js';
import { ok } from '../../domain/result.js';
import type { AttemptRow, Origin, Stored } from '../ports.js';
import { adopt, adoptAnswers, type EnrolmentRows } from '../sunbird/adopt.js';
import { numberOf } from '../sunbird/cell.js';
import { membershipOfRow } from '../sunbird/enrolment-row.js';
import type { KeyedRows } from '../sunbird/learner-rows.js';
import type { RowZone } from '../sunbird/rows.js';
import { allOk, readRows } from './sunbird-call.js';
import { sunbirdReads } from './sunbird-reads.js';
import { ENROLMENT_COLUMNS } from './sunbird-tables.js';

export interface SunbirdOrigin extends Origin {
  /**
   * Where another service enrols: what it says now; `null` = no enrolment. `decidedAt` is when the
   * cell `active` was written, by the clock of its writer, in milliseconds (design 5.6).
   */
  membership(key: EnrolmentKey): Stored<Membership | null>;
  /** The answers of the stored attempts, which a state does not hold. */
  answers(key: EnrolmentKey): Stored<readonly AttemptRow[]>;
}

/** Enrolments of a learner whose further rows are read at once. */
const ENROLMENTS_AT_ONCE_MAX = 8;

/** `now` stands for the times of completions that no row tells. */
export function sunbirdOrigin(
  client: Client,
  keyspace: string,
  zone: RowZone,
  now: () => Instant,
): SunbirdOrigin {
  const reads = sunbirdReads(client, keyspace);
  const completed = async ({ key, rows }: KeyedRows): Stored<EnrolmentState> => {
    const rest = await reads.beside(key);
    return rest.ok ? ok(adopt(key, { ...rows, ...rest.value }, zone, now())) : rest;
  };
  return {
    enrolment: async (key) => {
      const rows = await reads.enrolment(key);
      if (!rows.ok) return rows;
      return ok(isNothing(rows.value) ? null : adopt(key, rows.value, zone, now()));
    },
    learner: async (learner) => {
      const named = await reads.learner(learner);
      if (!named.ok) return named;
      const states: EnrolmentState[] = [];
      for (let i = 0; i < named.value.length; i += ENROLMENTS_AT_ONCE_MAX) {
        const some = named.value.slice(i, i + ENROLMENTS_AT_ONCE_MAX);
        const read = allOk(await Promise.all(some.map(completed)));
        if (!read.ok) return read;
        states.push(...read.value);
      }
      return ok(states);
    },
    membership: async ({ learner, course, batch }) => {
      const rows = await readRows(client, membershipText(keyspace), [learner, course, batch]);
      if (!rows.ok) return rows;
      const [row] = rows.value;
      if (row === undefined) return ok(null);
      const { decided_micros: writtenMicros, ...columns } = row;
      const held = membershipOfRow(columns);
      return ok(held === null ? null : { ...held, decidedAt: millisOf(writtenMicros, held) });
    },
    answers: async (key) => {
      const rows = await reads.attempts(key);
      return rows.ok ? ok(adoptAnswers(key, rows.value)) : rows;
    },
  };
}

const isNothing = ({ enrolment, contents, activity, attempts }: EnrolmentRows): boolean =>
  enrolment === null && contents.length === 0 && activity === null && attempts.length === 0;

/** One read, so that decision and time are of one moment; `*` cannot stand beside a time. */
const membershipText = (keyspace: string): string =>
  `SELECT ${ENROLMENT_COLUMNS.join(', ')}, WRITETIME(active) AS decided_micros ` +
  `FROM ${keyspace}.user_enrolments WHERE userid = ? AND courseid = ? AND batchid = ?`;

/** A row without the cell was never decided otherwise than by enrolling. */
function millisOf(micros: unknown, { enrolledAt }: Membership): Instant {
  const number = numberOf(micros);
  return number === null ? enrolledAt : Math.floor(number / 1000);
}
