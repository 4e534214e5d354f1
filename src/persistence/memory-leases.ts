/**
 * Leases and members in memory, for tests and simulations: one object is what all processes of a
 * simulation see. Time comes in as an argument.
 */
import { ok, type Result } from '../domain/result.js';
import type { Bar, Lease, LeaseStore, Member, MemberStore } from './cluster-ports.js';
import type { StoreError } from './ports.js';

const done = <T>(value: T): Promise<Result<T, StoreError>> => Promise.resolve(ok(value));

export function memoryLeases(): LeaseStore {
  const leases = new Map<number, Lease>();
  return {
    all: () => done([...leases.values()]),
    replace: (held, wanted) => {
      const current = leases.get(wanted.shard) ?? null;
      const isHeld = current === null || held === null ? current === held : same(current, held);
      if (isHeld) leases.set(wanted.shard, wanted);
      else if (current === null) return gone(wanted.shard);
      return done(leases.get(wanted.shard) ?? wanted);
    },
  };
}

const gone = (shard: number): Promise<Result<Lease, StoreError>> =>
  Promise.resolve({
    ok: false,
    error: { kind: 'unavailable', detail: `the lease of shard ${String(shard)} is gone` },
  });

const same = (a: Lease, b: Lease): boolean =>
  a.shard === b.shard &&
  a.owner === b.owner &&
  a.address === b.address &&
  a.until === b.until &&
  a.watermark === b.watermark;

/** `now` in milliseconds. */
export function memoryMembers(now: () => number): MemberStore {
  const members = new Map<string, { readonly member: Member; readonly goneAt: number }>();
  const bars = new Map<string, { readonly bar: Bar; readonly goneAt: number }>();
  return {
    beat: (member, lifeMs) =>
      done(void members.set(member.name, { member, goneAt: now() + lifeMs })),
    leave: (name) => done(void members.delete(name)),
    all: () => {
      for (const [name, { goneAt }] of members) if (goneAt <= now()) members.delete(name);
      return done([...members.values()].map(({ member }) => member));
    },
    bar: (bar, lifeMs) => {
      bars.set(`${String(bar.shard)} ${bar.member}`, { bar, goneAt: now() + lifeMs });
      return done(undefined);
    },
    bars: () => {
      const held = [...bars.values()].filter(({ goneAt }) => goneAt > now());
      return done(held.map(({ bar }) => bar));
    },
  };
}
