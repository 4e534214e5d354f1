/** A list of batches with how far their learners are. */
import type { VNode } from 'preact';
import type { ListedBatch } from '../../console-answers.js';
import { consolePath } from '../../console-paths.js';
import { calendarDay, number, t } from '../language.js';
import { Meter } from './bars.js';

interface BatchTableProps {
  readonly batches: readonly ListedBatch[];
  /** All are of the course that the page is about. */
  readonly isOfOneCourse?: boolean;
}

export const BatchTable = ({ batches, isOfOneCourse = false }: BatchTableProps): VNode => (
  <table class="cards">
    <thead>
      <tr>
        <th scope="col">{t('batches.name')}</th>
        <th scope="col">{t('batches.status')}</th>
        <th scope="col" class="number">
          {t('count.enrolled')}
        </th>
        <th scope="col">{t('count.completed')}</th>
        <th scope="col" class="number">
          {t('count.certified')}
        </th>
        <th scope="col" class="number">
          {t('count.stuck')}
        </th>
      </tr>
    </thead>
    <tbody>
      {batches.map((batch) => (
        <Row key={batch.batch} batch={batch} isOfOneCourse={isOfOneCourse} />
      ))}
    </tbody>
  </table>
);

interface RowProps {
  readonly batch: ListedBatch;
  readonly isOfOneCourse: boolean;
}

function Row({ batch, isOfOneCourse }: RowProps): VNode {
  const { counts } = batch;
  const shown = (value: number | undefined): string => (value === undefined ? '–' : number(value));
  const part =
    counts === null || counts.enrolled === 0 ? 0 : (counts.completed * 100) / counts.enrolled;
  return (
    <tr>
      <td>
        <a href={consolePath('batch', { batch: batch.batch })}>{batch.name}</a>
        {isOfOneCourse ? null : <span class="sub">{batch.courseName}</span>}
      </td>
      <td data-label={t('batches.status')}>
        <span>
          <span class={batch.status === 1 ? 'badge good' : 'badge'}>
            {t(`batches.status.${batch.status}`)}
          </span>
          <span class="sub">{period(batch)}</span>
        </span>
      </td>
      <td class="number" data-label={t('count.enrolled')}>
        {shown(counts?.enrolled)}
      </td>
      <td data-label={t('count.completed')}>
        {counts === null ? '–' : <Meter percent={Math.floor(part)} />}
      </td>
      <td class="number" data-label={t('count.certified')}>
        {shown(counts?.certified)}
      </td>
      <td class="number" data-label={t('count.stuck')}>
        {shown(counts?.stuck)}
      </td>
    </tr>
  );
}

/** From when, and until when if that is set. */
export const period = ({
  startDate,
  endDate,
}: Pick<ListedBatch, 'startDate' | 'endDate'>): string =>
  endDate === null
    ? t('batch.since', calendarDay(startDate))
    : t('batch.until', calendarDay(startDate), calendarDay(endDate));
