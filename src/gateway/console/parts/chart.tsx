/**
 * Numbers over time, drawn by uPlot, with the same numbers as a table for whoever cannot see them.
 * Loads uPlot only where a chart is shown.
 */
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { number, t } from '../language.js';
import { THEME_CHANGED } from '../theme.js';

export interface ChartProps {
  /** What is drawn, for the table and for ears. */
  readonly label: string;
  readonly over: string;
  /** Seconds since the epoch. */
  readonly times: readonly number[];
  readonly values: readonly number[];
  readonly kind: 'line' | 'bars';
  readonly timeText: (seconds: number) => string;
}

const HEIGHT = 180;
const DAY_S = 86_400;

export function Chart(props: ChartProps): VNode {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const data = useRef(dataOf(props));
  data.current = dataOf(props);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    let isGone = false;
    const draw = async (): Promise<void> => {
      const { default: UPlot } = await import('uplot');
      if (isGone) return;
      chart.current?.destroy();
      chart.current = new UPlot(optionsOf(props, element, UPlot), data.current, element);
    };
    const redraw = (): void => void draw();
    redraw();
    const resized = new ResizeObserver(() => {
      chart.current?.setSize({ width: element.clientWidth, height: HEIGHT });
    });
    resized.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', redraw);
    window.addEventListener(THEME_CHANGED, redraw);
    return () => {
      isGone = true;
      resized.disconnect();
      scheme.removeEventListener('change', redraw);
      window.removeEventListener(THEME_CHANGED, redraw);
      chart.current?.destroy();
      chart.current = null;
    };
  }, []);
  useEffect(() => chart.current?.setData(data.current), [props.times, props.values]);
  return (
    <>
      <div class="chart" ref={place} role="img" aria-label={props.label} />
      <Numbers {...props} />
    </>
  );
}

const Numbers = ({ label, over, times, values, timeText }: ChartProps): VNode => (
  <details class="numbers">
    <summary>{t('chart.table')}</summary>
    <div tabindex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            <th scope="col">{over}</th>
            <th scope="col" class="number">
              {label}
            </th>
          </tr>
        </thead>
        <tbody>
          {times
            .map((time, i) => (
              <tr key={time}>
                <td>{timeText(time)}</td>
                <td class="number">{number(values[i] ?? 0)}</td>
              </tr>
            ))
            .reverse()}
        </tbody>
      </table>
    </div>
  </details>
);

const dataOf = ({ times, values }: ChartProps): uPlot.AlignedData => [[...times], [...values]];

function optionsOf(
  { kind, timeText }: ChartProps,
  element: HTMLElement,
  { paths }: typeof uPlot,
): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--muted'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
    font: '12px system-ui, sans-serif',
  };
  const pad = kind === 'bars' ? DAY_S / 2 : 0;
  const bars = kind === 'bars' ? { paths: paths.bars?.({ size: [0.7, 24] }) } : {};
  return {
    width: element.clientWidth,
    height: HEIGHT,
    cursor: { show: false },
    legend: { show: false },
    scales: {
      x: { range: (_, min, max) => [min - pad, max + pad] },
      y: { range: (_, _min, max) => [0, Math.max(kind === 'bars' ? 4 : 1, max * 1.1)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 90,
        size: 28,
        values: (_, ticks) => ticks.map(timeText),
      },
      { ...axis, size: 44, values: (_, ticks) => ticks.map((v) => whole(v)) },
    ],
    series: [
      {},
      {
        stroke: colour('--fill'),
        width: kind === 'line' ? 2 : 0,
        fill: kind === 'line' ? `${colour('--fill')}22` : colour('--fill'),
        points: { show: false },
        ...bars,
      },
    ],
  } as uPlot.Options;
}

const whole = (value: number): string => (Number.isInteger(value) ? number(value) : '');
