/**
 * What each protection costs: CSV of a progress report into its protected form, beside the plain
 * form of the same run. Bytes are thrown away as they come, so that no disk is measured.
 */
import { generateKeyPairSync } from 'node:crypto';
import { protectedSink } from '../../src/reports/protected-sink.js';
import type { Protection } from '../../src/reports/protection.js';
import { measure, memoryMb, report } from '../measure.js';

const kind = process.argv[2] ?? '';
const megabytes = Number(process.argv[3]);
const PIECE_ROWS = 1000;

const pieces = Array.from({ length: 50 }, (_, i) => pieceOf(i));
const pieceBytes = pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0);
const rounds = Math.ceil((megabytes * 1e6) / pieceBytes);
const memoryBefore = memoryMb();
let fileBytes = 0;
const measured = await measure(async () => {
  const sink = protectedSink('batch_progress_20240102.csv', protectionOf(kind), (bytes) => {
    fileBytes += bytes.length;
    return Promise.resolve();
  });
  for (let round = 0; round < rounds; round++) {
    for (const piece of pieces) await sink.append(piece);
  }
  await sink.end();
});
const plainMb = (pieceBytes * rounds) / 1e6;
report({
  plainMb,
  fileMb: fileBytes / 1e6,
  mbPerSecond: plainMb / measured.wallSeconds,
  mbPerCpuSecond: plainMb / measured.cpuSeconds,
  aboveIdleMb: measured.memoryMb - memoryBefore,
  ...measured,
});

function protectionOf(name: string): Protection {
  switch (name) {
    case 'zip':
      return { kind: 'zip' };
    case 'zipcrypto':
    case 'aes256':
      return { kind: 'password-zip', password: 'abc123', cipher: name };
    case 'text-key':
      return { kind: 'text-key', key: 'abc123' };
    case 'public-key': {
      const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      return {
        kind: 'public-key',
        pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      };
    }
    default:
      return { kind: 'plain' };
  }
}

/** Rows with ids that differ as real ones do: they decide how small a zip gets. */
function pieceOf(piece: number): string {
  const rows = Array.from({ length: PIECE_ROWS }, (_, i) => {
    const n = piece * PIECE_ROWS + i;
    const id = (Math.imul(n + 1, 2_654_435_761) >>> 0).toString(16).padStart(8, '0');
    return (
      `do_2130,Course,BatchId_0130,Batch 1,${id}-8a1c-4f6e-9d2b-${id}${id.slice(4)},Karnataka,` +
      `District ${n % 30},Org,${29_000_000_000 + n},"School, No. ${n % 5000}",Block,Cluster,` +
      `teacher,,CBSE,14/11/2023,,,${n % 100},${n % 97}%\n`
    );
  });
  return rows.join('');
}
