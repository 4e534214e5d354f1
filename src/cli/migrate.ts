/**
 * `laurel migrate`: makes what an installation lacks of tables and topics, so that servers need
 * not, and may not. It may be repeated, also beside running servers.
 */
import { migrate, openCassandra, openLog, topicFaultText } from '../cluster-stores.js';
import type { Config } from '../config.js';
import { topicsAreThere } from '../sunbird-topics.js';
import { noteOn } from './note-on.js';
import { EXIT, type ExitCode, type Terminal } from './terminal.js';

export async function migrateInstallation(config: Config, terminal: Terminal): Promise<ExitCode> {
  if (config.profile === 'embedded' && config.kafkaBrokers === '') {
    terminal.note("laurel: LAUREL_PROFILE is 'embedded' without KAFKA_BROKERS: nothing is to make");
    return EXIT.usage;
  }
  const ofCluster = [tables(config), log(config, terminal)];
  const steps = [...(config.profile === 'cluster' ? ofCluster : []), topics(config, terminal)];
  for (const step of steps) {
    const failure = await step();
    if (failure === null) continue;
    terminal.note(`laurel: ${failure}`);
    return EXIT.failed;
  }
  terminal.print(config.profile === 'cluster' ? 'tables and topics are there' : 'topics are there');
  return EXIT.ok;
}

/** Answers what failed; `null` = nothing. */
type Step = () => Promise<string | null>;

const tables =
  (config: Config): Step =>
  async () => {
    const session = await openCassandra(config);
    if (!session.ok) return session.error.detail;
    const made = await migrate(config, session.value);
    await session.value.close();
    return made.ok ? null : made.error;
  };

const log =
  (config: Config, terminal: Terminal): Step =>
  async () => {
    const opened = await openLog(config, noteOn(terminal), true);
    if (!opened.ok) return topicFaultText(opened.error);
    await opened.value.close();
    return null;
  };

const topics =
  (config: Config, terminal: Terminal): Step =>
  async () => {
    const there = await topicsAreThere(config, noteOn(terminal), true);
    return there.ok ? null : there.error;
  };
