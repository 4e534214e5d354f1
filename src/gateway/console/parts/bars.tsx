/** Horizontal bars with their numbers: the funnel, and the distribution of progress. */
import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { number } from '../language.js';

interface TrackProps {
  /** 0 to 1. */
  readonly part: number;
}

/** A bar alone; its width is set by script, as the page's policy allows no inline style. */
export function Track({ part }: TrackProps): VNode {
  const bar = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    bar.current?.style.setProperty('width', `${String(Math.min(1, part) * 100)}%`);
  }, [part]);
  return (
    <div class="track" aria-hidden="true">
      <span ref={bar} />
    </div>
  );
}

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** Shown behind the value; '' = nothing. */
  readonly note: string;
  readonly isGold: boolean;
}

interface BarsProps {
  readonly bars: readonly Bar[];
  /** What a full bar stands for. */
  readonly full: number;
  readonly kind: 'funnel' | 'bins' | 'units';
}

export const Bars = ({ bars, full, kind }: BarsProps): VNode => (
  <dl class={`bars ${kind}`}>
    {bars.map(({ label, value, note, isGold }) => (
      <div key={label} class={isGold ? 'gold' : ''}>
        <dt>{label}</dt>
        <dd>
          <Track part={full === 0 ? 0 : value / full} />
          <span class="value">
            {number(value)} {note === '' ? null : <span class="muted small">{note}</span>}
          </span>
        </dd>
      </div>
    ))}
  </dl>
);

/** A percentage as a small bar with its number. */
export const Meter = ({ percent }: { readonly percent: number }): VNode => (
  <div class="meter">
    <Track part={percent / 100} />
    <span class="value">{number(percent)} %</span>
  </div>
);
