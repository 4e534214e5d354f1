/** Completions a day as a chart, days without any included. */
import type { VNode } from 'preact';
import type { DayCount } from '../../console-answers.js';
import { calendarDay, t } from '../language.js';
import { Chart } from './chart.js';

const DAY_S = 86_400;

export function Days({ days }: { readonly days: readonly DayCount[] }): VNode {
  if (days.length === 0) return <p class="muted">{t('overview.days.none')}</p>;
  const { times, values } = spread(days);
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

const dayOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);

function spread(days: readonly DayCount[]): {
  readonly times: number[];
  readonly values: number[];
} {
  const counts = new Map(days.map(({ day, count }) => [day, count]));
  const at = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 1000;
  const [first, last] = [at(days[0]?.day ?? ''), at(days.at(-1)?.day ?? '')];
  const times: number[] = [];
  for (let time = first; time <= last; time += DAY_S) times.push(time);
  return { times, values: times.map((time) => counts.get(dayOf(time)) ?? 0) };
}
