/**
 * Who should own which shard: pure, from what everybody can read. No agreement is needed, since a
 * lease is taken by compare-and-set; a wrong guess costs a round, never a second owner.
 *
 * - A1 Shards are shared out evenly: no member is to own two more than another.
 * - A2 Nothing is taken from who holds it; who holds too much gives some back.
 * - A3 A lease is free when it was given back, or when its end has passed by more than clocks of
 *   two machines may differ.
 * - A4 Who could not follow a shard leaves it to the others for a while. They take it beyond their
 *   share, and who left it has one less of them meanwhile. A shard that nobody could follow rests.
 */
import type { Instant } from '../domain/ids.js';
import type { Bar, Lease } from '../persistence/cluster-ports.js';

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
  /** Which members leave which shards to others (A4). */
  readonly bars: readonly Bar[];
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
  const free = Array.from({ length: shards }, (_, shard) => ({
    shard,
    held: held.get(shard) ?? null,
  })).filter(({ shard, held: lease }) => !mine.has(shard) && isToBeHad(lease, assembly));
  const left = leftTo(assembly);
  const usual = [...mine].filter((shard) => !left.toMe.has(shard)).sort(byNumber);
  const share = fairShare(assembly);
  if (usual.length > share) return { take: [], giveBack: usual.slice(share) };
  const extra = free.filter(({ shard }) => left.toMe.has(shard));
  const others = free.filter(({ shard }) => !left.toMe.has(shard) && !left.byMe.has(shard));
  const mineToo = rotated(others, rank(assembly), share - usual.length);
  return { take: [...extra, ...mineToo], giveBack: [] };
}

/** A4. Shards that others leave to this member, and those that it leaves itself. */
function leftTo({ me, members, bars }: Assembly): {
  readonly toMe: ReadonlySet<number>;
  readonly byMe: ReadonlySet<number>;
} {
  const byMe = new Set(bars.filter(({ member }) => member === me).map(({ shard }) => shard));
  const byOthers = bars.filter(({ member }) => member !== me && members.includes(member));
  const toMe = byOthers.map(({ shard }) => shard).filter((shard) => !byMe.has(shard));
  return { toMe: new Set(toMe), byMe };
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
