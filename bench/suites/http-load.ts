/** One HTTP run: a server process under 64 connections of autocannon, one content a request. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { report } from '../measure.js';

const [kind = 'laurel', seconds = '10'] = process.argv.slice(2);
const CONNECTIONS = 64;
const LEARNERS = 20_000;

const server = fork(fileURLToPath(new URL('http-server.js', import.meta.url)), [kind]);
const [{ port }] = (await once(server, 'message')) as [{ port: number }];
await load(2);
const before = await usage();
const result = await load(Number(seconds));
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

function load(duration: number): Promise<autocannon.Result> {
  let sent = 0;
  return autocannon({
    url: `http://127.0.0.1:${String(port)}/v1/content/state/update`,
    connections: CONNECTIONS,
    duration,
    requests: [
      {
        method: 'PATCH',
        setupRequest: (request) => ({ ...request, ...requestOf(sent++) }),
      },
    ],
  });
}

function requestOf(n: number): { headers: Record<string, string>; body: string } {
  const userId = `learner-${String((n * 7919) % LEARNERS)}`;
  const contentId = `do_313090000000000${String(100 + (n % 20))}`;
  const content = {
    contentId,
    courseId: 'do_31309000000000001',
    batchId: 'bench-batch',
    status: 2,
  };
  const headers = { 'content-type': 'application/json', 'x-authenticated-userid': userId };
  return { headers, body: JSON.stringify({ request: { userId, contents: [content] } }) };
}
