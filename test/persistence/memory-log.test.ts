import { describe } from 'vitest';
import { memoryLog } from '../../src/persistence/memory-log.js';
import { sharedLogContract } from '../contract/shared-log.js';

describe('In memory', () => {
  sharedLogContract(() => {
    const memory = memoryLog(2);
    return Promise.resolve({
      log: memory.open(),
      other: memory.open(),
      topic: 'topic',
      sent: () => Promise.resolve(memory.records.map(({ key, value }) => ({ key, value }))),
      trim: (shard, below) => Promise.resolve(memory.trim(shard, below)),
    });
  });
});
