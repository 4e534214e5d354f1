/** One batch: from enrolled to certified, how far its learners are, who is stuck. */
import type { VNode } from 'preact';
import type { BatchPage as Answer, BatchSummary } from '../../console-answers.js';
import { CONSOLE_PATHS, consolePath } from '../../console-paths.js';
import { Shown, useAnswer } from '../answer.js';
import { withQuery } from '../api.js';
import { t } from '../language.js';
import { Bars } from '../parts/bars.js';
import { period } from '../parts/batch-table.js';
import { CountedNote } from '../parts/counted.js';
import { Days } from '../parts/days.js';
import { Head } from '../parts/head.js';
import { LearnerTable } from '../parts/learner-table.js';
import { useMay } from '../reader.js';
import { Figures } from './overview.js';

interface BatchPageProps {
  readonly batch: string;
  readonly filter: string;
}

export function BatchPage({ batch, filter }: BatchPageProps): VNode {
  const asked = useAnswer<Answer>(`/v1/console/batches/${encodeURIComponent(batch)}`);
  const mayAsk = useMay('courses');
  return (
    <Shown asked={asked} title={t('batches.name')}>
      {(page) => (
        <>
          <Head title={page.name} below={<Below page={page} />}>
            {mayAsk ? (
              <a class="button" href={consolePath('criteria', { batch })}>
                {t('batch.criteria')}
              </a>
            ) : null}
            <a class="button" href={withQuery(CONSOLE_PATHS.certificates, { batch })}>
              {t('batch.certificates')}
            </a>
            <a class="button" href={withQuery(CONSOLE_PATHS.reports, { batch })}>
              {t('batch.report')}
            </a>
          </Head>
          <CountedNote counted={page.counted} />
          {page.summary === null ? null : (
            <Numbers summary={page.summary} stuckDays={page.stuckDays} />
          )}
          {page.counted === 'cluster' ? null : <LearnerTable batch={batch} filter={filter} />}
          <p class="muted">{t('batch.course', page.required, page.optional)}</p>
        </>
      )}
    </Shown>
  );
}

const Below = ({ page }: { readonly page: Answer }): VNode => (
  <>
    <a href={consolePath('course', { course: page.course })}>{page.courseName}</a> · {period(page)}
  </>
);

interface NumbersProps {
  readonly summary: BatchSummary;
  readonly stuckDays: number;
}

function Numbers({ summary, stuckDays }: NumbersProps): VNode {
  const { enrolled, bins, days } = summary;
  const steps = ['enrolled', 'started', 'half', 'completed', 'certified'] as const;
  const percent = (value: number): string =>
    enrolled === 0 ? '' : `${String(Math.round((value * 100) / enrolled))} %`;
  return (
    <>
      <Figures counts={summary} stuckDays={stuckDays} />
      <div class="grid">
        <section class="card">
          <h2>{t('batch.funnel')}</h2>
          <Bars
            kind="funnel"
            full={enrolled}
            bars={steps.map((step) => ({
              ...{ label: t(`count.${step}`), value: summary[step] },
              ...{ note: percent(summary[step]), isGold: step === 'certified' },
            }))}
          />
        </section>
        <section class="card">
          <h2>{t('batch.progress')}</h2>
          <Bars
            kind="bins"
            full={Math.max(...bins)}
            bars={bins.map((value, i) => ({
              ...{ label: binLabel(i, bins.length), value, note: '' },
              isGold: i === bins.length - 1,
            }))}
          />
        </section>
      </div>
      <section class="card">
        <h2>{t('overview.days')}</h2>
        <Days days={days} />
      </section>
    </>
  );
}

const binLabel = (i: number, count: number): string =>
  `${String(i * 10)}–${String(i === count - 1 ? 100 : i * 10 + 9)} %`;
