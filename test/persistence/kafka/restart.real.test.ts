/** The log and the topics while a broker is killed under them and comes back. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { topicReaderLimits } from '../../../src/persistence/kafka/topic-reader-limits.js';
import type { NewEntry, SharedLog } from '../../../src/persistence/cluster-ports.js';
import { hearing } from '../../contract/topic-hearing.js';
import { startServer, type Server } from '../../real/private-servers.js';
import { realServers } from '../../real/servers.js';
import { kafkaAt, openLog, uniqueName } from './opened.js';
import { openTopics, QUICK } from './opened-topics.js';

const WAIT = { timeout: 60_000, interval: 50 };
/** How soon an outage is noticed; the production's limits show the same, later. */
const SOON = { connectTimeoutMs: 1_000, requestTimeoutMs: 3_000 };
/** The shortest session that a broker allows by default: a reader that comes back waits for it. */
const SESSION_MS = 6_000;

describe.skipIf(realServers() === null)('When a broker is killed and comes back', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer('kafka');
  });
  afterAll(() => server.remove());

  it('the log has what it acknowledged, in order, and its followers go on', async () => {
    const log = await openLog(kafkaAt(server.address, SOON), uniqueName(), 2);
    const seen = following(log, 0);
    const accepted = appending(log);
    await vi.waitFor(() => expect(accepted.ids.length).toBeGreaterThan(100), WAIT);

    await server.kill();
    const beforeOutage = accepted.ids.length;
    await vi.waitFor(() => expect(accepted.refused).toBeGreaterThan(0), WAIT);
    await server.restart();
    await vi.waitFor(() => {
      expect(accepted.ids.length).toBeGreaterThan(beforeOutage + 100);
    }, WAIT);
    await accepted.stop();
    await vi.waitFor(() => expect(seen.ids).toContain(accepted.ids.at(-1)), WAIT);

    expect(seen.gaps).toEqual([]);
    expect(seen.numbers).toEqual(seen.numbers.map((_, i) => i));
    const known = new Set(seen.ids);
    expect(accepted.ids.filter((id) => !known.has(id))).toEqual([]);
  }, 180_000);

  it.each(['shared', 'exclusive'] as const)(
    'a reader of topics goes on: %s',
    async (mode) => {
      const { fetch } = topicReaderLimits(SESSION_MS);
      const kafka = kafkaAt(server.address, SOON);
      const topics = await openTopics(server.address, kafka, { ...QUICK, fetch });
      const heard = hearing();
      const reader =
        mode === 'shared'
          ? topics.shared('group', heard.reading)
          : topics.exclusive('group', [], 'earliest', heard.reading);
      onTestFinished(() => reader.close());
      await topics.foreign(0, 'before');
      await heard.records(1);

      await server.kill();
      await server.restart();
      await vi.waitFor(async () => {
        const sent = await topics.writer.send([{ topic: topics.topic, key: 'k', value: 'after' }]);
        expect(sent.ok).toBe(true);
      }, WAIT);
      await vi.waitFor(() => expect(heard.texts()).toContain('after'), WAIT);

      const { offset, partition, topic } = heard.all.at(-1)!;
      await vi.waitFor(async () => {
        expect((await reader.taken([{ topic, partition, next: offset + 1n }])).ok).toBe(true);
      }, WAIT);
      expect(heard.texts().filter((text) => text === 'before')).toEqual(['before']);
    },
    180_000,
  );
});

describe.skipIf(realServers() === null)('When a broker is away', () => {
  it.each(['kill', 'freeze'] as const)(
    'a log closes all the same: %s',
    async (end) => {
      const server = await startServer('kafka');
      onTestFinished(() => server.remove());
      const log = await openLog(kafkaAt(server.address, SOON), uniqueName(), 2);
      const seen = following(log, 0);
      const accepted = appending(log);
      await vi.waitFor(() => expect(seen.ids.length).toBeGreaterThan(0), WAIT);
      await server[end]();
      await vi.waitFor(() => expect(accepted.refused).toBeGreaterThan(0), WAIT);

      await Promise.all([accepted.stop(), log.close()]);

      expect(await log.append([], [{ topic: 'any', key: null, value: '' }])).toMatchObject({
        error: { kind: 'unavailable' },
      });
      if (end === 'freeze') await server.thaw();
    },
    120_000,
  );
});

/** Appends one entry after the other until it is told to stop; what is refused is counted. */
function appending(log: SharedLog) {
  const ids: string[] = [];
  const state = { ids, refused: 0, stop: () => Promise.resolve() };
  const stop = new AbortController();
  const running = (async () => {
    for (let n = 0; !stop.signal.aborted; n++) {
      const entry: NewEntry = { shard: 0, id: `e${n}`, blob: Buffer.from(`entry ${n}`) };
      const appended = await log.append([entry], []);
      if (appended.ok) ids.push(entry.id);
      else state.refused++;
    }
  })();
  state.stop = () => {
    stop.abort();
    return running;
  };
  return state;
}

function following(log: SharedLog, shard: number) {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const seen = { ids: [] as string[], numbers: [] as number[], gaps: [] as unknown[] };
  void (async () => {
    for await (const followed of log.follow(shard, 0, stop.signal)) {
      if (followed.kind === 'gap') seen.gaps.push(followed);
      else {
        seen.ids.push(...followed.entries.map(({ id }) => id));
        seen.numbers.push(...followed.entries.map(({ seq }) => seq));
      }
    }
  })();
  return seen;
}
