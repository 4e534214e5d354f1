import { describe } from 'vitest';
import { sharedLogContract } from '../../contract/shared-log.js';
import { realServers } from '../../real/servers.js';
import { openLogs } from './opened.js';

const servers = realServers();

describe.skipIf(servers === null)('On Kafka', () => {
  sharedLogContract(() => openLogs(servers!.kafka));
});
