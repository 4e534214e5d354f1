/**
 * Pictures of the console for the README: starts Laurel on an empty folder, plays the demo, and
 * takes a picture of each page. Needs Chromium.
 *
 *     node scripts/screenshots.mjs [FOLDER]          docs/images by default
 *     LAUREL_URL=http://... node scripts/screenshots.mjs FOLDER    of a server that runs
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { chromium } from 'playwright-core';
import { startDemo } from './demo-server.mjs';
import { ROOT } from './setup.mjs';

const { fetch } = globalThis;
const folder = resolve(process.argv[2] ?? join(ROOT, 'docs', 'images'));
const IN_README = ['overview', 'batch', 'learner', 'learner-phone'];
const DESKTOP = { width: 1200, height: 860 };
const PHONE = { width: 390, height: 844 };
const CHROMIUM = process.env.LAUREL_CHROMIUM ?? '/usr/bin/chromium';

mkdirSync(folder, { recursive: true });
const given = process.env.LAUREL_URL;
const server = given === undefined ? await startDemo() : null;
const url = given ?? server.url;
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
try {
  const learner = await learnerToShow();
  await take('overview', '/', {});
  await take('batch', '/batches/demo-autumn', {});
  await take('learner', `/learners/${learner}`, {});
  await take('certificates', '/certificates?batch=demo-autumn', {});
  await take('reports', '/reports', {});
  await take('letters', '/dead-letters', {});
  await take('overview-dark', '/', { dark: true });
  await take('batch-hindi', '/batches/demo-autumn', { language: 'hi' });
  await take('batch-phone', '/batches/demo-autumn?filter=stuck', { phone: true });
  await take('learner-phone', `/learners/${learner}`, { phone: true, dark: true });
  await take('settings', '/settings', {});
} finally {
  await browser.close();
  if (server !== null) await server.stop();
}

/** A stuck learner who has done something has the most to say. */
async function learnerToShow() {
  const path = '/v1/console/batches/demo-autumn/learners?filter=stuck';
  const { result } = await (await fetch(url + path)).json();
  return (
    result.learners.find(({ percent }) => percent >= 80)?.learner ?? result.learners[0].learner
  );
}

/** The README's own pictures; all of them where a folder was named. */
async function take(name, path, { dark = false, phone = false, language = 'en' }) {
  if (process.argv[2] === undefined && !IN_README.includes(name)) return;
  const context = await browser.newContext({
    viewport: phone ? PHONE : DESKTOP,
    colorScheme: dark ? 'dark' : 'light',
    locale: language === 'hi' ? 'hi-IN' : 'en-GB',
    timezoneId: 'Asia/Kolkata',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(url + path);
  await page.locator('main .card').first().waitFor();
  await page.locator('.loading').first().waitFor({ state: 'detached' });
  if (path === '/') await page.locator('.chart canvas').last().waitFor();
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await context.close();
}
