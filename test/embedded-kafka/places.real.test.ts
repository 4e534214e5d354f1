/** Where one process begins to read, who may read at all, and what it does when a place is gone. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { realServers } from '../real/servers.js';
import { generate } from '../system/generator.js';
import { cleanUp, laurel, serve, type Server, type Settings } from '../system/program.js';
import {
  ALL_TOPICS,
  openEnvironment,
  stopped,
  taken,
  topicsOf,
  WAIT,
  type Environment,
  type TopicsCheck,
} from './environment.js';
import { completionsIn, install, placesIn } from './installed.js';

const TOPIC = 'coursebatch.job.request';
const servers = realServers();
const { imports, events } = generate(1, 100);

describe.skipIf(servers === null)('An embedded server with brokers', () => {
  let environment: Environment;
  /** The topic's name with its prefix. */
  let name: string;
  /** Who is refused waits for a session: six seconds are the least that brokers allow. */
  let settings: Settings;
  beforeAll(async () => {
    environment = await openEnvironment(servers!);
    name = `${environment.env}.${TOPIC}`;
    settings = { ...environment.settings, LAUREL_KAFKA_SESSION_MS: '6000' };
  });
  afterAll(async () => {
    await cleanUp();
    await environment.remove();
  });

  it('names the topics that are missing where it may not make them', async () => {
    const no = { ...settings, LAUREL_CREATE_SCHEMA: 'no' };

    const error = await serve('missing', no).then(
      () => '',
      (why: unknown) => String(why),
    );

    expect(error).toContain('ended with 1');
    for (const topic of ALL_TOPICS) expect(error).toContain(`${environment.env}.${topic}`);
    expect(error).toContain('run `laurel migrate`');
    expect(await environment.there()).toEqual([]);
  });

  it('has them made by `laurel migrate`, twice with the same result', async () => {
    const no = { ...settings, LAUREL_CREATE_SCHEMA: 'no' };

    const [first, second] = [
      await laurel('migrated', ['migrate'], no),
      await laurel('migrated', ['migrate'], no),
    ];

    expect([first, second]).toMatchObject([{ code: 0 }, { code: 0 }]);
    expect(await environment.there()).toEqual([...ALL_TOPICS].sort());
    await stopped(await serve('migrated', no));
  });

  it('makes them at its start by default', async () => {
    const other = await openEnvironment(servers!);
    await stopped(await serve('made', other.settings));

    expect(await other.there()).toEqual([...ALL_TOPICS].sort());
    await other.remove();
  });

  it('begins where another group stands, and leaves the rest to it', async () => {
    await install('cut-over', imports);
    await environment.produce(TOPIC, events.slice(0, 60));
    const standing = await commitHalf(environment, name, 'aggregator-of-before');

    const server = await serve('cut-over', {
      ...settings,
      LAUREL_INGRESS_START: 'aggregator-of-before',
    });
    const tally = await taken(environment.env, server, TOPIC, 60 - standing);
    await stopped(server);

    expect(tally).toMatchObject({ applied: 60 - standing });
    expect(await completionsIn('cut-over')).toBe(60 - standing);
  });

  it('keeps its place before any record, and loses none that comes while it is down', async () => {
    await install('latest', imports);
    const latest = { ...settings, LAUREL_INGRESS_START: 'latest' };
    const first = await serve('latest', latest);
    await vi.waitUntil(async () => (await placesIn('latest', name)).size === 2, WAIT);
    await stopped(first);
    await environment.produce(TOPIC, events.slice(60, 70));

    const second = await serve('latest', latest);
    await taken(environment.env, second, TOPIC, 10);
    await stopped(second);

    expect(await completionsIn('latest')).toBe(10);
  });

  it('refuses to share its group, says so, and lets the other go on', async () => {
    await install('one', imports);
    await install('two', imports);
    const one = await serve('one', settings);
    await taken(environment.env, one, TOPIC, 70);

    const two = await serve('two', settings);
    const refused = await trouble(two);
    await environment.produce(TOPIC, events.slice(70, 80));
    await taken(environment.env, one, TOPIC, 80);
    await Promise.all([stopped(one), stopped(two)]);

    expect(refused).toMatchObject({
      healthy: false,
      trouble: 'the consumer group has 1 other members; one process may read',
      topics: { [name]: { events: 0 } },
    });
    expect(await completionsIn('one')).toBe(80);
    expect(await completionsIn('two')).toBe(0);
  });

  it('stops by name where its next record is gone, each time, and skips nothing', async () => {
    await environment.produce(TOPIC, events.slice(80, 90));
    const [partition, end] = await longest(environment, name);
    await environment.trim(TOPIC, partition, end);
    await environment.produce(TOPIC, events.slice(90));

    const first = await serve('one', settings);
    const gone = await trouble(first);
    await stopped(first);
    const second = await serve('one', settings);
    const still = await trouble(second);
    const place = (await placesIn('one', name)).get(partition)!;
    await stopped(second);

    expect(gone.trouble).toMatch(
      new RegExp(`^offset ${place} of ${name}/${partition} is not there, the oldest is ${end}: `),
    );
    expect(still.trouble).toBe(gone.trouble);
    expect(place).toBeLessThan(end);
    expect((await placesIn('one', name)).get(partition)!).toBe(place);
  });
});

/** Resolves with how a server's reading is once it does not go on. */
const trouble = (server: Server): Promise<TopicsCheck> =>
  vi.waitFor(async () => {
    const check = await topicsOf(server);
    if (check.trouble === '') throw new Error('the server reads on');
    return check;
  }, WAIT);

/** Commits half of each partition for a group, and answers how many records that are. */
async function commitHalf({ kafka }: Environment, topic: string, groupId: string): Promise<number> {
  const admin = kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic);
  const partitions = ends.map(({ partition, high }) => ({
    partition,
    offset: String(Math.floor(Number(high) / 2)),
  }));
  await admin.setOffsets({ groupId, topic, partitions });
  await admin.disconnect();
  return partitions.reduce((sum, { offset }) => sum + Number(offset), 0);
}

/** The partition with the most records, and its end. */
async function longest({ kafka }: Environment, topic: string): Promise<[number, number]> {
  const admin = kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  const [most] = ends
    .map(({ partition, high }): [number, number] => [partition, Number(high)])
    .sort(([, one], [, other]) => other - one);
  return most!;
}
