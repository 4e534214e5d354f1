/**
 * Starts Laurel on a folder of its own, plays the term of the demo, and says where to look. Goes on
 * serving until it is stopped; started again, it serves what was played.
 *
 *     npm run demo                          in data/demo
 *     LAUREL_DATA_DIR=x npm run demo        in another folder
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { ROOT, setUp } from './setup.mjs';

const { fetch } = globalThis;
const POLL_MS = 250;
const BAR_WIDTH = 32;

setUp({ build: true });
const server = startServer();
const url = await addressOf(server);
const ended = once(server, 'exit');
try {
  await play();
  await printLinks();
} catch (error) {
  process.stderr.write(`laurel: ${error.message}\n`);
  server.kill('SIGTERM');
  process.exitCode = 1;
}
const [code] = await ended;
process.exitCode ||= code ?? 1;

/** The server says its address in one line; what it logs is shown as it is. */
function startServer() {
  const dataDir = process.env.LAUREL_DATA_DIR ?? join(ROOT, 'data', 'demo');
  const env = { LAUREL_LOG_LEVEL: 'warn', ...process.env, LAUREL_DATA_DIR: dataDir };
  const args = ['--max-semi-space-size=64', join(ROOT, 'dist', 'main.js')];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill('SIGTERM'));
  child.on('error', (error) => process.stderr.write(`laurel: ${error.message}\n`));
  return child;
}

async function addressOf({ stdout }) {
  for await (const chunk of stdout) {
    const found = /Laurel at (http\S+)/.exec(String(chunk));
    if (found !== null) return found[1];
  }
  process.exit(1);
}

/** Plays the term, unless it was played in this folder before. */
async function play() {
  let demo = await result('GET', '/v1/console/demo');
  if (demo.kind === 'none') {
    const { batches } = await result('GET', '/v1/console/batches');
    if (batches.some(({ batch }) => batch === 'demo-autumn')) return;
    throw new Error('the demo needs an empty folder and LAUREL_AUTH=off: set LAUREL_DATA_DIR');
  }
  if (demo.kind === 'offered') demo = await result('POST', '/v1/console/demo');
  while (demo.kind === 'playing') {
    showProgress(demo.done / demo.total);
    await setTimeout(POLL_MS);
    demo = await result('GET', '/v1/console/demo');
  }
  if (demo.kind === 'failed') throw new Error(`the demo failed: ${demo.reason}`);
  showProgress(1);
  if (process.stderr.isTTY) process.stderr.write('\n');
}

function showProgress(part) {
  if (!process.stderr.isTTY) return;
  const full = Math.round(part * BAR_WIDTH);
  const bar = '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
  process.stderr.write(`\rA term with 200 learners ${bar} ${Math.floor(part * 100)} %`);
}

async function printLinks() {
  const search = '/v1/console/certificates?batch=demo-autumn';
  const [certificate] = (await result('GET', search)).certificates;
  const links = [
    ['console', `${url}/`],
    ['a batch', `${url}/batches/demo-autumn`],
    ['a learner', certificate && `${url}/learners/${certificate.learner}`],
    ['a certificate', certificate && `${url}/certificates/${certificate.id}`],
    ['a report', await reportLink()],
  ];
  const known = links.filter(([, link]) => link !== undefined);
  const lines = known.map(([what, link]) => `  ${what.padEnd(14)} ${link}\n`);
  process.stdout.write(`The demo is ready; Ctrl+C ends it.\n${lines.join('')}`);
}

/** Waits until the report is written. */
async function reportLink() {
  for (;;) {
    const [report] = (await result('GET', '/v1/console/reports')).requests;
    if (report === undefined) return undefined;
    if (report.status === 'FAILED') throw new Error(`the report failed: ${report.statusMessage}`);
    if (report.status === 'SUCCESS') return report.downloadUrls[0];
    await setTimeout(POLL_MS);
  }
}

async function result(method, path) {
  const reply = await fetch(`${url}${path}`, { method });
  const body = await reply.json();
  if (reply.ok) return body.result;
  throw new Error(`${method} ${path}: ${body.params?.errmsg ?? reply.status}`);
}
