/**
 * The columns of a user info report: Sunbird's nineteen, and the status of the account on request.
 *
 * Source: `reference/exhausts.md` 3.4 (Sunbird 5.4's fixed order).
 */
import { column, SUBJECT_COLUMNS, type Column } from './columns.js';
import type { ReportOptions } from './report-options.js';

/** The columns that a request asks for. */
export const userInfoColumns = ({ status }: Pick<ReportOptions, 'status'>): readonly Column[] =>
  status ? [...USER_INFO_COLUMNS, STATUS_COLUMN] : USER_INFO_COLUMNS;

const USER_INFO_COLUMNS: readonly Column[] = [
  ...SUBJECT_COLUMNS,
  column('User Name', 'text', 'First and last name of the profile.'),
  column('User Type', 'text', 'Type of the profile; several are joined by commas.'),
  column('User Sub Type', 'text', 'Subtype of the profile; several are joined by commas.'),
  column('State', 'text', 'State of the profile.'),
  column('District', 'text', 'District of the profile.'),
  column('Block', 'text', 'Block of the profile.'),
  column('Cluster', 'text', 'Cluster of the profile.'),
  column('School Id', 'text', 'UDISE code of the school.'),
  column('School Name', 'text', 'Name of the school.'),
  column('Org Name', 'text', 'Organisation of the learner.'),
  column('Email ID', 'text', 'Address of the profile.'),
  column('Mobile Number', 'text', 'Number of the profile.'),
  column('Consent Provided', 'text', 'Always true: who gave no consent has no row.'),
  column('Consent Provided Date', 'date', 'Day of the consent; empty where it is not known.'),
];

const STATUS_COLUMN = column(
  'Status',
  'text',
  'Active user, Inactive user, Deleted user, or Invalid user where it is not known.',
);
