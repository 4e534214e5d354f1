/**
 * What a second process adds where nobody waits for a server: the same events by one process and by
 * several, each with the shards of its own learners, a processor for each where there are enough.
 * The time is from the word to begin to the last process's last commit.
 *
 *     node cluster-shared-work.js COUNT FLUSH_MS PROCESSES
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { eventFiles } from '../input.js';
import { report } from '../measure.js';

const [count = 0, flushMs = 0, processes = 1] = process.argv.slice(2).map(Number);

const WORKER = fileURLToPath(new URL('cluster-worker.js', import.meta.url));

interface Done {
  readonly completions: number;
  readonly cpuSeconds: number;
}

const { expected } = eventFiles(count);
const children = Array.from({ length: processes }, (_, i) =>
  fork(WORKER, [count, flushMs, i, processes].map(String), {
    execArgv: ['--max-semi-space-size=64'],
  }),
);
await Promise.all(children.map((child) => messageOf(child)));
const start = performance.now();
const done = Promise.all(children.map((child) => messageOf(child)));
for (const child of children) child.send('begin');
const all = (await done) as readonly Done[];
const wallSeconds = (performance.now() - start) / 1000;
check(all.reduce((sum, { completions }) => sum + completions, 0));
report({
  ...{ events: count, processes, flushMs },
  eventsPerSecond: Math.round(count / wallSeconds),
  cpuPerThousand: (all.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) * 1000) / count,
  cpuPerThousandBusiest: (Math.max(...all.map(({ cpuSeconds }) => cpuSeconds)) * 1000) / count,
});

async function messageOf(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit').then(() => {
    throw new Error('a process ended before it was done');
  });
  const [message] = (await Promise.race([once(child, 'message'), ended])) as [unknown];
  return message;
}

/** Enrolments that are completed in the end: a run that loses work fails. */
function check(completions: number): void {
  const rows = readFileSync(expected, 'utf8').trimEnd().split('\n');
  const wanted = rows.filter((row) => row.split(',')[3] === '2').length;
  if (completions === wanted) return;
  throw new Error(`${String(completions)} enrolments are completed, not ${String(wanted)}`);
}
