/** Completions a day as a chart, days without any included. */
import type { VNode } from 'preact';
import type { DayCount } from '../../console-answers.js';
import { dayOf, daySpan } from '../day-span.js';
import { calendarDay, t } from '../language.js';
import { Chart } from './chart.js';

export function Days({ days }: { readonly days: readonly DayCount[] }): VNode {
  if (days.length === 0) return <p class="muted">{t('overview.days.none')}</p>;
  const { times, values } = daySpan(days);
  return (
    <Chart
      label={t('overview.days')}
      over={t('chart.day')}
      kind="bars"
      times={times}
      values={values}
      timeText={(seconds) => calendarDay(dayOf(seconds))}
    />
  );
}
