/** The plan of leases under any coming and going: it shares out evenly, and it comes to rest. */
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { planLeases } from '../src/cluster/lease-plan.js';
import type { Bar, Lease } from '../src/persistence/cluster-ports.js';
import { holds } from './check.js';

const LEASE_MS = 30;
const ROUND_MS = 10;
const SKEW_MS = 5;
/** Rounds of everybody after which leases have ended, were given back and were taken. */
const ROUNDS_TO_REST = 12;

/** Who is there, from one phase to the next. */
const phases = fc.array(
  fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 5 }),
  { minLength: 1, maxLength: 4 },
);
const shards = fc.integer({ min: 1, max: 13 });
const barred = fc.uniqueArray(
  fc.tuple(fc.nat({ max: 12 }), fc.constantFrom('a', 'b', 'c', 'd', 'e')),
  { maxLength: 12, selector: ([shard, member]) => `${String(shard)}${member}` },
);

describe('Leases', () => {
  holds(
    'After some rounds of everybody each shard is owned, evenly, and nothing moves any more',
    fc.property(phases, shards, (told, count) => {
      const cluster = new Cluster(count);
      for (const members of told) for (let i = 0; i < ROUNDS_TO_REST; i++) cluster.round(members);

      const members = told.at(-1) ?? [];
      const before = cluster.owners();
      const shares = members.map((name) => before.filter((owner) => owner === name).length);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(count);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);

      for (let i = 0; i < 3; i++) cluster.round(members);
      expect(cluster.owners()).toEqual(before);
    }),
  );

  holds(
    'Nobody takes what somebody else may still hold',
    fc.property(phases, shards, (told, count) => {
      const cluster = new Cluster(count);
      for (const members of told) for (let i = 0; i < 2; i++) cluster.round(members);

      expect(cluster.robberies).toEqual([]);
    }),
  );
});

describe('Shards that some cannot follow', () => {
  holds(
    'Each is owned by one who can, where there is one, and nothing moves any more',
    fc.property(phases, shards, barred, (told, count, pairs) => {
      const bars = pairs.map(([shard, member]) => ({ shard, member, detail: '' }));
      const cluster = new Cluster(count, bars);
      for (const members of told) for (let i = 0; i < ROUNDS_TO_REST; i++) cluster.round(members);

      const members = told.at(-1) ?? [];
      const isBarred = (shard: number, member: string): boolean =>
        bars.some((bar) => bar.shard === shard && bar.member === member);
      const before = cluster.owners();
      before.forEach((owner, shard) => {
        const able = members.filter((member) => !isBarred(shard, member));
        if (able.length === 0) expect(members).not.toContain(owner);
        else expect(able).toContain(owner);
      });

      for (let i = 0; i < 3; i++) cluster.round(members);
      expect(cluster.owners()).toEqual(before);
    }),
  );
});

/** Members that do what they plan, one after the other. Who is not named is dead. */
class Cluster {
  readonly robberies: string[] = [];
  readonly #shards: number;
  readonly #leases = new Map<number, Lease>();
  #now = 1_000;

  readonly #bars: readonly Bar[];

  constructor(shards: number, bars: readonly Bar[] = []) {
    this.#shards = shards;
    this.#bars = bars;
  }

  round(members: readonly string[]): void {
    this.#now += ROUND_MS;
    for (const me of members) {
      const mine = this.#ofOwner(me);
      for (const shard of mine) this.#put(shard, me);
      const plan = planLeases({
        ...{ me, members, now: this.#now },
        shards: this.#shards,
        leases: [...this.#leases.values()],
        mine: new Set(mine),
        skewMsMax: SKEW_MS,
        bars: this.#bars,
      });
      for (const shard of plan.giveBack) this.#put(shard, '');
      for (const { shard, held } of plan.take) {
        expect(held).toBe(this.#leases.get(shard) ?? null);
        if (held !== null && held.owner !== '' && held.until + SKEW_MS >= this.#now) {
          this.robberies.push(`${me} takes ${String(shard)} of ${held.owner}`);
        }
        this.#put(shard, me);
      }
    }
  }

  owners(): string[] {
    return Array.from({ length: this.#shards }, (_, i) => this.#leases.get(i)?.owner ?? '');
  }

  /** What a member holds; what it held when it died is not its own any more. */
  #ofOwner(me: string): number[] {
    return [...this.#leases.values()]
      .filter(({ owner, until }) => owner === me && this.#now <= until)
      .map(({ shard }) => shard);
  }

  #put(shard: number, owner: string): void {
    const until = owner === '' ? this.#now : this.#now + LEASE_MS;
    this.#leases.set(shard, { shard, owner, address: owner, until, watermark: 0 });
  }
}
