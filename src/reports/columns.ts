/**
 * What a column of a report is, and those that all reports begin with. The columns of each dataset
 * and their order are a public contract that readers depend on, by name and by place; they stand in
 * the dataset's own file of columns, and its row module fills the cells in that order.
 *
 * Source: `reference/exhausts.md` 3.1-3.4 (Sunbird 5.4's fixed orders).
 */
import type { Batch } from '../domain/batch.js';
import type { CourseInfo } from '../persistence/ports.js';

export interface Column {
  readonly header: string;
  readonly type: ColumnType;
  /** One sentence for the reader of a report, printed in its sidecar. */
  readonly description: string;
}

/**
 * Form of a cell that is not empty. `date` is dd/MM/yyyy, `time` yyyy-MM-dd HH:mm:ss.SSS, `percent`
 * a whole number and `%`, `number` has a point, `list` is Sunbird's JSON with single quotes.
 */
export type ColumnType = 'text' | 'date' | 'time' | 'integer' | 'number' | 'percent' | 'list';

export const column = (header: string, type: ColumnType, description: string): Column => ({
  header,
  type,
  description,
});

/** The columns that say what a row is about. */
export const SUBJECT_COLUMNS: readonly Column[] = [
  column('Collection Id', 'text', 'Identifier of the course.'),
  column('Collection Name', 'text', 'Name of the course as published.'),
  column('Batch Id', 'text', 'Identifier of the batch, after the prefix BatchId_.'),
  column('Batch Name', 'text', 'Name of the batch.'),
  column('User UUID', 'text', 'Identifier of the learner.'),
];

export interface RowSubject {
  readonly course: Pick<CourseInfo, 'course' | 'name'>;
  readonly batch: Pick<Batch, 'batch' | 'name'>;
}

/** The cells of `SUBJECT_COLUMNS` that all rows of a report share; the learner's id follows. */
export const subjectCells = ({ course, batch }: RowSubject): readonly string[] => [
  course.course,
  course.name,
  `BatchId_${batch.batch}`,
  batch.name,
];
