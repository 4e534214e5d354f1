/**
 * One row of a user info report: who a learner is, for whom the learner let know. Owns the value
 * rules of `userInfoColumns`; who has a row at all is `user-info-sheet.ts`.
 *
 * - P1 Name, address and number are the only personal data of any report, and appear in this row
 *   only. What cannot be decrypted is shown as it is, as upstream, since it may be plain.
 *
 * Source: `reference/exhausts.md` 2.2 (derived fields), 3.4.
 */
import type { UserEntry } from '../domain/certificate.js';
import type { Consent } from '../domain/consent.js';
import type { LearnerId } from '../domain/ids.js';
import { NEVER } from '../domain/ids.js';
import { userStatus } from '../domain/user-cache.js';
import { subjectCells, type RowSubject } from './columns.js';
import type { ReportOptions } from './report-options.js';
import type { Row } from './sheet.js';
import { reportDate, type ZoneDay } from './zone-day.js';

export interface UserInfoSubject extends RowSubject {
  readonly options: Pick<ReportOptions, 'status'>;
  /** Undoes the platform's encryption; gives back what it cannot undo. */
  readonly decrypt: (text: string) => string;
  readonly dayOf: ZoneDay;
}

/** `user` `null`: the user cache does not know the learner. */
export type UserInfoRow = (learner: LearnerId, user: UserEntry | null, consent: Consent) => Row;

/** Prepares the rows of one report. */
export function userInfoRow(subject: UserInfoSubject): UserInfoRow {
  const { options, decrypt, dayOf } = subject;
  const shared = subjectCells(subject);
  return (learner, user, consent) => {
    const entry = user ?? {};
    const cell = (field: string): string => entry[field] ?? '';
    return [
      ...shared,
      learner,
      decrypt(userName(entry)),
      ...PROFILE_FIELDS.map(cell),
      decrypt(cell('email')),
      decrypt(cell('phone')),
      'true',
      consent.at === NEVER ? '' : reportDate(dayOf(consent.at)),
      ...(options.status ? [statusText(entry)] : []),
    ];
  };
}

/** User Type to Org Name. */
const PROFILE_FIELDS = [
  ...['usertype', 'usersubtype', 'state', 'district', 'block', 'cluster'],
  ...['schooludisecode', 'schoolname', 'orgname'],
] as const;

/** First and last name, as far as there are any. */
export const userName = ({ firstname, lastname }: UserEntry): string =>
  [firstname, lastname].filter((name) => name !== undefined && name !== '').join(' ');

/** The status of an account in words. */
export const statusText = (entry: UserEntry): string =>
  STATUS_TEXTS[String(userStatus(entry))] ?? 'Invalid user';

const STATUS_TEXTS: Readonly<Record<string, string>> = {
  0: 'Inactive user',
  1: 'Active user',
  2: 'Deleted user',
};
