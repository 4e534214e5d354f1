/** The cell of a table that names a learner and leads to their page. */
import type { VNode } from 'preact';
import { consolePath } from '../../console-paths.js';
import { t } from '../language.js';

interface LearnerCellProps {
  readonly learner: string;
  /** '' = not known. */
  readonly name: string;
}

export const LearnerCell = ({ learner, name }: LearnerCellProps): VNode => (
  <td>
    <a href={consolePath('learner', { learner })}>{name || t('learner.nameless')}</a>
    <span class="sub">{learner}</span>
  </td>
);
