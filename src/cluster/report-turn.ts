/**
 * Whose turn it is to run report requests in a cluster: a lease beside those of the shards, taken
 * for a run and given back after it, so that any process, and a command of the command line, can
 * run the next one. A process that dies loses it with its end, and another takes up what it was at.
 *
 * - T1 A turn counts only until a deadline of this process's own monotonic clock.
 * - T2 What a turn writes carries times that lie below those of the next one, so that a process
 *   that lost its turn and does not know it changes nothing.
 * - T3 The number of the lease is no shard's: members share out shards from 0 on.
 */
import type { Clock } from '../actors/clock.js';
import type { Lease, LeaseStore, WriteClock } from '../persistence/cluster-ports.js';
import type { ReportRequestStore } from '../persistence/report-request.js';
import { isFree } from './lease-plan.js';
import { ShardClock } from './shard-clock.js';

/** T3. */
const REPORT_LEASE = -1;

export interface ReportTurnDeps {
  /** Unique to this process. */
  readonly me: string;
  readonly leases: LeaseStore;
  readonly clock: Clock;
  /** Milliseconds that only go forward, at the pace of time. */
  readonly monotonic: () => number;
  readonly limits: {
    readonly leaseMs: number;
    readonly leaseRenewMs: number;
    readonly clockSkewMsMax: number;
  };
  /** The rows, written at the times of a turn (T2). */
  readonly storeAt: (clock: WriteClock) => ReportRequestStore;
}

export interface ReportTurn {
  readonly store: ReportRequestStore;
  isMine(): boolean;
  giveBack(): Promise<void>;
}

/** Takes the turn; `null` = another process has it, or the store does not tell. */
export async function takeReportTurn(deps: ReportTurnDeps): Promise<ReportTurn | null> {
  const { leases, clock, monotonic, limits, me } = deps;
  const all = await leases.all();
  if (!all.ok) return null;
  const before = all.value.find(({ shard }) => shard === REPORT_LEASE) ?? null;
  const assembly = { now: clock.now(), skewMsMax: limits.clockSkewMsMax };
  if (before !== null && before.owner !== me && !isFree(before, assembly)) return null;
  const deadline = monotonic() + limits.leaseMs;
  const until = Math.max(clock.now() + limits.leaseMs, before?.until ?? 0);
  const wanted: Lease = { shard: REPORT_LEASE, owner: me, address: '', until, watermark: 0 };
  const taken = await leases.replace(before, wanted);
  if (!taken.ok || !isSame(taken.value, wanted)) return null;
  const times = new ShardClock(before?.until ?? 0, until, () => clock.now());
  return held(deps, { lease: wanted, deadline, times });
}

interface Held {
  lease: Lease;
  /** T1. */
  deadline: number;
  readonly times: ShardClock;
}

function held(deps: ReportTurnDeps, state: Held): ReportTurn {
  const { leases, clock, monotonic, limits } = deps;
  let ended = false;
  let cancel: () => void = () => undefined;
  let renewing: Promise<void> = Promise.resolve();
  const isMine = (): boolean => !ended && monotonic() < state.deadline;
  const later = (): void => {
    cancel = clock.after(limits.leaseRenewMs, () => {
      renewing = renew(deps, state).then((isHeld) => {
        if (isHeld && !ended) later();
        else ended = true;
      });
    });
  };
  later();
  return {
    store: deps.storeAt(state.times),
    isMine,
    giveBack: async () => {
      cancel();
      ended = true;
      await renewing;
      const until = Math.min(state.lease.until, state.times.end);
      await leases.replace(state.lease, { ...state.lease, owner: '', until });
    },
  };
}

/** `false` = another process has it. A store that does not answer is asked again in time. */
async function renew(deps: ReportTurnDeps, state: Held): Promise<boolean> {
  const { leases, clock, monotonic, limits } = deps;
  const deadline = monotonic() + limits.leaseMs;
  const until = Math.max(clock.now() + limits.leaseMs, state.lease.until);
  const wanted: Lease = { ...state.lease, until };
  const renewed = await leases.replace(state.lease, wanted);
  if (!renewed.ok) return true;
  if (isSame(renewed.value, wanted)) {
    state.deadline = deadline;
    state.times.extend(until);
  } else if (renewed.value.owner !== wanted.owner) {
    return false;
  }
  // Else an earlier renewal was applied without an answer: the next one renews that.
  state.lease = renewed.value;
  return true;
}

const isSame = (a: Lease, b: Lease): boolean => a.owner === b.owner && a.until === b.until;
