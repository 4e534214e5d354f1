/** What `doctor` finds of the clocks of others, compared with this machine's own. Pure. */
import type { Config } from '../../config.js';
import { failure, warning, well, type Finding } from './finding.js';

/** One look at another's clock, between two of one's own; all in milliseconds of wall clocks. */
export interface ClockLook {
  readonly peer: string;
  readonly askedAt: number;
  readonly answeredAt: number;
  /** What it said. */
  readonly at: number;
  /** What it rounds down to: 1000 for the `Date` of HTTP. */
  readonly stepMs: number;
}

/** How far the other is surely ahead (behind: below 0), whatever the way took; 0 = cannot tell. */
export function surelyAheadMs({ askedAt, answeredAt, at, stepMs }: ClockLook): number {
  if (at > answeredAt) return at - answeredAt;
  const behind = at + stepMs - askedAt;
  return behind < 0 ? behind : 0;
}

/** One finding for all; processes of a cluster rely on each other's clocks, one alone does not. */
export function clockFindings(
  looks: readonly ClockLook[],
  { clockSkewMsMax, profile }: Pick<Config, 'clockSkewMsMax' | 'profile'>,
): Finding[] {
  const off = looks
    .map((look) => ({ peer: look.peer, aheadMs: surelyAheadMs(look) }))
    .filter(({ aheadMs }) => Math.abs(aheadMs) > clockSkewMsMax);
  const subject = 'clocks';
  if (off.length === 0) {
    const peers = looks.map(({ peer }) => peer).join(', ');
    return looks.length === 0 ? [] : [well(subject, `agree with ${peers}`)];
  }
  const detail = off.map(({ peer, aheadMs }) => {
    const way = aheadMs > 0 ? 'ahead' : 'behind';
    return `${peer} is ${String(Math.abs(aheadMs))} ms ${way}`;
  });
  const remedy = 'set both clocks by NTP (`timedatectl set-ntp true`)';
  const tell = profile === 'cluster' ? failure : warning;
  return [
    tell(subject, detail.join(', '), `${remedy}; LAUREL_CLOCK_SKEW_MS_MAX is what may differ`),
  ];
}
