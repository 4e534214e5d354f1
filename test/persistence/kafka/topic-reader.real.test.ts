import { describe } from 'vitest';
import { topicReaderContract } from '../../contract/topic-reader.js';
import { realServers } from '../../real/servers.js';
import { openTopics } from './opened-topics.js';

const servers = realServers();

describe.skipIf(servers === null)('On Kafka', () => {
  topicReaderContract(() => openTopics(servers!.kafka));
});
