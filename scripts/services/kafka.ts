/**
 * Apache Kafka as one node, broker and controller in one process (KRaft).
 *
 * - K1 It answers when its group coordinator does: the port opens some seconds earlier.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { jarsOf } from './jars.js';
import { java } from './java.js';
import { LOOPBACK } from './ports.js';
import { identityFile, tlsOf, type Place, type Recipe, type Secured } from './recipe.js';

const ARTIFACT = { group: 'org.apache.kafka', name: 'kafka_2.13', version: '4.1.0' };
/** Kafka's artifact names no logger that is written anywhere: it would fail without a word. */
const LOGGER = { group: 'org.slf4j', name: 'slf4j-simple', version: '1.7.36' };
const UUID_BYTES = 16;
const FORMAT_MS_MAX = 60_000;
const ASK_TIMEOUT_MS = 5_000;

export const kafka: Recipe = { kind: 'kafka', prepare, command, ask };

async function prepare(place: Place, say: (line: string) => void): Promise<void> {
  const { folder, secured } = place;
  const security = secured && securityOf(secured, await identityFile(folder, secured));
  await writeFile(propertiesOf(place), `${properties(place)}${security ?? ''}`);
  const id = randomBytes(UUID_BYTES).toString('base64url');
  const users = secured === null ? [] : SCRAM.flatMap((name) => ['-S', userOf(name, secured)]);
  const config = ['-c', propertiesOf(place), ...users];
  // One word: an id may begin with a dash.
  const format = ['kafka.tools.StorageTool', 'format', `--cluster-id=${id}`, ...config];
  const args = ['-cp', await classPath(say), ...format];
  await promisify(execFile)(java(), args, { timeout: FORMAT_MS_MAX });
}

async function command(place: Place): Promise<[string, ...string[]]> {
  const jvm = ['-Xms128m', '-Xmx512m', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'];
  const jars = ['-cp', await classPath(() => undefined)];
  return [java(), ...jvm, ...jars, 'kafka.Kafka', propertiesOf(place)];
}

async function classPath(say: (line: string) => void): Promise<string> {
  const folders = [await jarsOf(ARTIFACT, say), await jarsOf(LOGGER, say)];
  return folders.map((folder) => join(folder, '*')).join(delimiter);
}

async function ask(address: string, secured: Secured | null): Promise<void> {
  const timeouts = { connectionTimeout: ASK_TIMEOUT_MS, requestTimeout: ASK_TIMEOUT_MS };
  const options = { logLevel: logLevel.NOTHING, retry: { retries: 0 } };
  const access = secured && { ssl: await tlsOf(secured), sasl: plainUser(secured) };
  const brokers = address.split(',');
  const admin = new Kafka({ brokers, ...timeouts, ...options, ...access }).admin();
  try {
    await admin.connect();
    // Only what asks for all topics learns the brokers, among which the coordinator is looked for.
    await admin.listTopics();
    await admin.describeGroups(['laurel-services']); // K1
  } finally {
    await admin.disconnect();
  }
}

const propertiesOf = ({ folder }: Place): string => join(folder, 'server.properties');

/** A broker that was killed is refused until its session has ended: hence the short session. */
const properties = ({ folder, port, innerPort, secured }: Place): string => `\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@${LOOPBACK}:${innerPort}
listeners=${nameOf(secured)}://${LOOPBACK}:${port},CONTROLLER://${LOOPBACK}:${innerPort}
advertised.listeners=${nameOf(secured)}://${LOOPBACK}:${port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=${nameOf(secured)}
listener.security.protocol.map=${nameOf(secured)}:${nameOf(secured)},CONTROLLER:PLAINTEXT
log.dirs=${join(folder, 'data')}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
group.initial.rebalance.delay.ms=0
num.io.threads=4
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=3000
`;

const SCRAM = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

/** The listener's name is that of its protocol. */
const nameOf = (secured: Secured | null): string => (secured === null ? 'PLAINTEXT' : 'SASL_SSL');

const plainUser = ({ username, password }: Secured) =>
  ({ mechanism: 'plain', username, password }) as const;

const userOf = (mechanism: string, { username, password }: Secured): string =>
  `${mechanism}=[name=${username},password=${password}]`;

/** All mechanisms at once; the broker itself comes in by the simplest. */
function securityOf({ caFile, username, password }: Secured, identity: string): string {
  const module = 'org.apache.kafka.common.security';
  const user = `username="${username}" password="${password}" user_${username}="${password}"`;
  const listener = 'listener.name.sasl_ssl';
  const scram = SCRAM.map((name) => {
    const login = `${module}.scram.ScramLoginModule required;`;
    return `${listener}.${name.toLowerCase()}.sasl.jaas.config=${login}`;
  });
  return `\
ssl.keystore.type=PEM
ssl.keystore.location=${identity}
ssl.truststore.type=PEM
ssl.truststore.location=${caFile}
${listener}.ssl.client.auth=required
sasl.enabled.mechanisms=PLAIN,${SCRAM.join(',')}
sasl.mechanism.inter.broker.protocol=PLAIN
${listener}.plain.sasl.jaas.config=${module}.plain.PlainLoginModule required ${user};
${scram.join('\n')}
`;
}
