import { describe, expect, it } from 'vitest';
import { ManualClock, turn } from '../../props/sim/manual-clock.js';
import type { CatalogueWatch } from '../../src/cluster/catalogue-watch.js';
import { ClusterHost, type ClusterHostDeps } from '../../src/cluster/cluster-host.js';
import type { ClusterShard } from '../../src/cluster/cluster-shard.js';
import type { Route } from '../../src/cluster/ownership.js';
import type { PeerAnswer, PeerAsk } from '../../src/cluster/peer.js';
import { shardOf } from '../../src/cluster/shard-of.js';
import type { LearnerId } from '../../src/domain/ids.js';
import { err, ok } from '../../src/domain/result.js';
import { enrol } from '../actors/given.js';

const ANIL = 'anil' as LearnerId;
const SHARDS = 4;
const SHARD = shardOf(ANIL, SHARDS);
const NOT_OWNER: PeerAnswer = err({ kind: 'not-owner' });
const LOST: PeerAnswer = err({ kind: 'lost', detail: 'cut' });

describe('A call for a shard that is served here', () => {
  it('is answered here', async () => {
    const { host, asked } = cluster({ routes: ['here'] });
    expect(await host.decide(enrol('anil'))).toEqual(ok('applied'));
    expect(asked).toEqual([]);
  });

  it('whose lease ran out during the work is not answered, and may have been applied', async () => {
    const { host } = cluster({ routes: ['here'], isHeld: false });
    const answer = await host.decide(enrol('anil'));
    expect(answer).toMatchObject({ error: { kind: 'timeout' } });
    expect(await host.read(ANIL, null)).toMatchObject({ error: { kind: 'timeout' } });
  });

  it('that is given back meanwhile is asked of the next owner', async () => {
    const { host, asked } = cluster({
      routes: ['here', 'there'],
      local: err({ kind: 'stopping' }),
      peers: [ok([])],
    });
    expect(await host.read(ANIL, null)).toEqual(ok([]));
    expect(asked).toMatchObject([{ kind: 'read', shard: SHARD }]);
  });

  it('is not read once its log has ended for it', async () => {
    const { host } = cluster({ routes: ['here'], trouble: 'shard 1: entry 3 is missing' });
    expect(await host.read(ANIL, null)).toEqual(
      err({ kind: 'unavailable', detail: 'shard 1: entry 3 is missing' }),
    );
    expect(await host.submit([enrol('anil')])).toEqual(ok(undefined));
  });
});

describe('A call for a shard that is served elsewhere', () => {
  it('is asked there', async () => {
    const { host, asked } = cluster({ routes: ['there'], peers: [ok('applied')] });
    expect(await host.decide(enrol('anil'))).toEqual(ok('applied'));
    expect(asked).toEqual([{ kind: 'decide', shard: SHARD, command: enrol('anil') }]);
  });

  it('waits until somebody is there', async () => {
    const { host, asked, looks } = cluster({
      routes: ['nobody', 'nobody', 'there', 'there', 'there'],
      peers: [NOT_OWNER, err({ kind: 'unreachable', detail: 'refused' }), ok('applied')],
    });
    expect(await host.decide(enrol('anil'))).toEqual(ok('applied'));
    expect(asked).toHaveLength(3);
    expect(looks.count).toBe(4);
  });

  it('is not waited for beyond a limit', async () => {
    const { host, clock } = cluster({ routes: ['nobody'] });
    const before = clock.now();
    const answer = await host.decide(enrol('anil'));
    expect(answer).toMatchObject({ error: { kind: 'unavailable' } });
    expect(clock.now() - before).toBe(1_000);
  });

  it('is repeated when it may have been heard, where repeating is harmless', async () => {
    const { host, asked } = cluster({ routes: ['there'], peers: [LOST, ok(null)] });
    expect(await host.submit([enrol('anil')])).toEqual(ok(undefined));
    expect(asked).toHaveLength(2);
  });

  it('is a timeout when it may have been heard and asks for a decision', async () => {
    const { host, asked } = cluster({ routes: ['there'], peers: [LOST, ok('duplicate')] });
    const answer = await host.decide(enrol('anil'));
    expect(answer).toEqual(err({ kind: 'timeout', detail: 'cut' }));
    expect(asked).toHaveLength(1);
  });
});

describe('A call about learners of several shards', () => {
  it('is split by shard, and refused when one of them refuses', async () => {
    const learners = ['anil', 'devi', 'meera', 'ravi', 'sita', 'uma'];
    const { host, asked } = cluster({ routes: ['there'], peers: [] });
    expect(await host.submit(learners.map((who) => enrol(who)))).toEqual(ok(undefined));

    const shards = new Set(learners.map((who) => shardOf(who as LearnerId, SHARDS)));
    expect(shards.size).toBeGreaterThan(1);
    expect(new Set(asked.map((ask) => 'shard' in ask && ask.shard))).toEqual(shards);
  });
});

describe('A question of a peer', () => {
  it('is answered for what is served here, and never passed on', async () => {
    const ask: PeerAsk = { kind: 'read', shard: SHARD, learner: ANIL, key: null };
    expect(await cluster({ routes: ['here'] }).host.answerPeer(ask)).toEqual(ok('applied'));
    const { host, asked } = cluster({ routes: ['there'] });
    expect(await host.answerPeer(ask)).toEqual(NOT_OWNER);
    expect(asked).toEqual([]);
  });
});

interface Given {
  /** Where the shard is served, from one look to the next; the last one stays. */
  readonly routes: readonly Route<ClusterShard>['kind'][];
  readonly isHeld?: boolean;
  readonly trouble?: string;
  readonly local?: PeerAnswer;
  /** What peers answer in turn; then `null`. */
  readonly peers?: readonly PeerAnswer[];
}

function cluster({ routes, isHeld = true, trouble = '', local = ok('applied'), peers }: Given) {
  const clock = new ManualClock(1_000);
  const asked: PeerAsk[] = [];
  const looks = { count: 0 };
  const answers = [...(peers ?? [])];
  const answer = () => Promise.resolve(local);
  const owned = {
    trouble,
    learners: { submit: answer, decide: answer, ask: answer, read: answer },
  };
  const ownership = {
    isHeld: () => isHeld,
    route: () => {
      const kind = routes[Math.min(looks.count, routes.length - 1)];
      return { kind, owned, address: 'b:1', owner: 'b' };
    },
    lookForRoutes: () => {
      looks.count++;
      return Promise.resolve();
    },
  };
  const host = new ClusterHost({
    ownership: ownership as unknown as ClusterHostDeps['ownership'],
    watch: null as unknown as CatalogueWatch,
    tellOthers: () => Promise.resolve([]),
    askPeer: (_address, ask) => {
      asked.push(ask);
      return Promise.resolve(answers.shift() ?? ok(null));
    },
    ...{ shards: SHARDS, clock },
    limits: { forwardMsMax: 1_000, forwardPauseMs: 50, parkedRetryMs: 9_000 },
    send: () => Promise.resolve(ok(undefined)),
    newSource: () => {
      throw new Error('no source is asked for');
    },
  });
  return { host: driven(host, clock), clock, asked, looks };
}

const isDone = ({ done }: { done: boolean }): boolean => done;

/** The same host; time passes while it works. */
function driven(host: ClusterHost, clock: ManualClock) {
  const drive = async <T>(work: Promise<T>): Promise<T> => {
    const box: { done: boolean } = { done: false };
    void work.finally(() => (box.done = true));
    while (!box.done) {
      await turn();
      await turn();
      if (!isDone(box)) clock.advanceToNext();
    }
    return work;
  };
  return {
    decide: (...args: Parameters<ClusterHost['decide']>) => drive(host.decide(...args)),
    submit: (...args: Parameters<ClusterHost['submit']>) => drive(host.submit(...args)),
    read: (...args: Parameters<ClusterHost['read']>) => drive(host.read(...args)),
    answerPeer: (ask: PeerAsk) => drive(host.answerPeer(ask)),
  };
}
