/** The flow of work as it happens: the rate over the last minutes, and what waits. */
import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { LetterCount, Overview } from '../../console-answers.js';
import { CONSOLE_PATHS } from '../../console-paths.js';
import { number, t } from '../language.js';
import { useLive } from '../live.js';
import { Chart } from './chart.js';

const clock = (seconds: number): string =>
  new Date(seconds * 1000).toLocaleTimeString([], { timeStyle: 'medium' });

interface LivePanelProps {
  readonly overview: Overview;
  readonly letters: LetterCount;
}

export function LivePanel({ overview, letters }: LivePanelProps): VNode {
  const { samples, connection } = useLive(overview.live);
  const times = useMemo(() => samples.map(({ at }) => at / 1000), [samples]);
  const values = useMemo(() => samples.map(({ writtenPerS }) => writtenPerS), [samples]);
  const last = samples.at(-1);
  const { count, isMore } = letters;
  return (
    <section class="card">
      <h2>
        {t('overview.live')}{' '}
        <span class="muted small">
          <span class={connection === 'connected' ? 'dot' : 'dot off'} aria-hidden="true" />
          {t(`overview.${connection}`)}
        </span>
      </h2>
      <p class="muted small">{t('overview.rate.what')}</p>
      <Chart
        label={t('overview.rate')}
        over={t('overview.time')}
        kind="line"
        times={times}
        values={values}
        timeText={clock}
      />
      <dl class="facts">
        <dt>{t('overview.lag')}</dt>
        <dd>
          {last === undefined || last.lagMs === 0
            ? t('overview.lag.none')
            : t('overview.lag.what', last.lagMs)}
        </dd>
        <dt>{t('overview.waiting')}</dt>
        <dd>{number(last?.waiting ?? 0)}</dd>
        <dt>{t('overview.effects')}</dt>
        <dd>{number(last?.pendingEffects ?? 0)}</dd>
        <dt>{t('overview.residents')}</dt>
        <dd>{number(last?.residents ?? 0)}</dd>
        <dt>{t('overview.letters')}</dt>
        <dd>
          {count === 0 ? (
            t('overview.letters.none')
          ) : (
            <a href={CONSOLE_PATHS.letters}>{`${number(count)}${isMore ? '+' : ''}`}</a>
          )}
        </dd>
      </dl>
    </section>
  );
}
