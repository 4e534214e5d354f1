/**
 * The columns of a response report.
 *
 * Source: `reference/exhausts.md` 3.2.
 */
import { column, SUBJECT_COLUMNS, type Column } from './columns.js';

/** The 18 columns, in Sunbird's order. */
export const RESPONSE_COLUMNS: readonly Column[] = [
  ...SUBJECT_COLUMNS,
  column('QuestionSet Id', 'text', 'Identifier of the assessed content.'),
  column('QuestionSet Title', 'text', 'Name of that content; empty where it is not known.'),
  column('Attempt Id', 'text', 'Identifier of the attempt.'),
  column('Attempted On', 'time', 'When the attempt was assessed last.'),
  column('Question Id', 'text', 'Identifier of the question; empty in an attempt without any.'),
  column('Question Type', 'text', 'Type of the question, such as mcq.'),
  column('Question Title', 'text', 'Title of the question.'),
  column('Question Description', 'text', 'Description of the question.'),
  column('Question Duration', 'number', 'Seconds that the answer took, rounded.'),
  column('Question Score', 'number', 'Score of the answer.'),
  column('Question Max Score', 'number', 'Highest score of the question.'),
  column('Question Options', 'list', 'What there was to choose from; null in an empty attempt.'),
  column('Question Response', 'list', 'What the learner chose; null in an empty attempt.'),
];
