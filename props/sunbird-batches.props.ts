/** A batch and its row: what is written is read back. */
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { zoneOf } from '../src/gateway/zone.js';
import { batchFromRow } from '../src/persistence/sunbird/batch-row.js';
import { batchToRow } from '../src/persistence/sunbird/batch-to-row.js';
import { holds } from './check.js';
import { batch, readCriteria } from './sunbird-batches.js';

const zone = fc.constantFrom('Asia/Kolkata', 'UTC', 'America/Sao_Paulo', 'Asia/Beirut').map(zoneOf);

describe('The row of a batch', () => {
  holds(
    'A batch that was written is read back as it was',
    fc.property(batch, zone, (b, z) => {
      const row = { ...batchToRow(b, 1, z) };
      expect(batchFromRow(row, z, readCriteria)).toEqual({ batch: b, refused: [] });
    }),
  );
});
