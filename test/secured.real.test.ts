/**
 * Connections to servers that talk by TLS alone and let in only who has a certificate and a
 * password, from the settings of an installation on.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTopics } from '../src/persistence/kafka/make-topics.js';
import { openCassandra } from '../src/cluster-stores.js';
import { faultText, type Config } from '../src/config.js';
import { kafkaOf } from '../src/kafka-client.js';
import { openUserSource } from '../src/persistence/cassandra/user-source.js';
import { redisConnection, REDIS_LIMITS } from '../src/persistence/redis/connection.js';
import { cassandraAccess, loadConfig, redisAddress } from '../src/server-tls.js';
import { startSecured, type Server } from './real/private-servers.js';
import { newCredentials, type Credentials } from './real/secured-servers.js';
import { realServers } from './real/servers.js';

const servers = realServers();
let known: Credentials;

beforeAll(() => {
  known = newCredentials();
});
afterAll(() => known.remove());

describe.skipIf(servers === null)('A Kafka that asks for certificate and password', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startSecured('kafka', known);
  });
  afterAll(() => server.remove());

  it.each(['plain', 'scram-sha-256', 'scram-sha-512'])('lets in by %s', async (mechanism) => {
    const admin = kafkaWith({ KAFKA_SASL: mechanism }).admin();
    await admin.connect();

    const topic = `made-by-${mechanism}`;
    await makeTopics(admin, [{ topic }]);

    expect(await admin.listTopics()).toContain(topic);
    await admin.disconnect();
  });

  it.each([
    ['another password', { KAFKA_PASSWORD: 'wrong' }, /authentication failed/i],
    ['a server of an authority that is not trusted', { other: 'ca' }, /self.signed|unable to/i],
    ['no user', { KAFKA_SASL: '', KAFKA_USERNAME: '', KAFKA_PASSWORD: '' }, /./],
    ['no certificate', { KAFKA_TLS_CERT_FILE: '', KAFKA_TLS_KEY_FILE: '' }, /./],
    ['no TLS', PLAIN_KAFKA, /./],
  ])('has nothing to do with %s', async (_what, { other, ...change }: Change, reason) => {
    const trusts = other === undefined ? {} : { KAFKA_TLS_CA_FILE: known.otherCaFile };
    const admin = kafkaWith({ ...change, ...trusts }).admin();

    // Connecting alone shows nothing: the server may refuse what comes after it.
    const failure = await failureOf(admin.connect().then(() => admin.listTopics()));

    expect(failure).toMatch(reason);
    await admin.disconnect();
  });

  const kafkaWith = (change: Settings) =>
    kafkaOf(
      configOf({
        KAFKA_BROKERS: server.address,
        KAFKA_SASL: 'scram-sha-512',
        KAFKA_USERNAME: known.username,
        KAFKA_PASSWORD: known.password,
        KAFKA_TLS: 'yes',
        KAFKA_TLS_CA_FILE: known.caFile,
        KAFKA_TLS_CERT_FILE: known.certFile,
        KAFKA_TLS_KEY_FILE: known.keyFile,
        ...change,
      }),
      () => undefined,
    );
});

describe.skipIf(servers === null)('A Cassandra that asks for certificate and password', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startSecured('cassandra', known);
  });
  afterAll(() => server.remove());

  it('lets in whom it knows, engine and job alike', async () => {
    const config = configOf(cassandra({}));

    const session = await openCassandra(config);
    const users = await openUserSource({
      ...{ contactPoints: [server.address], localDataCenter: config.cassandraLocalDc },
      ...cassandraAccess(config),
      keyspace: 'sunbird',
    });

    expect([session.ok, users.ok]).toEqual([true, true]);
    if (session.ok) await session.value.close();
    if (users.ok) await users.value.close();
  });

  it('may be trusted under a name that its nodes share', async () => {
    const named = { CASSANDRA_TLS_SERVER_NAME: 'servers.of.a.test' };

    const session = await openCassandra(configOf(cassandra(named)));

    expect(session.ok).toBe(true);
    if (session.ok) await session.value.close();
  });

  it.each([
    ['another password', { CASSANDRA_PASSWORD: 'wrong' }, /password/i],
    ['a server of an authority that is not trusted', { other: 'ca' }, /self.signed|unable to/i],
    ['a server of another name', { CASSANDRA_TLS_SERVER_NAME: 'elsewhere.test' }, /altnames/],
    ['no user', { CASSANDRA_USERNAME: '', CASSANDRA_PASSWORD: '' }, /authenti/i],
    ['no certificate', { CASSANDRA_TLS_CERT_FILE: '', CASSANDRA_TLS_KEY_FILE: '' }, /./],
  ])('has nothing to do with %s', async (_what, { other, ...change }: Change, reason) => {
    const trusts = other === undefined ? {} : { CASSANDRA_TLS_CA_FILE: known.otherCaFile };

    const session = await openCassandra(configOf(cassandra({ ...change, ...trusts })));

    expect(session).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    expect(session.ok ? '' : session.error.detail).toMatch(reason);
  });

  const cassandra = (change: Settings): Settings => ({
    CASSANDRA_CONTACT_POINTS: server.address,
    CASSANDRA_USERNAME: known.username,
    CASSANDRA_PASSWORD: known.password,
    CASSANDRA_TLS: 'yes',
    CASSANDRA_TLS_CA_FILE: known.caFile,
    CASSANDRA_TLS_CERT_FILE: known.certFile,
    CASSANDRA_TLS_KEY_FILE: known.keyFile,
    ...change,
  });
});

describe.skipIf(servers === null)('A Redis that asks for certificate and password', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startSecured('redis', known);
  });
  afterAll(() => server.remove());

  it.each(['', 'default'])('lets in whom it knows, as user %j', async (user) => {
    const url = `rediss://${user}:${known.password}@${server.address}`;

    expect(await pong({ REDIS_URL: url })).toEqual({ ok: true, value: ['PONG'] });
  });

  it.each([
    ['another password', 'rediss://:wrong@', {}, /WRONGPASS|NOAUTH/],
    ['no password', 'rediss://', {}, /NOAUTH/],
    [
      'an authority that is not trusted',
      'rediss://:cassandra@',
      { other: 'ca' },
      /self.signed|unable/,
    ],
    ['no certificate', 'rediss://:cassandra@', NO_REDIS_CERT, /./],
    ['no TLS', 'redis://:cassandra@', PLAIN_REDIS, /./],
  ])('has nothing to do with %s', async (_what, url, { other, ...change }: Change, reason) => {
    const trusts = other === undefined ? {} : { REDIS_TLS_CA_FILE: known.otherCaFile };
    const answer = await pong({ REDIS_URL: `${url}${server.address}`, ...change, ...trusts });

    expect(answer).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    expect(answer.ok ? '' : JSON.stringify(answer.error)).toMatch(reason);
  });

  async function pong(change: Settings) {
    const config = configOf({
      REDIS_TLS_CA_FILE: known.caFile,
      REDIS_TLS_CERT_FILE: known.certFile,
      REDIS_TLS_KEY_FILE: known.keyFile,
      ...change,
    });
    const redis = redisConnection(redisAddress(config), 12, { ...REDIS_LIMITS, readyWaitMs: 1000 });
    const answer = await redis.ask([['ping']]);
    redis.close();
    return answer;
  }
});

type Settings = Readonly<Record<string, string>>;
/** `other` = the client trusts another authority. */
type Change = Settings & { readonly other?: string };

const NO_REDIS_CERT = { REDIS_TLS_CERT_FILE: '', REDIS_TLS_KEY_FILE: '' };
const PLAIN_REDIS = { ...NO_REDIS_CERT, REDIS_TLS_CA_FILE: '' };
const PLAIN_KAFKA = {
  ...{ KAFKA_TLS: 'no', KAFKA_TLS_CA_FILE: '', KAFKA_TLS_CERT_FILE: '', KAFKA_TLS_KEY_FILE: '' },
};

function configOf(settings: Settings): Config {
  const config = loadConfig(settings, process.cwd());
  if (!config.ok) throw new Error(faultText(config.error));
  return config.value;
}

const failureOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => '',
    (why: unknown) => String(why),
  );
