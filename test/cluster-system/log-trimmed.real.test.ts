/**
 * A log that was trimmed above a shard's watermark: that shard stops and says so by name, and the
 * others go on (R2).
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { shardOf } from '../../src/cluster/shard-of.js';
import { realServers } from '../real/servers.js';
import { cleanUp } from '../system/program.js';
import { openClass, type Class } from './agreement.js';
import { Fleet, health, SHARDS, type Process } from './fleet.js';
import { report } from './fleet-load.js';

const servers = realServers();
const TRIMMED = 2;

describe.skipIf(servers === null)('a log that is trimmed before it is flushed', () => {
  let fleet: Fleet;
  let process: Process;
  let course: Class;

  beforeAll(async () => {
    fleet = new Fleet(servers!);
    // Nothing is flushed by time, so the watermark stays where the log begins.
    const first = await fleet.start({ LAUREL_CLUSTER_FLUSH_INTERVAL_MS: '60000' });
    await fleet.shared(1);
    course = await openClass(fleet, first.client, 'trim', { learners: 40, lessons: 2 });
    for (const learner of course.learners) {
      const update = { learner, content: course.lessons[0]! };
      expect(await report(first.url, course.place, update, 20_000)).toEqual({ kind: 'taken' });
    }
    await first.kill();
    const topic = `${fleet.name}.laurel.learner.log`;
    const admin = await fleet.admin();
    const trimmed = (await admin.fetchTopicOffsets(topic)).find((p) => p.partition === TRIMMED)!;
    expect(Number(trimmed.high)).toBeGreaterThan(1);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: TRIMMED, offset: '-1' }] });
    process = await fleet.start({ LAUREL_FORWARD_MS_MAX: '2000' });
    await fleet.shared(1);
  });
  afterAll(async () => {
    await fleet.remove();
    await cleanUp();
  });

  it('names the shard and the missing entry in /health and in the log', async () => {
    const pattern = /shard 2: entry \d+ is missing, the next one is \d+/;
    await vi.waitUntil(async () => pattern.test((await health(process)).text), {
      ...{ timeout: 20_000, interval: 200 },
    });

    expect((await health(process)).text).toContain('"healthy":false');
    expect(process.said()).toMatch(/"shard":2,"kind":"gap","expected":\d+,"found":\d+/);
    expect(process.said()).toContain('the log of a shard is at fault');
  });

  it('refuses the learners of that shard and serves all others, of 40 learners', async () => {
    const [, content] = course.lessons;
    const reported = await Promise.all(
      course.learners.map(async (learner) => ({
        shard: shardOf(learner as never, SHARDS),
        ...(await report(process.url, course.place, { learner, content: content! }, 20_000)),
      })),
    );
    const refused = reported.filter(({ shard }) => shard === TRIMMED);
    const served = reported.filter(({ shard }) => shard !== TRIMMED);
    console.log(`trimmed log: ${refused.length} learners refused, ${served.length} served`);

    expect(refused.map(({ kind }) => kind)).toEqual(refused.map(() => 'refused'));
    expect(served.map(({ kind }) => kind)).toEqual(served.map(() => 'taken'));
    expect(Math.min(refused.length, served.length)).toBeGreaterThan(0);
  });
});
