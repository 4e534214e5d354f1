/**
 * Laurel's processes of one cluster on real servers, with a keyspace and topics of their own, which
 * go with the fleet. Several fleets may share servers.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Client as Cassandra, policies } from 'cassandra-driver';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { Redis } from 'ioredis';
import { vi } from 'vitest';
import type { Servers } from '../real/servers.js';
import { Client } from '../system/client.js';
import { pathOf, serve, type Server, type Settings } from '../system/program.js';

export const LEASE_MS = 3_000;
export const SHARDS = 4;
/** What the issue promises for the learners of a process that is gone. */
export const SERVED_AGAIN_MS_MAX = LEASE_MS + 5_000;

export interface Process extends Server {
  readonly client: Client;
  /** Its folder of local files. */
  readonly data: string;
  /** Everything that it logged so far. */
  readonly said: () => string;
  /** Stops it in order and answers how it ended. */
  readonly leave: () => Promise<number | null>;
}

/** What `/health` answers. */
export interface Health {
  readonly status: number;
  readonly text: string;
}

export class Fleet {
  readonly name = `faults_${randomBytes(5).toString('hex')}`;
  readonly cassandra: Cassandra;
  readonly kafka: Kafka;
  readonly #servers: Servers;
  readonly #settings: Settings;
  #count = 0;
  #admin: Admin | null = null;
  #live: readonly Process[] = [];

  constructor(servers: Servers, settings: Settings = {}) {
    this.#servers = servers;
    this.#settings = settings;
    this.cassandra = new Cassandra({
      contactPoints: servers.cassandra.split(','),
      localDataCenter: servers.localDc,
      socketOptions: { readTimeout: 30_000 },
      policies: { reconnection: new policies.reconnection.ConstantReconnectionPolicy(500) },
    });
    const brokers = servers.kafka.split(',');
    this.kafka = new Kafka({ brokers, clientId: this.name, logLevel: logLevel.NOTHING });
  }

  /** Those that run, frozen ones included. */
  get live(): readonly Process[] {
    return this.#live;
  }

  /** What processes and commands of this cluster are started with. */
  get settings(): Settings {
    return { ...this.#base(), ...this.#settings };
  }

  /** The topic of Sunbird's of this name. */
  topic(name: string): string {
    return `${this.name}.${name}`;
  }

  /** Starts one more process with a data folder of its own; resolves once it answers. */
  async start(settings: Settings = {}): Promise<Process> {
    const data = `${this.name}-${this.#count++}`;
    const server = await serve(data, { ...this.settings, ...settings });
    let said = '';
    server.child.stderr.on('data', (text: string) => (said += text));
    const leave = async (): Promise<number | null> => {
      server.child.kill('SIGTERM');
      return (await server.ended).code;
    };
    const client = new Client(server);
    const process = { ...server, client, data: pathOf(data), said: () => said, leave };
    this.#live = [...this.#live, process];
    void server.ended.then(() => (this.#live = this.#live.filter((one) => one !== process)));
    return process;
  }

  async admin(): Promise<Admin> {
    if (this.#admin === null) {
      this.#admin = this.kafka.admin();
      await this.#admin.connect();
    }
    return this.#admin;
  }

  /** Rows of a query on the fleet's keyspace; `?.` stands for its name. */
  async rows(query: string, params: readonly unknown[] = []) {
    const text = query.replace('?.', `${this.name}.`);
    return (await this.cassandra.execute(text, [...params], { prepare: true })).rows;
  }

  /** How many shards each process owns, by the lease table. */
  async owners(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.rows('SELECT address FROM ?.laurel_lease');
    const counts = new Map<string, number>();
    for (const row of rows) {
      const address = String(row['address']);
      counts.set(address, (counts.get(address) ?? 0) + 1);
    }
    return counts;
  }

  /** Waits until every shard is owned and so many processes share them. */
  async shared(processes: number): Promise<void> {
    await vi.waitUntil(
      async () => {
        const owners = await this.owners();
        const owned = [...owners].filter(([address]) => address !== '');
        const count = owned.reduce((sum, [, shards]) => sum + shards, 0);
        return owned.length === processes && count === SHARDS;
      },
      { timeout: 30_000, interval: 100 },
    );
  }

  /** Ends every process, and leaves what they wrote to servers that go with the test. */
  async end(): Promise<void> {
    await Promise.all(this.#live.map((process) => process.kill()));
    await this.cassandra.shutdown();
    await this.#admin?.disconnect();
  }

  /** Ends every process and takes away what they left on the servers. */
  async remove(): Promise<void> {
    await Promise.all(this.#live.map((process) => process.kill()));
    await this.cassandra.execute(`DROP KEYSPACE IF EXISTS ${this.name}`);
    const admin = await this.admin();
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(`${this.name}.`));
    if (topics.length > 0) await admin.deleteTopics({ topics });
    await this.#forgetUsers();
    await this.end();
  }

  /** Learners of a fleet begin with its name. */
  async #forgetUsers(): Promise<void> {
    const redis = new Redis(this.#servers.redis, { db: USERS_DB });
    for await (const keys of redis.scanStream({ match: `*${this.name}*`, count: 1_000 })) {
      if ((keys as string[]).length > 0) await redis.unlink(keys as string[]);
    }
    await redis.quit();
  }

  #base(): Settings {
    const { cassandra, localDc, kafka, redis } = this.#servers;
    return {
      ...{ LAUREL_PROFILE: 'cluster', LAUREL_AUTH: 'off', LAUREL_LOG_LEVEL: 'warn' },
      ...{ LAUREL_CLUSTER_SECRET: 'known to all', LAUREL_CREATE_SCHEMA: 'yes' },
      ...{ LAUREL_ENV: this.name, LAUREL_CASSANDRA_KEYSPACE: this.name },
      ...{ LAUREL_LEASE_MS: String(LEASE_MS), LAUREL_SHARDS: String(SHARDS) },
      LAUREL_CLUSTER_FLUSH_INTERVAL_MS: '500',
      ...{ KAFKA_BROKERS: kafka, CASSANDRA_CONTACT_POINTS: cassandra },
      ...{ CASSANDRA_LOCAL_DC: localDc, REDIS_URL: redis },
    };
  }
}

const USERS_DB = 12;

/** What a process says of itself. */
export async function health({ url }: { readonly url: string }): Promise<Health> {
  const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(20_000) });
  return { status: response.status, text: await response.text() };
}

/** Resident memory of a process in MiB; 0 = it is gone. */
export async function residentMib({ child }: Pick<Server, 'child'>): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
}
