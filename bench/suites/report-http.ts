/**
 * HTTP updates at a steady rate, without a report and while reports of one batch are written one
 * after another, twice each and by turns. The rate is one that the server has room for: at its
 * limit a latency tells how much work there is, and not how long one request waits for another.
 */
import { fork } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type autocannon from 'autocannon';
import { report } from '../measure.js';
import { load } from '../update-load.js';

const [source = '', seconds = '10'] = process.argv.slice(2);
const REQUESTS_PER_SECOND = 500;

const folder = mkdtempSync(join(tmpdir(), 'laurel-bench-'));
cpSync(source, folder, { recursive: true });
const server = fork(fileURLToPath(new URL('http-server.js', import.meta.url)), ['laurel', folder]);
const [{ port }] = (await once(server, 'message')) as [{ port: number }];
await load({ port, seconds: 2 });

const without: autocannon.Result[] = [];
const during: autocannon.Result[] = [];
let rows = 0;
for (let round = 0; round < 2; round++) {
  without.push(await steadily());
  server.send('reports on');
  during.push(await steadily());
  server.send('reports off');
  const [answer] = (await once(server, 'message')) as [{ rows: number }];
  rows += answer.rows;
}
server.kill();
await once(server, 'exit');
rmSync(folder, { recursive: true, force: true });

const p99 = (results: readonly autocannon.Result[]): number =>
  results.reduce((sum, { latency }) => sum + latency.p99, 0) / results.length;
report({
  requestsPerSecond: REQUESTS_PER_SECOND,
  failed: [...without, ...during].reduce((sum, r) => sum + r.non2xx + r.errors, 0),
  reportRows: rows,
  ...{ latencyMsP99Without: p99(without), latencyMsP99During: p99(during) },
  duringToWithout: p99(during) / p99(without),
});

function steadily(): Promise<autocannon.Result> {
  return load({ port, seconds: Number(seconds), requestsPerSecond: REQUESTS_PER_SECOND });
}
