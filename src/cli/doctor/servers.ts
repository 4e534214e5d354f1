/**
 * What `doctor` looks at in Kafka and Cassandra, together, as the log is judged by the leases.
 * Loaded only where there are such servers: their drivers take longer to load than all the rest.
 */
import type { Note } from '../../compose.js';
import type { Config } from '../../config.js';
import { cassandraFacts, cassandraFindings } from './cassandra.js';
import type { ClockLook } from './clocks.js';
import type { Finding } from './finding.js';
import { kafkaFacts } from './kafka-facts.js';
import { kafkaFindings } from './kafka.js';

export interface ServerLook {
  readonly findings: readonly Finding[];
  readonly clocks: readonly ClockLook[];
}

export async function serversLook(config: Config, note: Note): Promise<ServerLook> {
  const cassandra = config.profile === 'cluster' ? await cassandraFacts(config) : null;
  const leases = cassandra?.kind === 'there' ? cassandra.leases : [];
  const kafka = await kafkaFacts(config, leases, note);
  const clock = cassandra?.kind === 'there' ? cassandra.clock : null;
  return {
    findings: [
      ...(cassandra === null ? [] : cassandraFindings(cassandra, config, Date.now())),
      ...kafkaFindings(kafka, config),
    ],
    clocks: clock === null ? [] : [clock],
  };
}
