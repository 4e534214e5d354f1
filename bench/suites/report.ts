/**
 * A progress report of one batch from a data folder, asked of an engine that does nothing else.
 * Memory is the most that the process had, above what it had before.
 */
import { readFileSync, statSync } from 'node:fs';
import { reportOrder } from '../exhaust-input.js';
import { configOn, open } from '../input.js';
import { memoryMb, report, usedBy } from '../measure.js';

const [folder = ''] = process.argv.slice(2);
const SAMPLE_MS = 20;

const laurel = await open(configOn(folder), 5000);
globalThis.gc?.();
const idleMb = memoryMb();
let mostMb = idleMb;
const sampling = setInterval(() => (mostMb = Math.max(mostMb, memoryMb())), SAMPLE_MS);
let path = '';
let rows = 0;
const measured = await usedBy(async () => {
  const file = await laurel.engine.report(reportOrder(laurel.engine));
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
  cpuSecondsPerMillionRows: (measured.cpuSeconds / rows) * 1e6,
  ...{ idleMb, aboveIdleMb: mostMb - idleMb },
  ...measured,
});

function countLines(file: string): number {
  let count = 0;
  for (const byte of readFileSync(file)) if (byte === 0x0a) count++;
  return count;
}
