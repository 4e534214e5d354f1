/**
 * Who should own which shard: pure, from what everybody can read. No agreement is needed, since a
 * lease is taken by compare-and-set; a wrong guess costs a round, never a second owner.
 *
 * - A1 Shards are shared out evenly: no member is to own two more than another.
 * - A2 Nothing is taken from who holds it; who holds too much gives some back.
 * - A3 A lease is free when it was given back, or when its end has passed by more than clocks of
 *   two machines may differ.
 */
import type { Instant } from '../domain/ids.js';
import type { Lease } from '../persistence/cluster-ports.js';

export interface Assembly {
  /** The member that plans. */
  readonly me: string;
  /** Members that are there, the planning one included or not. */
  readonly members: readonly string[];
  readonly shards: number;
  readonly leases: readonly Lease[];
  /** Shards that are open here. A lease in this member's name that is not may be taken up. */
  readonly mine: ReadonlySet<number>;
  readonly now: Instant;
  readonly skewMsMax: number;
}

export interface LeasePlan {
  /** Shards to take now, each with the lease that is to be replaced (`null` = never taken). */
  readonly take: readonly { readonly shard: number; readonly held: Lease | null }[];
  /** Own shards to give back. */
  readonly giveBack: readonly number[];
}

/** What one member does about leases in one round. */
export function planLeases(assembly: Assembly): LeasePlan {
  const { leases, shards, mine } = assembly;
  const held = new Map(leases.map((lease) => [lease.shard, lease]));
  const share = fairShare(assembly);
  if (mine.size > share) return { take: [], giveBack: [...mine].sort(byNumber).slice(share) };
  const free = Array.from({ length: shards }, (_, shard) => ({
    shard,
    held: held.get(shard) ?? null,
  })).filter(({ shard, held: lease }) => !mine.has(shard) && isToBeHad(lease, assembly));
  return { take: rotated(free, rank(assembly), share - mine.size), giveBack: [] };
}

/** A3. */
export const isFree = (
  { owner, until }: Lease,
  { now, skewMsMax }: Pick<Assembly, 'now' | 'skewMsMax'>,
): boolean => owner === '' || now > until + skewMsMax;

const isToBeHad = (lease: Lease | null, assembly: Assembly): boolean =>
  lease === null || lease.owner === assembly.me || isFree(lease, assembly);

/** A1: the first members in order of their names own one more where it does not come out even. */
function fairShare(assembly: Assembly): number {
  const { members, me, shards } = assembly;
  const count = new Set([...members, me]).size;
  return Math.floor(shards / count) + (rank(assembly) < shards % count ? 1 : 0);
}

const rank = ({ members, me }: Assembly): number =>
  [...new Set([...members, me])].sort().indexOf(me);

/** Members begin at different places, so that they seldom reach for the same shard. */
function rotated<T>(list: readonly T[], from: number, count: number): T[] {
  const start = list.length === 0 ? 0 : (from * count) % list.length;
  return [...list.slice(start), ...list.slice(0, start)].slice(0, count);
}

const byNumber = (a: number, b: number): number => a - b;
