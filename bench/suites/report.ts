/**
 * A progress report of one batch from a data folder, asked of an engine that does nothing else.
 * Memory is the most that the process had, above what it had before.
 */
import { readFileSync, statSync } from 'node:fs';
import type { BatchId } from '../../src/domain/ids.js';
import { NO_OPTIONS } from '../../src/reports/report-options.js';
import { configOn, open } from '../input.js';
import { measure, memoryMb, report } from '../measure.js';

const [folder = ''] = process.argv.slice(2);
const BATCH = '01309000000000100' as BatchId;
const SAMPLE_MS = 20;

const laurel = await open(configOn(folder), 5000);
const course = laurel.engine.catalogue.batch(BATCH)?.course;
if (course === undefined) throw new Error('the folder has no batch');
globalThis.gc?.();
const idleMb = memoryMb();
let mostMb = idleMb;
const sampling = setInterval(() => (mostMb = Math.max(mostMb, memoryMb())), SAMPLE_MS);
let path = '';
let rows = 0;
const measured = await measure(async () => {
  const file = await laurel.engine.report({
    ...{ dataset: 'progress-exhaust', course, batch: BATCH, folder: 'bench', requesterOrg: '' },
    ...{ protection: { kind: 'plain' }, options: NO_OPTIONS, assessment: null },
  });
  if (!file.ok) throw new Error(JSON.stringify(file.error));
  ({ rows, path } = file.value);
});
clearInterval(sampling);
const lines = countLines(path);
await laurel.stop();
report({
  ...{ rows, lines, fileMb: statSync(path).size / 1e6, path },
  rowsPerSecond: Math.round(rows / measured.wallSeconds),
  rowsPerCpuSecond: Math.round(rows / measured.cpuSeconds),
  ...{ idleMb, aboveIdleMb: mostMb - idleMb },
  ...measured,
});

function countLines(file: string): number {
  let count = 0;
  for (const byte of readFileSync(file)) if (byte === 0x0a) count++;
  return count;
}
