/**
 * Apache Cassandra as one node. The JVM options are those of its own start script that it does not
 * run without, and those that shorten the start of a ring that has no other member.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client } from 'cassandra-driver';
import { jarsOf } from './jars.js';
import { java } from './java.js';
import { LOOPBACK } from './ports.js';
import { identityFile, tlsOf, type Place, type Recipe, type Secured } from './recipe.js';

export const LOCAL_DC = 'datacenter1';

const ARTIFACT = { group: 'org.apache.cassandra', name: 'cassandra-all', version: '5.0.6' };
const AGENT = 'jamm-0.4.0.jar';
const ASK_TIMEOUT_MS = 5_000;

const EXPORTS = [
  ...['java.base/jdk.internal.misc', 'java.base/jdk.internal.ref', 'java.base/sun.nio.ch'],
  ...['java.management.rmi/com.sun.jmx.remote.internal.rmi', 'java.rmi/sun.rmi.registry'],
  ...['java.rmi/sun.rmi.server', 'java.rmi/sun.rmi.transport', 'java.rmi/sun.rmi.transport.tcp'],
  ...['java.sql/java.sql', 'jdk.unsupported/sun.misc'],
];
const OPENS = [
  ...['io', 'lang', 'lang.module', 'lang.reflect', 'math', 'net', 'nio', 'nio.channels.spi'].map(
    (name) => `java.base/java.${name}`,
  ),
  ...['', '.concurrent', '.concurrent.atomic', '.concurrent.locks'].map(
    (name) => `java.base/java.util${name}`,
  ),
  ...['loader', 'math', 'module', 'ref', 'reflect', 'util', 'util.jar', 'vm'].map(
    (name) => `java.base/jdk.internal.${name}`,
  ),
  ...['java.base/java.nio.charset', 'java.base/sun.nio.ch', 'jdk.compiler/com.sun.tools.javac'],
  ...['jdk.management.jfr/jdk.management.jfr', 'jdk.management/com.sun.management.internal'],
];
const FOR_ONE_NODE = [
  '-Dcassandra.ring_delay_ms=100',
  '-Dcassandra.skip_wait_for_gossip_to_settle=0',
  '-Dcassandra.initial_token=0',
];

/** Its first user would be made ten seconds after the start, for the sake of other nodes. */
const USER_AT_ONCE = '-Dcassandra.superuser_setup_delay_ms=0';

export const cassandra: Recipe = { kind: 'cassandra', prepare, command, ask };

async function prepare(place: Place, say: (line: string) => void): Promise<void> {
  await jarsOf(ARTIFACT, say);
  const { folder, secured } = place;
  const security = secured && securityOf(secured, await identityFile(folder, secured));
  await writeFile(yamlOf(place), `${yaml(place)}${security ?? ''}`);
  await writeFile(loggingOf(place), LOGGING);
}

async function command(place: Place): Promise<[string, ...string[]]> {
  const jars = await jarsOf(ARTIFACT, () => undefined);
  const args = [
    ...['-Xms512m', '-Xmx1g', '-Djdk.attach.allowAttachSelf=true'],
    `-javaagent:${join(jars, AGENT)}`,
    ...EXPORTS.map((name) => `--add-exports=${name}=ALL-UNNAMED`),
    ...OPENS.map((name) => `--add-opens=${name}=ALL-UNNAMED`),
    `-Dcassandra.config=${pathToFileURL(yamlOf(place)).href}`,
    `-Dcassandra.storagedir=${place.folder}`,
    `-Dlogback.configurationFile=${loggingOf(place)}`,
    '-Dcassandra-foreground=yes',
    ...FOR_ONE_NODE,
    ...(place.secured === null ? [] : [USER_AT_ONCE]),
    ...['-cp', join(jars, '*'), 'org.apache.cassandra.service.CassandraDaemon'],
  ];
  return [java(), ...args];
}

async function ask(address: string, secured: Secured | null): Promise<void> {
  const socketOptions = { connectTimeout: ASK_TIMEOUT_MS, readTimeout: ASK_TIMEOUT_MS };
  const contact = { contactPoints: address.split(','), localDataCenter: LOCAL_DC };
  const access = secured && { sslOptions: await tlsOf(secured), credentials: secured };
  const client = new Client({ ...contact, socketOptions, ...access });
  try {
    await client.execute('SELECT release_version FROM system.local');
  } finally {
    await client.shutdown();
  }
}

const yamlOf = ({ folder }: Place): string => join(folder, 'cassandra.yaml');
const loggingOf = ({ folder }: Place): string => join(folder, 'logback.xml');

/** Time limits are longer than the defaults: two cores that also run tests are slow, not broken. */
const yaml = ({ folder, port, innerPort, durable }: Place): string => `\
cluster_name: laurel
num_tokens: 1
allocate_tokens_for_local_replication_factor: 1
partitioner: org.apache.cassandra.dht.Murmur3Partitioner
${durable ? 'commitlog_sync: batch' : 'commitlog_sync: periodic\ncommitlog_sync_period: 1000ms'}
endpoint_snitch: SimpleSnitch
dynamic_snitch: false
hinted_handoff_enabled: false
auto_snapshot: false
seed_provider:
  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
    parameters:
      - seeds: '${LOOPBACK}:${innerPort}'
listen_address: ${LOOPBACK}
rpc_address: ${LOOPBACK}
storage_port: ${innerPort}
native_transport_port: ${port}
read_request_timeout: 10s
range_request_timeout: 20s
write_request_timeout: 10s
cas_contention_timeout: 5s
truncate_request_timeout: 60s
request_timeout: 20s
data_file_directories: ['${join(folder, 'data')}']
commitlog_directory: ${join(folder, 'commitlog')}
saved_caches_directory: ${join(folder, 'saved_caches')}
hints_directory: ${join(folder, 'hints')}
cdc_raw_directory: ${join(folder, 'cdc_raw')}
`;

/** By PEM files, as of Cassandra 4.1: no keystore has to be made. */
const securityOf = ({ caFile }: Secured, identity: string): string => `\
authenticator: PasswordAuthenticator
authorizer: CassandraAuthorizer
client_encryption_options:
  enabled: true
  optional: false
  require_client_auth: true
  keystore: '${identity}'
  truststore: '${caFile}'
  ssl_context_factory:
    class_name: org.apache.cassandra.security.PEMBasedSslContextFactory
`;

const LOGGING = `\
<configuration>
  <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%date %level %logger{0} %msg%n</pattern></encoder>
  </appender>
  <root level="WARN"><appender-ref ref="out" /></root>
</configuration>
`;
