/**
 * Courses in the console as its readers meet them: a store with a course and no batch, another
 * structure looked at and published, other criteria, and many certificates at once.
 */
import { readFile } from 'node:fs/promises';
import type { Browser, Download } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEMO_COURSE, DEMO_HIERARCHY } from '../../src/gateway/demo/course.js';
import { cleanUp, serve, type Server } from '../system/program.js';
import { playDemo } from './demo-data.js';
import { CHROMIUM, launch, reader, settled, type Reader } from './reader.js';

const COURSE = `/courses/${DEMO_COURSE}`;
const CRITERIA = '/batches/demo-autumn/what-if';
const EVENING = '/certificates?batch=demo-evening';
const PHONE = { width: 360, height: 740 };
const DEMO_MS = 120_000;

/** The demo's course with its first unit alone: whoever has done that is through. */
const SHORTER = { ...DEMO_HIERARCHY, children: DEMO_HIERARCHY.children.slice(0, 1) };

describe.runIf(CHROMIUM !== '')('courses in the console', () => {
  let server: Server;
  let empty: Server;
  let browser: Browser;
  let person: Reader;

  beforeAll(async () => {
    [server, empty, browser] = await Promise.all([
      serve('courses', { LAUREL_FLUSH_INTERVAL_MS: '50' }),
      serve('courses-empty', { LAUREL_FLUSH_INTERVAL_MS: '50' }),
      launch(),
    ]);
    await playDemo(server);
    person = await reader(browser, server.url);
  }, DEMO_MS);

  beforeEach(() => person.troubles.splice(0));

  afterAll(async () => {
    await browser.close();
    await cleanUp();
  });

  it('leads from a course without a batch to its first batch', async () => {
    await publish(empty, DEMO_HIERARCHY);
    const first = await reader(browser, empty.url);
    const { page } = first;
    await first.open('/');
    await page.getByRole('heading', { name: 'Next: a batch' }).waitFor();
    expect(await page.getByText('Nothing is here yet').count()).toBe(0);
    expect(await first.findings()).toEqual([]);
    await page.getByRole('link', { name: DEMO_HIERARCHY.name }).click();
    await page.getByRole('heading', { level: 1, name: DEMO_HIERARCHY.name }).waitFor();
    expect(await first.findings()).toEqual([]);

    await page.getByLabel('Name of the batch').fill('First group');
    await page.getByRole('button', { name: 'Make the batch' }).click();

    await page.getByRole('heading', { level: 1, name: 'First group' }).waitFor();
    expect(first.troubles).toEqual([]);
    await first.close();
  });

  it.each(['/courses', COURSE, CRITERIA, EVENING])('shows %s without trouble', async (path) => {
    await person.open(path);

    expect(await person.page.locator('h1').count()).toBe(1);
    expect(await person.page.locator('.notice.bad').count()).toBe(0);
    expect(await person.findings()).toEqual([]);
    expect(person.troubles).toEqual([]);
  });

  it.each(['/courses', COURSE, CRITERIA, EVENING])('fits %s on a phone, in Hindi', async (path) => {
    const options = { viewport: PHONE, colorScheme: 'dark', locale: 'hi-IN' } as const;
    const phone = await reader(browser, server.url, options);
    await phone.open(path);

    const wide = await phone.page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(PHONE.width);
    expect(await phone.page.locator('html').getAttribute('lang')).toBe('hi');
    expect(await phone.findings()).toEqual([]);
    expect(phone.troubles).toEqual([]);
    await phone.close();
  });

  it('goes from the list to a course, with its units and its batches, by keyboard', async () => {
    const { page } = person;
    await person.open('/courses');
    await page.getByRole('link', { name: DEMO_HIERARCHY.name }).focus();

    await page.keyboard.press('Enter');

    await page.locator('h1:focus', { hasText: DEMO_HIERARCHY.name }).waitFor();
    await page.getByText('How children learn to read').waitFor();
    expect(await page.locator('.outline li').count()).toBeGreaterThan(10);
    await page.getByRole('link', { name: 'Autumn term' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Autumn term' }).waitFor();
    expect(person.troubles).toEqual([]);
  });

  it('says who would earn a certificate by other criteria, and gives a file of them', async () => {
    const { page } = person;
    await person.open('/batches/demo-autumn');
    await page.getByRole('link', { name: 'What if …' }).click();
    await page.getByLabel('Best score at least, in %').fill('1');
    await page.keyboard.press('Enter');
    await page.getByText('Have it already').waitFor();
    expect(await person.findings()).toEqual([]);
    const wouldEarn = Number(await page.locator('.figure dd').first().innerText().then(firstWord));

    const button = page.getByRole('button', { name: 'Download all as CSV' });
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);

    expect(wouldEarn).toBeGreaterThan(0);
    const lines = await linesOf(download);
    expect(lines[0]).toBe('userid,batchid');
    expect(lines).toHaveLength(1 + wouldEarn);
    expect(person.troubles).toEqual([]);
  });

  it('stops looking when it is told to', async () => {
    const { page } = person;
    await person.open(CRITERIA);
    await page.route('**/v1/console/what-if', () => new Promise(() => undefined));
    await page.getByRole('button', { name: 'Show who would earn it' }).click();

    await page.getByRole('button', { name: 'Stop' }).click();

    await page.getByText('It was stopped.').waitFor();
    await page.unroute('**/v1/console/what-if');
    expect(person.troubles).toEqual([]);
  });

  it('revokes what is ticked, after showing what that does, with its reason', async () => {
    const { page } = person;
    await person.open(EVENING);
    await page
      .getByRole('checkbox', { name: /^Tick Certificate of completion/ })
      .nth(0)
      .check();
    await page
      .getByRole('checkbox', { name: /^Tick Certificate of completion/ })
      .nth(1)
      .check();
    await page.getByRole('link', { name: '2 ticked: what to do with them' }).click();
    await page.getByRole('button', { name: 'See what revoking would do' }).click();
    await page.getByText('2 certificates of 2 learners would be revoked.').waitFor();
    expect(await person.findings()).toEqual([]);
    await page.getByRole('button', { name: 'Revoke 2', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('Issued before the course was checked');

    await dialog.getByRole('button', { name: 'Revoke' }).click();

    await page.getByText('2 of 2 revoked').waitFor();
    await page.getByText('done', { exact: true }).waitFor();
    await page.reload();
    await settled(page);
    await page.getByText('2 of 2 revoked').waitFor();
    expect(await person.findings()).toEqual([]);
    expect(person.troubles).toEqual([]);
  });

  it('issues all of a batch again, and leads back to them', async () => {
    const { page } = person;
    await person.open(EVENING);
    const count = await page.locator('tbody tr').count();
    await page.getByRole('button', { name: 'See what issuing again would do' }).click();
    await page.getByRole('button', { name: `Issue ${String(count)} again` }).click();

    await page.getByRole('dialog').getByRole('button', { name: 'Issue again' }).click();

    await page.getByText(`${String(count)} of ${String(count)} issued again`).waitFor();
    await page.getByRole('link', { name: 'The certificates of the batch' }).click();
    await page.locator('tbody tr').first().waitFor();
    expect(await page.locator('tbody tr').count()).toBe(count);
    expect(person.troubles).toEqual([]);
  });

  it('refuses what is no structure, and says where', async () => {
    const { page } = person;
    await person.open(COURSE);
    await page.getByLabel('Or the hierarchy itself').fill('{ "identifier": ');

    await page.getByRole('button', { name: 'Show who would change' }).click();

    await page.getByRole('alert').getByText('This is no JSON').waitFor();
    expect(await person.findings()).toEqual([]);
    expect(person.troubles).toEqual([]);
  });

  it('shows who would change by another structure, publishes it, and shows who did', async () => {
    const { page } = person;
    await person.open(COURSE);
    const file = { name: 'course.json', mimeType: 'application/json' };
    const buffer = Buffer.from(JSON.stringify(SHORTER));
    await page.getByLabel('A file with the hierarchy (JSON)').setInputFiles({ ...file, buffer });
    await page.getByRole('button', { name: 'Show who would change' }).click();
    const publishing = page.getByRole('button', { name: 'Publish it' });
    await publishing.waitFor();
    const change = page.getByRole('region', { name: 'Publish another structure' });
    const completes = await change.locator('.figure dd').first().innerText().then(firstWord);
    expect(Number(completes)).toBeGreaterThan(0);
    await change.getByText('Nobody loses a completion').waitFor();
    expect(await change.locator('dd', { hasText: 'What have you learned?' }).count()).toBe(1);
    expect(await person.findings()).toEqual([]);

    await publishing.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Publish it' }).click();

    await page.getByText('Published as version 2.').waitFor();
    const last = page.getByRole('region', { name: 'What the last publication changed' });
    await last.waitFor();
    await page.getByText('are being derived again').waitFor({ state: 'detached' });
    await last.getByRole('button', { name: 'Show who changed' }).click();
    await last.locator('.figure dd').first().waitFor();
    const completed = await last.locator('.figure dd').first().innerText().then(firstWord);
    expect(completed).toBe(completes);
    expect(await person.findings()).toEqual([]);
    expect(person.troubles).toEqual([]);
  });
});

const firstWord = (text: string): string => text.trim().split(/\s/)[0] ?? '';

async function linesOf(download: Download): Promise<string[]> {
  return (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
}

async function publish({ url }: Server, hierarchy: typeof DEMO_HIERARCHY): Promise<void> {
  const reply = await fetch(`${url}/v1/course/hierarchy/${hierarchy.identifier}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ request: { hierarchy } }),
  });
  expect(reply.status).toBe(200);
}
