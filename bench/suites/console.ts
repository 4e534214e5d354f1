/**
 * `console`: how soon pages of the console can be used, opened for the first time in a browser that
 * has kept nothing, on a server that played the demo. Beside them the floor: a page of the same
 * browser that is one heading.
 *
 * A page can be used when its heading and what it asked for are shown, and no script has held the
 * browser for 50 ms or more since (a long task).
 */
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { ROOT } from '../input.js';

interface Opened {
  readonly paintedMs: number;
  readonly usableMs: number;
  readonly bytes: number;
}

const QUIET_MS = 500;

/**
 * Runs in the page before anything of its own, and resolves `window.usable`. What held the browser
 * is told a moment later, so the answer waits until it has been quiet for a while.
 */
const WATCH = `
  window.usable = new Promise((resolve) => {
    const tasks = [];
    const watch = new PerformanceObserver((list) => tasks.push(...list.getEntries()));
    watch.observe({ type: 'longtask', buffered: true });
    const isShown = () =>
      document.querySelector('main h1') !== null && document.querySelector('.loading') === null;
    const answer = (shown) => {
      const held = tasks.map(({ startTime, duration }) => startTime + duration);
      const read = performance.getEntriesByType('resource');
      resolve({
        paintedMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? shown,
        usableMs: Math.max(shown, ...held),
        bytes: [...performance.getEntriesByType('navigation'), ...read]
          .reduce((sum, { transferSize }) => sum + transferSize, 0),
      });
    };
    const look = () => {
      if (!isShown()) return requestAnimationFrame(look);
      const shown = performance.now();
      setTimeout(answer, ${String(QUIET_MS)}, shown);
    };
    requestAnimationFrame(look);
  });
`;

const [times = '10'] = process.argv.slice(2);
const executablePath = process.env['LAUREL_CHROMIUM'] ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const demo = await startDemo();
const floor = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html');
  response.end('<!doctype html><title>floor</title><main><h1>One heading</h1></main>');
});
floor.listen(0, '127.0.0.1');
await once(floor, 'listening');
const { port } = floor.address() as AddressInfo;
const pages = {
  floor: `http://127.0.0.1:${String(port)}/`,
  overview: `${demo.url}/`,
  batch: `${demo.url}/batches/demo-autumn`,
};
const rows = Object.fromEntries(
  await eachInTurn(Object.entries(pages), async ([name, url]) => [name, await opened(url)]),
);
await browser.close();
floor.close();
await demo.stop();
process.stdout.write(`${JSON.stringify(rows)}\n`);

/** Medians of a page that is opened again and again, the slowest beside. */
async function opened(url: string): Promise<Readonly<Record<string, number>>> {
  const all: Opened[] = [];
  for (let time = 0; time <= Number(times); time++) all.push(await openOnce(browser, url));
  // The first one also starts what the browser starts once.
  const counted = all.slice(1);
  const middle = (of: (one: Opened) => number): number =>
    counted.map(of).sort((a, b) => a - b)[Math.floor(counted.length / 2)] ?? 0;
  return {
    paintedMs: middle(({ paintedMs }) => paintedMs),
    usableMs: middle(({ usableMs }) => usableMs),
    usableMsMax: Math.max(...counted.map(({ usableMs }) => usableMs)),
    kilobytes: middle(({ bytes }) => bytes) / 1000,
  };
}

async function openOnce(from: Browser, url: string): Promise<Opened> {
  const context = await from.newContext();
  const page = await context.newPage();
  await page.addInitScript(WATCH);
  await page.goto(url);
  const found = await page.evaluate('window.usable');
  await context.close();
  return found as Opened;
}

/** One after the other: two pages at once would wait for each other. */
async function eachInTurn<A, B>(list: readonly A[], work: (one: A) => Promise<B>): Promise<B[]> {
  const done: B[] = [];
  for (const one of list) done.push(await work(one));
  return done;
}

/** The demo's server belongs to the scripts, which are not compiled. */
async function startDemo(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const script = pathToFileURL(join(ROOT, 'scripts', 'demo-server.mjs')).href;
  const { startDemo: start } = (await import(script)) as { startDemo: typeof startDemo };
  return start();
}
