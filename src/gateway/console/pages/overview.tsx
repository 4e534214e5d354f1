/** How the installation is doing: learners, the flow of work, health; live. */
import { Fragment, type VNode } from 'preact';
import type { BatchCounts, DayCount, HealthCheck, Overview } from '../../console-answers.js';
import { CONSOLE_PATHS } from '../../console-paths.js';
import { Shown, useAnswer } from '../answer.js';
import { number, t } from '../language.js';
import { BatchTable } from '../parts/batch-table.js';
import { CountedNote } from '../parts/counted.js';
import { Days } from '../parts/days.js';
import { Empty, Head } from '../parts/head.js';
import { useMay } from '../reader.js';
import { lazily } from '../parts/lazily.js';
import { LivePanel } from '../parts/live-panel.js';
import { Welcome } from '../parts/welcome.js';

const REFRESH_MS = 10_000;

export function OverviewPage(): VNode {
  const asked = useAnswer<Overview>('/v1/console/overview', REFRESH_MS);
  const isOperator = useMay('installation');
  return (
    <Shown asked={asked} title={t('overview.title')}>
      {(overview) => {
        if (!isOperator && overview.batches === 0) return <NoBatches />;
        const Content = isBeginning(overview) ? Welcome : Numbers;
        return <Content overview={overview} again={asked.again} />;
      }}
    </Shown>
  );
}

const NoBatches = (): VNode => (
  <>
    <Head title={t('overview.title')} />
    <Empty title={t('batches.none.mine')} todo={t('batches.none.mine.todo')} />
  </>
);

/** Nothing is here yet, or the demo is coming. */
const isBeginning = ({ courses, batches, demo }: Overview): boolean =>
  (courses === 0 && batches === 0) || demo.kind === 'playing';

const NextStep = lazily(async () => (await import('../parts/next-step.js')).NextStep);

interface NumbersProps {
  readonly overview: Overview;
  readonly again: () => void;
}

function Numbers({ overview }: NumbersProps): VNode {
  const { counts, days, newest, courses, batches, deadLetters } = overview;
  return (
    <>
      <Head title={t('overview.title')} below={t('overview.counted', courses, batches)} />
      <CountedNote counted={overview.counted} />
      {counts === null ? null : <Figures counts={counts} stuckDays={overview.stuckDays} />}
      {deadLetters === null ? (
        <Completions days={days} />
      ) : (
        <div class="grid">
          <LivePanel overview={overview} letters={deadLetters} />
          <div class="stack">
            <Completions days={days} />
            <Health checks={overview.health} />
          </div>
        </div>
      )}
      {batches === 0 ? <NextStep /> : <Newest batches={newest} />}
    </>
  );
}

const Newest = ({ batches }: { readonly batches: Overview['newest'] }): VNode => (
  <section class="card">
    <h2>{t('overview.newest')}</h2>
    <BatchTable batches={batches} />
    <p>
      <a href={CONSOLE_PATHS.batches}>{t('overview.all')}</a>
    </p>
  </section>
);

const Completions = ({ days }: { readonly days: readonly DayCount[] }): VNode => (
  <section class="card">
    <h2>{t('overview.days')}</h2>
    <Days days={days} />
  </section>
);

interface FiguresProps {
  readonly counts: BatchCounts;
  readonly stuckDays: number;
}

/** The counts as large numbers. */
export function Figures({ counts, stuckDays }: FiguresProps): VNode {
  const part = (value: number): string =>
    counts.enrolled === 0 ? '' : t('count.of', Math.round((value * 100) / counts.enrolled));
  const figures = [
    ...[
      { key: 'enrolled', note: '' } as const,
      { key: 'started' as const, note: part(counts.started) },
    ],
    { key: 'completed' as const, note: part(counts.completed) },
    { key: 'certified' as const, note: part(counts.certified) },
    { key: 'stuck' as const, note: t('count.stuck.what', stuckDays) },
  ];
  return (
    <dl class="figures">
      {figures.map(({ key, note }) => (
        <div class="figure" key={key}>
          <dt>{t(`count.${key}`)}</dt>
          <dd>
            {number(counts[key])}
            <small>{note}</small>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Health({ checks }: { readonly checks: readonly HealthCheck[] }): VNode {
  return (
    <section class="card">
      <h2>{t('overview.health')}</h2>
      <dl class="facts left">
        {checks.map(({ name, isHealthy, trouble }) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>
              <span class={isHealthy ? 'badge good' : 'badge bad'}>
                {t(isHealthy ? 'overview.healthy' : 'overview.unhealthy')}
              </span>{' '}
              {trouble}
            </dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}
