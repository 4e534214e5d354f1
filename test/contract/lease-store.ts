/** What every `LeaseStore` and `MemberStore` promises (`src/persistence/cluster-ports.ts`). */
import { describe, expect, it } from 'vitest';
import type {
  Bar,
  Lease,
  LeaseStore,
  Member,
  MemberStore,
} from '../../src/persistence/cluster-ports.js';
import { sorted, valueOf } from './open-store.js';

const RIVALS = 8;

/** The suite, on empty stores of `open`. */
export function leaseStoreContract(open: () => Promise<LeaseStore>): void {
  describe('the lease store', () => {
    it('knows no lease at first', async () => {
      expect(await valueOf((await open()).all())).toEqual([]);
    });

    it('gives a lease that was never taken to the first, and says so to the others', async () => {
      const leases = await open();

      expect(await valueOf(leases.replace(null, lease('a')))).toEqual(lease('a'));
      expect(await valueOf(leases.replace(null, lease('b')))).toEqual(lease('a'));
      expect(await valueOf(leases.all())).toEqual([lease('a')]);
    });

    it('replaces the lease that is held', async () => {
      const leases = await open();
      await valueOf(leases.replace(null, lease('a')));
      const renewed = { ...lease('a'), until: 1_700_000_009_999, watermark: 9_007_199_254_740_991 };

      expect(await valueOf(leases.replace(lease('a'), renewed))).toEqual(renewed);
      expect(await valueOf(leases.replace(renewed, lease('b')))).toEqual(lease('b'));
      expect(await valueOf(leases.all())).toEqual([lease('b')]);
    });

    it.each<[string, Partial<Lease>]>([
      ['owner', { owner: 'x' }],
      ['address', { address: 'x' }],
      ['end', { until: 1 }],
      ['watermark', { watermark: 8 }],
    ])('leaves a lease alone that is not held to its %s', async (_what, other) => {
      const leases = await open();
      await valueOf(leases.replace(null, lease('a')));

      const answer = await valueOf(leases.replace({ ...lease('a'), ...other }, lease('b')));

      expect(answer).toEqual(lease('a'));
      expect(await valueOf(leases.all())).toEqual([lease('a')]);
    });

    it('takes a lease given back, whose owner is nobody', async () => {
      const leases = await open();
      const free = { ...lease(''), address: '', until: 0 };
      await valueOf(leases.replace(null, lease('a')));

      expect(await valueOf(leases.replace(lease('a'), free))).toEqual(free);
      expect(await valueOf(leases.replace(free, lease('b')))).toEqual(lease('b'));
    });

    it('answers the wanted lease again to who asks again, not knowing', async () => {
      const leases = await open();
      await valueOf(leases.replace(null, lease('a')));
      await valueOf(leases.replace(lease('a'), lease('b')));

      expect(await valueOf(leases.replace(lease('a'), lease('b')))).toEqual(lease('b'));
    });

    it('refuses to replace a lease of a shard that has none', async () => {
      const leases = await open();

      expect(await leases.replace(lease('a'), lease('b'))).toMatchObject({
        error: { kind: 'unavailable' },
      });
      expect(await valueOf(leases.all())).toEqual([]);
    });

    it('keeps the leases of shards apart', async () => {
      const leases = await open();
      const wanted = [0, 1, 10].map((shard) => ({ ...lease('a'), shard }));
      for (const one of wanted) await valueOf(leases.replace(null, one));

      expect(sorted(await valueOf(leases.all()))).toEqual(sorted(wanted));
    });

    it('gives a lease to one of many who want it at once', async () => {
      const leases = await open();
      await valueOf(leases.replace(null, lease('')));
      const rivals = Array.from({ length: RIVALS }, (_, i) => lease(`rival-${i}`));

      const answers = await Promise.all(rivals.map((one) => leases.replace(lease(''), one)));

      const [inForce] = await valueOf(leases.all());
      // Who was left in doubt learns by asking again; nobody is told of another owner.
      for (const answer of answers) if (answer.ok) expect(answer.value).toEqual(inForce);
      expect(rivals).toContainEqual(inForce);
    });
  });
}

/** The suite, on empty stores of `open`. */
export function memberStoreContract(open: () => Promise<MemberStore>): void {
  describe('the member store', () => {
    it('knows nobody at first', async () => {
      expect(await valueOf((await open()).all())).toEqual([]);
    });

    it('knows who is there, each once, as last said', async () => {
      const members = await open();
      await valueOf(members.beat(member('a', 1), LONG_MS));
      await valueOf(members.beat(member('b', 1), LONG_MS));
      await valueOf(members.beat(member('a', 1_700_000_000_000), LONG_MS));

      expect(sorted(await valueOf(members.all()))).toEqual(
        sorted([member('a', 1_700_000_000_000), member('b', 1)]),
      );
    });

    it('forgets who leaves, until it is there again', async () => {
      const members = await open();
      await valueOf(members.beat(member('a', 1), LONG_MS));
      await valueOf(members.leave('a'));
      await valueOf(members.leave('b'));
      expect(await valueOf(members.all())).toEqual([]);

      await valueOf(members.beat(member('a', 2), LONG_MS));
      expect(await valueOf(members.all())).toEqual([member('a', 2)]);
    });

    it('knows who leaves which shard to others, each once, as last said', async () => {
      const members = await open();
      const bar = (member: string, shard: number, detail: string): Bar => {
        return { shard, member, detail };
      };
      expect(await valueOf(members.bars())).toEqual([]);
      await valueOf(members.bar(bar('a', 1, 'first'), LONG_MS));
      await valueOf(members.bar(bar('a', 1, 'last'), LONG_MS));
      await valueOf(members.bar(bar('b', 1, ''), LONG_MS));
      await valueOf(members.bar(bar('b', 2, ''), 1000));

      await expect
        .poll(async () => sorted(await valueOf(members.bars())), { timeout: 10_000 })
        .toEqual(sorted([bar('a', 1, 'last'), bar('b', 1, '')]));
    });

    it('forgets who is silent, and no other', async () => {
      const members = await open();
      await valueOf(members.beat(member('a', 1), 1000));
      await valueOf(members.beat(member('b', 1), LONG_MS));

      await expect
        .poll(() => valueOf(members.all()), { timeout: 10_000 })
        .toEqual([member('b', 1)]);
    });
  });
}

const LONG_MS = 600_000;

const lease = (owner: string): Lease => ({
  shard: 3,
  owner,
  address: 'http://127.0.0.1:8080',
  until: 1_700_000_000_000,
  watermark: 7,
});

const member = (name: string, seenAt: number): Member => ({
  name,
  address: 'http://127.0.0.1:8080',
  seenAt,
});
