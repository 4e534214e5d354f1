/** One HTTP run: a server process under 64 connections of autocannon, one content a request. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { report } from '../measure.js';
import { load } from '../update-load.js';

const [kind = 'laurel', seconds = '10'] = process.argv.slice(2);

const server = fork(fileURLToPath(new URL('http-server.js', import.meta.url)), [kind]);
const [{ port }] = (await once(server, 'message')) as [{ port: number }];
await load({ port, seconds: 2 });
const before = await usage();
const result = await load({ port, seconds: Number(seconds) });
const after = await usage();
server.kill();

const cpuSeconds = after.cpuSeconds - before.cpuSeconds;
const requests = result['2xx'];
report({
  ...{ requests, failed: result.non2xx + result.errors, cpuSeconds, memoryMb: after.memoryMb },
  requestsPerCpuSecond: Math.round(requests / cpuSeconds),
  requestsPerSecond: Math.round(requests / result.duration),
  ...{ latencyMsP50: result.latency.p50, latencyMsP99: result.latency.p99 },
});

async function usage(): Promise<{ cpuSeconds: number; memoryMb: number }> {
  server.send('usage');
  const [answer] = (await once(server, 'message')) as [{ cpuSeconds: number; memoryMb: number }];
  return answer;
}
