/** What an operator of a cluster does before and beside its servers. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { realServers } from '../real/servers.js';
import { ALL_TOPICS, stopped, taken, WAIT } from '../embedded-kafka/environment.js';
import { generate } from '../system/generator.js';
import { cleanUp, laurel, serve, type Server, type Settings } from '../system/program.js';
import { importInto, openInstallation, type ClusterInstallation } from './cluster-installation.js';

const TOPIC = 'coursebatch.job.request';
const servers = realServers();
const { imports, events, expected } = generate(3, 100);
const [learner] = expected.keys();

afterAll(cleanUp);

describe.skipIf(servers === null)('On a cluster', () => {
  let cluster: ClusterInstallation;
  let server: Server;
  beforeAll(async () => {
    cluster = await openInstallation(servers!);
  });
  afterAll(() => cluster.remove());

  it('a server that may make nothing names the keyspace that lacks tables', async () => {
    const error = await serve('none', cluster.settings).then(
      () => '',
      (why: unknown) => String(why),
    );

    expect(error).toContain('ended with 1');
    expect(error).toContain(cluster.keyspace);
    expect(error).toContain('run `laurel migrate`');
    expect(await cluster.environment.there()).toEqual([]);
  });

  it('`laurel migrate` makes tables and topics, and twice makes nothing more', async () => {
    const first = await laurel('none', ['migrate'], cluster.settings);
    const made = await tablesOf(cluster);
    const topics = await cluster.environment.there();
    const second = await laurel('none', ['migrate'], cluster.settings);

    expect([first, second]).toMatchObject([
      { code: 0, out: 'tables and topics are there\n' },
      { code: 0, out: 'tables and topics are there\n' },
    ]);
    expect(made).toEqual(expect.arrayContaining(['user_enrolments', 'laurel_snapshot']));
    expect(topics).toEqual(expect.arrayContaining([...ALL_TOPICS]));
    expect(await tablesOf(cluster)).toEqual(made);
    expect(await cluster.environment.there()).toEqual(topics);
  });

  it('the same server then starts, and writes Sunbird\u2019s rows', async () => {
    server = await serve('served', cluster.settings);
    await importInto(cluster.settings, imports);
    await cluster.environment.produce(TOPIC, events);

    await vi.waitFor(async () => {
      const rows = await cluster.rows('user_enrolments');
      const progress = new Map(rows.map((row) => [row['userid'], row['progress']]));
      const wanted = [...expected].map(([id, row]) => [id, row.progress] as const);
      expect(progress).toEqual(new Map(wanted));
    }, WAIT);
  });

  it('reconciling finds nothing that differs', async () => {
    await vi.waitFor(async () => {
      const { code, out, err } = await reconcile();
      expect({ code, out }).toEqual({ code: 0, out: '' });
      expect(err).toContain('10 enrolments, 0 differences, 0 not read');
    }, WAIT);
  });

  it('reconciling finds the cell that was changed behind Laurel, and leaves it', async () => {
    const { batch, progress } = expected.get(learner!)!;
    const [row] = (await cluster.rows('user_enrolments')).filter(
      ({ userid }) => userid === learner,
    );
    await cluster.cassandra.execute(
      `UPDATE ${cluster.keyspace}.user_enrolments SET progress = 19 WHERE ` +
        'userid = ? AND courseid = ? AND batchid = ?',
      [learner, row!['courseid'], batch],
      { prepare: true },
    );

    const all = await reconcile();
    const others = await reconcile(
      '--batch',
      [...BATCHES].find((id) => id !== batch)!,
    );

    expect(all).toMatchObject({ code: 1 });
    expect(all.out.trim().split('\n').map(cellOf)).toEqual([
      {
        ...{ table: 'user_enrolments', column: 'progress', stored: 19, ours: progress },
        key: { userid: learner, courseid: row!['courseid'], batchid: batch },
      },
    ]);
    expect(others).toMatchObject({ code: 0, out: '' });
    const [after] = (await cluster.rows('user_enrolments')).filter((r) => r['userid'] === learner);
    expect(after!['progress']).toBe(19);
    await stopped(server);
  });

  const reconcile = (...more: readonly string[]): ReturnType<typeof laurel> =>
    laurel('beside', ['reconcile', '--dry-run', ...more], cluster.settings);
});

describe.skipIf(servers === null)('In shadow', () => {
  it('a cluster takes all in, and writes nothing of Sunbird\u2019s until it is live', async () => {
    const cluster = await openInstallation(servers!);
    const shadow = { ...cluster.settings, LAUREL_SHADOW: 'yes' };
    try {
      expect(await laurel('none', ['migrate'], shadow)).toMatchObject({ code: 0 });
      const server = await serve('shadow', shadow);
      await importInto(shadow, imports);
      await cluster.environment.produce(TOPIC, events);
      const tally = await taken(cluster.environment.env, server, TOPIC, events.length);

      await vi.waitFor(async () => {
        const { out } = await laurel('beside', ['reconcile', '--dry-run'], shadow);
        const cells = out.trim().split('\n').map(cellOf);
        const progress = cells.filter(
          ({ table, column }) => table === 'user_enrolments' && column === 'progress',
        );
        expect(progress.map(({ ours }) => ours).sort()).toEqual(
          [...expected.values()].map((row) => row.progress).sort(),
        );
      }, WAIT);
      await stopped(server);

      expect(tally).toMatchObject({ dead: 0, rejected: 0 });
      for (const table of SUNBIRD_TABLES) expect(await cluster.rows(table)).toEqual([]);
      for (const topic of ALL_TOPICS) {
        const count = topic === TOPIC ? events.length : 0;
        expect(await cluster.environment.records(topic)).toHaveLength(count);
      }
      await goLive(cluster);
    } finally {
      await cluster.remove();
    }
  });
});

describe.skipIf(servers === null)('Beside a batch service of Sunbird', () => {
  it('a cluster learns of a batch that is made meanwhile, and takes what came before', async () => {
    const cluster = await openInstallation(servers!);
    const roles = { ...cluster.settings, LAUREL_ROLES: 'aggregator,certificates' };
    try {
      expect(await laurel('none', ['migrate'], roles)).toMatchObject({ code: 0 });
      await updateTooEarly(cluster.settings);
      const server = await serve('beside-sunbird', roles);
      const outcome = async (): Promise<string> => {
        const dry = await laurel('beside', ['dlq', 'redrive', '--dry-run', '--json'], roles);
        return (JSON.parse(dry.out) as { readonly outcome: string }).outcome;
      };
      expect(await outcome()).toBe('failed');

      await cluster.cassandra.execute(
        `INSERT INTO ${cluster.keyspace}.course_batch (courseid, batchid, name, start_date) ` +
          "VALUES ('do_1', 'made-later', 'Batch of Sunbird', '2024-05-20')",
      );

      await vi.waitFor(async () => expect(await outcome()).toBe('ready'), WAIT);
      const taken = await laurel('beside', ['dlq', 'redrive', '--json'], roles);
      const again = await laurel('beside', ['dlq', 'redrive'], roles);
      await stopped(server);

      expect(JSON.parse(taken.out)).toMatchObject({ source: 'http', outcome: 'applied' });
      expect(again).toMatchObject({ code: 0, out: '' });
      expect(again.err).toContain('laurel: no dead letters\n');
      expect(await cluster.rows('user_content_consumption')).toMatchObject([
        { userid: 'early', batchid: 'made-later', contentid: 'do_11', status: 2 },
      ]);
    } finally {
      await cluster.remove();
    }
  });
});

/** An update for the batch before anybody knows it, to a process that is the API. */
async function updateTooEarly(settings: Settings): Promise<void> {
  const server = await serve('too-early', settings);
  const entry = { courseId: 'do_1', batchId: 'made-later', contentId: 'do_11', status: 2 };
  const response = await fetch(`${server.url}/v1/content/state/update`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', 'x-authenticated-userid': 'early' },
    body: JSON.stringify({ request: { contents: [entry] } }),
  });
  expect(await response.text()).toContain('BATCH_NOT_EXISTS');
  await stopped(server);
}

/** From the places of the job that it replaces, which had written nothing of these records. */
async function goLive({ environment, settings, rows }: ClusterInstallation): Promise<void> {
  const admin = environment.kafka.admin();
  await admin.connect();
  await admin.setOffsets({
    ...{ groupId: `${environment.env}.laurel.ingress`, topic: `${environment.env}.${TOPIC}` },
    partitions: [0, 1].map((partition) => ({ partition, offset: '0' })),
  });
  await admin.disconnect();
  const server = await serve('live', settings);
  await vi.waitFor(async () => {
    const progress = (await rows('user_enrolments')).map((row) => [row['userid'], row['progress']]);
    const wanted = [...expected].map(([id, row]) => [id, row.progress]);
    expect(progress.sort()).toEqual(wanted.sort());
  }, WAIT);
  await stopped(server);
}

const SUNBIRD_TABLES = [
  'user_enrolments',
  'user_content_consumption',
  'user_activity_agg',
  'assessment_aggregator',
  'course_batch',
];

const BATCHES = new Set([...expected.values()].map(({ batch }) => batch));

interface Cell {
  readonly table: string;
  readonly column: string;
  readonly ours: unknown;
}

const cellOf = (line: string): Cell => JSON.parse(line) as Cell;

async function tablesOf({ cassandra, keyspace }: ClusterInstallation): Promise<string[]> {
  const query = 'SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?';
  const { rows } = await cassandra.execute(query, [keyspace], { prepare: true });
  return rows.map((row) => String(row['table_name'])).sort();
}
