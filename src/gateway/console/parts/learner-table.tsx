/** The learners of a batch, a page at a time, by where they stand. */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { LEARNER_FILTERS, type LearnerList, type ListedLearner } from '../../console-answers.js';
import { consolePath } from '../../console-paths.js';
import { Shown, useAnswer } from '../answer.js';
import { ask, withQuery } from '../api.js';
import { ago, day, t } from '../language.js';
import { Meter } from './bars.js';
import { CountedNote } from './counted.js';
import { LearnerCell } from './learner-cell.js';

interface LearnerTableProps {
  readonly batch: string;
  readonly filter: string;
}

export function LearnerTable({ batch, filter }: LearnerTableProps): VNode {
  const path = `/v1/console/batches/${encodeURIComponent(batch)}/learners`;
  const asked = useAnswer<LearnerList>(withQuery(path, { filter }));
  const here = consolePath('batch', { batch });
  return (
    <section class="card" aria-labelledby="learners">
      <h2 id="learners">{t('batch.learners')}</h2>
      <nav class="tabs" aria-label={t('batch.filter')}>
        {LEARNER_FILTERS.map((name) => (
          <a
            key={name}
            href={withQuery(here, { filter: name === 'all' ? null : name })}
            aria-current={name === filter ? 'page' : undefined}
          >
            {t(`batch.filter.${name}`)}
          </a>
        ))}
      </nav>
      <Shown asked={asked}>
        {(list) => <Rows key={filter} first={list} path={path} filter={filter} />}
      </Shown>
    </section>
  );
}

interface RowsProps {
  readonly first: LearnerList;
  readonly path: string;
  readonly filter: string;
}

function Rows({ first, path, filter }: RowsProps): VNode {
  const [list, setList] = useState(first);
  useEffect(() => setList(first), [first]);
  const more = (): void =>
    void ask<LearnerList>(withQuery(path, { filter, after: list.next })).then((answer) => {
      if (!answer.ok) return;
      const { learners, next, counted } = answer.value;
      setList({ learners: [...list.learners, ...learners], next, counted });
    });
  if (list.learners.length === 0) return <p class="muted">{t('batch.learners.none')}</p>;
  return (
    <>
      <CountedNote counted={list.counted} />
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">{t('learners.name')}</th>
            <th scope="col">{t('learners.progress')}</th>
            <th scope="col">{t('learners.active')}</th>
            <th scope="col">{t('learners.done')}</th>
            <th scope="col">{t('learners.certified')}</th>
          </tr>
        </thead>
        <tbody>
          {list.learners.map((learner) => (
            <Row key={learner.learner} learner={learner} />
          ))}
        </tbody>
      </table>
      {list.next === null ? null : (
        <button type="button" onClick={more}>
          {t('action.more')}
        </button>
      )}
    </>
  );
}

const Row = ({ learner }: { readonly learner: ListedLearner }): VNode => (
  <tr>
    <LearnerCell learner={learner.learner} name={learner.name} />
    <td data-label={t('learners.progress')}>
      <Meter percent={learner.percent} />
    </td>
    <td data-label={t('learners.active')}>
      {learner.lastActiveAt === 0 ? '–' : ago(learner.lastActiveAt, Date.now())}
    </td>
    <td data-label={t('learners.done')}>{day(learner.completedAt) || '–'}</td>
    <td data-label={t('learners.certified')}>
      {learner.isCertified ? <span class="badge good">{t('learners.yes')}</span> : '–'}
    </td>
  </tr>
);
