/** What `doctor` says of what is stored, and of Redis, Cassandra and Kafka. */
import { describe, expect, it } from 'vitest';
import {
  cassandraFindings,
  copiesIn,
  type CassandraFacts,
} from '../../../src/cli/doctor/cassandra.js';
import type { Finding } from '../../../src/cli/doctor/finding.js';
import { kafkaFindings, type KafkaFacts, type LogFacts } from '../../../src/cli/doctor/kafka.js';
import { redisFindings, type RedisFacts } from '../../../src/cli/doctor/redis.js';
import { storeFacts } from '../../../src/cli/doctor/store-facts.js';
import { storeFindings, type StoreFacts } from '../../../src/cli/doctor/store.js';
import { memoryStore } from '../../../src/persistence/memory-store.js';
import { valueOf } from '../../contract/open-store.js';

const NOW = Date.UTC(2026, 0, 10);
const DAY_MS = 86_400_000;

describe('doctor on the store', () => {
  const empty: StoreFacts = {
    ...{ courses: 1, batches: 2, letters: new Map(), effects: new Map() },
    ...{ openReports: [], badTemplates: [] },
  };
  const report = {
    ...{ requestId: 'r1', dataset: 'progress-exhaust', status: 'SUBMITTED', errMessage: '' },
    submittedAt: NOW - 2 * DAY_MS,
  } as const;

  it('has nothing to say of one in which nothing waits', () => {
    expect(worst(storeFindings(empty, NOW))).toEqual([]);
  });

  it('names dead letters by cause, with a command that any shell takes', () => {
    const letters = new Map([
      ["isn't known", 3],
      ['batch-unknown', 5],
    ]);

    const found = worst(storeFindings({ ...empty, letters }, NOW));

    expect(found.map(({ detail }) => detail)).toEqual([
      '5 failed with: batch-unknown',
      "3 failed with: isn't known",
    ]);
    expect(found[0]?.remedy).toContain("dlq redrive --reason 'batch-unknown'");
    expect(found[1]?.remedy).toContain(String.raw`--reason 'isn'\''t known'`);
  });

  it('names the first causes of very many, and says that there are more', () => {
    const letters = new Map(Array.from({ length: 12 }, (_, i) => [`r${String(i)}`, 1] as const));

    const found = worst(storeFindings({ ...empty, letters }, NOW));

    expect(found).toHaveLength(11);
    expect(found.at(-1)?.detail).toBe('2 more causes');
  });

  it.each([
    [{ effects: new Map([['send', 20_000]]) }, '20000 send', 'KAFKA_BROKERS'],
    [{ openReports: [report] }, 'more than a day, first r1', 'run-job progress-exhaust'],
    [
      { openReports: [{ ...report, submittedAt: NOW, errMessage: 'disk full' }] },
      'first r1: disk full',
      'remove the cause',
    ],
    [{ badTemplates: [{ name: 'T', reason: 'no font' }] }, 'T cannot be drawn: no font', 'preview'],
  ] as [Partial<StoreFacts>, string, string][])('judges %j', (differing, detail, remedy) => {
    const [found] = worst(storeFindings({ ...empty, ...differing }, NOW));

    expect(found?.detail).toContain(detail);
    expect(found?.remedy).toContain(remedy);
  });

  it('counts what a store holds', async () => {
    const store = memoryStore();
    const letter = { source: 's', way: 'command', at: 1, text: '', bytes: 0, sha256: '' } as const;
    await valueOf(
      store.deadLetters.put([
        { ...letter, position: '1', reason: 'a' },
        { ...letter, position: '2', reason: 'a' },
      ]),
    );

    const facts = await storeFacts(store, { publicUrl: '', timeZone: 'UTC', now: NOW });

    expect(facts).toMatchObject({ courses: 0, letters: new Map([['a', 2]]), openReports: [] });
  });
});

describe('doctor on Redis', () => {
  const facts = {
    ...{ kind: 'there', usersDb: 12, users: 3, policy: 'noeviction', clock: null },
    ...{ usedBytes: 1, maxBytes: 0 },
  } as const;

  it.each([
    [facts, []],
    [{ kind: 'away', detail: 'ECONNREFUSED' }, ['REDIS_URL']],
    [{ ...facts, users: 0 }, ['user-cache-indexer']],
    [{ ...facts, policy: 'volatile-lru', maxBytes: 100 }, []],
    [{ ...facts, policy: '' }, []],
    [{ ...facts, policy: 'allkeys-lru' }, ['noeviction']],
    [{ ...facts, policy: 'allkeys-lru', maxBytes: 100 }, ['noeviction']],
    [{ ...facts, maxBytes: 100, usedBytes: 95 }, ['raise maxmemory']],
  ] as [RedisFacts, string[]][])('judges %j: %j', (differing, remedies) => {
    expectRemedies(redisFindings(differing), remedies);
  });
});

describe('doctor on Cassandra', () => {
  const lease = (shard: number, until = NOW + 1) => ({
    ...{ shard, owner: 'o', address: 'a:1', until, watermark: 0 },
  });
  const facts = {
    ...{ kind: 'there', version: '4.1', keyspace: 'k', nodes: 3, copies: 3, lacks: [] },
    ...{ leases: [lease(0), lease(1)], clock: null },
  } as const;

  it.each([
    [facts, []],
    [{ kind: 'away', detail: 'refused' }, ['CASSANDRA_CONTACT_POINTS']],
    [{ ...facts, copies: 0 }, ['laurel migrate']],
    [{ ...facts, lacks: ['laurel_lease'] }, ['laurel migrate']],
    [{ ...facts, copies: 1 }, ['ALTER KEYSPACE k']],
    [{ ...facts, copies: 2 }, ['ALTER KEYSPACE k']],
    [{ ...facts, leases: [lease(0), lease(1, NOW - 1)] }, ['/health']],
    [{ ...facts, leases: [lease(0, NOW - 1)] }, []],
  ] as [CassandraFacts, string[]][])('judges %j: %j', (differing, remedies) => {
    const config = { shards: 2, cassandraContactPoints: 'c' };

    expectRemedies(cassandraFindings(differing, config, NOW), remedies);
  });

  it.each([
    [{ class: 'SimpleStrategy', replication_factor: '3' }, 3],
    [{ class: 'NetworkTopologyStrategy', dc1: '2', dc2: '3' }, 2],
    [new Map([['replication_factor', '1']]), 1],
    [undefined, 0],
  ])('reads the copies of %j: %i', (replication, copies) => {
    expect(copiesIn(replication, 'dc1')).toBe(copies);
  });
});

describe('doctor on Kafka', () => {
  const shard = { shard: 0, watermark: 50, oldest: 10, end: 60, young: 40 };
  const log: LogFacts = { topic: 'dev.l', fault: null, shards: [shard] };
  const facts = { kind: 'there', missing: [], lags: [], log } as const;
  const unfit = { kind: 'unfit-topic', topic: 'dev.l', found: '6' } as const;
  const lag = { topic: 'dev.t', behind: 0, lost: 0 };

  it.each([
    [facts, []],
    [{ ...facts, log: null }, []],
    [{ kind: 'away', detail: 'refused' }, ['KAFKA_BROKERS']],
    [{ ...facts, missing: ['dev.x'] }, ['laurel migrate']],
    [{ ...facts, lags: [{ ...lag, behind: 200_000 }] }, ['LAUREL_INGRESS_PORTION_RECORDS_MAX']],
    [{ ...facts, lags: [{ ...lag, lost: 3 }] }, ['retention.ms of dev.t']],
    [{ ...facts, log: { ...log, fault: { kind: 'missing-topic', topic: 'dev.l' } } }, ['migrate']],
    [
      { ...facts, log: { ...log, fault: { ...unfit, setting: 'partitions', wanted: '12' } } },
      ['set LAUREL_SHARDS'],
    ],
    [
      { ...facts, log: { ...log, fault: { ...unfit, setting: 'retention.ms', wanted: '9' } } },
      ['kafka-configs --alter --topic dev.l --add-config retention.ms=9'],
    ],
    [{ ...facts, log: { ...log, shards: [{ ...shard, watermark: 5 }] } }, ['RETENTION_HOURS']],
    [{ ...facts, log: { ...log, shards: [{ ...shard, watermark: 20 }] } }, ['before retention']],
    [{ ...facts, log: { ...log, shards: [{ ...shard, watermark: 60, young: 60 }] } }, []],
  ] as [KafkaFacts, string[]][])('judges %j: %j', (differing, remedies) => {
    expectRemedies(kafkaFindings(differing, { env: 'dev' }), remedies);
  });
});

const worst = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ verdict }) => verdict !== 'ok');

/** What is not well says what to do, in order. */
function expectRemedies(findings: readonly Finding[], remedies: readonly string[]): void {
  expect(worst(findings).map(({ remedy }) => remedy)).toEqual(
    remedies.map((remedy) => expect.stringContaining(remedy) as string),
  );
}
