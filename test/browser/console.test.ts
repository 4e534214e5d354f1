/**
 * The console as its readers meet it: every page on the empty store and after the demo, every
 * action, by keyboard, on a phone, in the dark, in Hindi.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { cleanUp, serve, type Server } from '../system/program.js';
import { certificateOf } from './demo-data.js';
import { letterTests } from './letter-tests.js';
import { CHROMIUM, launch, reader, settled, type Reader } from './reader.js';

const LISTS = ['/courses', '/batches', '/learners', '/certificates', '/reports', '/dead-letters'];
const PAGES = ['/', ...LISTS, '/settings'];
const AUTUMN = '/batches/demo-autumn';
const PHONE = { width: 360, height: 740 };
const DEMO_MS = 120_000;
const FIRST_PAGE_BYTES_MAX = 150_000;

describe.runIf(CHROMIUM !== '')('the console', () => {
  let server: Server;
  let browser: Browser;
  let person: Reader;

  beforeAll(async () => {
    [server, browser] = await Promise.all([
      serve('console', { LAUREL_FLUSH_INTERVAL_MS: '50' }),
      launch(),
    ]);
    person = await reader(browser, server.url);
  });

  beforeEach(() => person.troubles.splice(0));

  afterAll(async () => {
    await browser.close();
    await cleanUp();
  });

  describe('on the empty store', () => {
    it.each(PAGES)('shows %s without trouble, and says what to do', async (path) => {
      await person.open(path);

      expect(await person.page.locator('h1').count()).toBe(1);
      expect(await person.findings()).toEqual([]);
      expect(person.troubles).toEqual([]);
    });

    it('sends a first page that is small', async () => {
      const sizes: number[] = [];
      const first = await reader(browser, server.url);
      first.page.on('requestfinished', (request) => {
        void request.sizes().then(({ responseBodySize }) => sizes.push(responseBodySize));
      });

      await first.open('/');
      await first.close();

      const total = sizes.reduce((a, b) => a + b, 0);
      expect(total).toBeGreaterThan(10_000);
      expect(total).toBeLessThan(FIRST_PAGE_BYTES_MAX);
    });

    it(
      'plays the demo from its first page, with its progress',
      async () => {
        await person.open('/');
        await person.page.getByRole('button', { name: 'Play the demo' }).click();
        await person.page.getByRole('progressbar').waitFor();

        await person.page.getByRole('heading', { name: 'Overview' }).waitFor({ timeout: DEMO_MS });

        expect(await person.page.locator('.figure dd').first().textContent()).toMatch(/^200/);
        expect(person.troubles).toEqual([]);
      },
      DEMO_MS,
    );
  });

  describe('after the demo', () => {
    it.each([...PAGES, AUTUMN, `${AUTUMN}?filter=stuck`, '/certificates?batch=demo-autumn'])(
      'shows %s without trouble',
      async (path) => {
        await person.open(path);

        expect(await person.page.locator('.notice.bad').count()).toBe(0);
        expect(await person.findings()).toEqual([]);
        expect(person.troubles).toEqual([]);
      },
    );

    it('leads from the overview to a learner who is stuck, and says why', async () => {
      const { page } = person;
      await person.open('/');

      await page.getByRole('link', { name: 'Autumn term' }).click();
      await page.getByRole('link', { name: 'Stuck', exact: true }).click();
      await page.locator('section table tbody a').first().click();

      await page.getByRole('heading', { name: 'Why is it not complete?' }).waitFor();
      expect(new URL(page.url()).pathname).toMatch(/^\/learners\//);
      expect(await page.locator('h1').evaluate((h) => h === document.activeElement)).toBe(true);
      expect(await page.locator('.timeline li').count()).toBeGreaterThan(0);
      expect(await person.findings()).toEqual([]);
      expect(person.troubles).toEqual([]);
    });

    it('goes back, and shows the same page when it is loaded again', async () => {
      const { page } = person;
      await person.open('/batches');
      await page.getByRole('link', { name: 'Evening group' }).click();
      await page.getByRole('heading', { name: 'Evening group' }).waitFor();
      await page.reload();
      await page.getByRole('heading', { name: 'Evening group' }).waitFor();

      await page.goBack();

      await page.getByRole('heading', { level: 1, name: 'Batches' }).waitFor();
    });

    it('asks for a report and has its file', async () => {
      const { page } = person;
      await person.open('/reports');
      await page.getByLabel('Batch').selectOption('demo-evening');
      await page.getByRole('button', { name: 'Ask for it' }).click();
      await page.getByText('The report is on its way.').waitFor();

      const row = page.getByRole('row', { name: /Progress demo-evening/ });
      const link = row.getByRole('link', { name: 'Download' });
      await link.waitFor();
      const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);

      expect(download.suggestedFilename()).toMatch(/demo-evening.*\.csv$/);
      expect(person.troubles).toEqual([]);
    });

    it('revokes a certificate with its reason, which the public page shows', async () => {
      const { page } = person;
      const { id } = await certificateOf(server);
      await person.open(`/certificates?id=${id}`);
      await page.getByRole('button', { name: /^Revoke/ }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Reason').fill('Issued by mistake');
      expect(await person.findings()).toEqual([]);

      await dialog.getByRole('button', { name: 'Revoke' }).click();

      await page.getByText('The certificate is revoked.').waitFor();
      await page.getByRole('cell', { name: /revoked Issued by mistake/ }).waitFor();
      const publicPage = await (await fetch(`${server.url}/certificates/${id}`)).text();
      expect(publicPage).toContain('Issued by mistake');
      // The list is of what is durable: the next test takes one that is in force.
      await vi.waitFor(async () => expect((await certificateOf(server)).id).not.toBe(id));
      expect(person.troubles).toEqual([]);
    });

    it('issues a certificate again, which replaces the first', async () => {
      const { page } = person;
      const { learner } = await certificateOf(server);
      await person.open(`/certificates?learner=${learner}`);
      await page.getByRole('button', { name: /^Issue again/ }).click();
      const dialog = page.getByRole('dialog');

      await dialog.getByRole('button', { name: 'Issue again' }).click();

      await page.getByText('It is being issued again').waitFor();
      await vi.waitFor(
        async () => {
          await page.reload();
          await settled(page);
          expect(await page.getByText('replaced', { exact: true }).count()).toBe(1);
          expect(await page.getByText('valid', { exact: true }).count()).toBe(1);
        },
        { timeout: 20_000, interval: 200 },
      );
      expect(person.troubles).toEqual([]);
    });

    letterTests(() => ({ server, person }));

    it('tells live numbers: what learners do now is in the next sample', async () => {
      const { page } = person;
      await person.open('/');
      await page.getByText('connected', { exact: true }).waitFor();
      await page.getByText('The numbers as a table').first().click();
      const rows = page.locator('details.numbers').first().locator('tbody tr');
      const before = await rows.count();

      await vi.waitFor(async () => expect(await rows.count()).toBeGreaterThan(before), 15_000);

      expect(person.troubles).toEqual([]);
    });

    it('can be worked by keyboard alone', async () => {
      const { page } = person;
      await person.open('/');
      await page.keyboard.press('Tab');
      expect(await page.locator(':focus').textContent()).toBe('Skip to the page');
      await page.getByRole('link', { name: 'Reports', exact: true }).focus();
      await page.keyboard.press('Enter');

      await page.locator('h1:focus', { hasText: 'Reports' }).waitFor();
      await page.locator('#dataset').waitFor();
      await page.keyboard.press('Tab');
      expect(await page.locator(':focus').getAttribute('id')).toBe('dataset');
    });
  });

  describe('elsewhere', () => {
    it.each(['/', AUTUMN, '/certificates?batch=demo-autumn', '/settings'])(
      'fits %s on a phone, in the dark',
      async (path) => {
        const phone = await reader(browser, server.url, { viewport: PHONE, colorScheme: 'dark' });
        await phone.open(path);

        const wide = await phone.page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide).toBeLessThanOrEqual(PHONE.width);
        expect(await phone.findings()).toEqual([]);
        expect(phone.troubles).toEqual([]);
        await phone.close();
      },
    );

    it('speaks Hindi to whoever chooses it, from then on', async () => {
      const other = await reader(browser, server.url);
      await other.open('/batches');
      await other.page.getByLabel('Language').selectOption('hi');

      await other.page.getByRole('heading', { level: 1, name: 'बैच' }).waitFor();
      await other.open('/settings');

      expect(await other.page.locator('html').getAttribute('lang')).toBe('hi');
      expect(await other.page.locator('h1').textContent()).toBe('सेटिंग्स');
      expect(await other.findings()).toEqual([]);
      await other.close();
    });

    it('keeps the colours that were chosen', async () => {
      const other = await reader(browser, server.url);
      await other.open('/');
      await other.page.getByLabel('Colours').selectOption('dark');
      const colour = (): Promise<string> =>
        other.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const chosen = await colour();
      await other.open('/batches');

      expect(await colour()).toBe(chosen);
      expect(await other.findings()).toEqual([]);
      await other.close();
    });

    it('says what is wrong when the server is gone', async () => {
      const other = await reader(browser, server.url);
      await other.open('/batches');
      await other.page.route('**/v1/console/**', (route) => route.abort());
      await other.page.getByRole('link', { name: 'Settings', exact: true }).click();

      await other.page.getByRole('alert').getByText('The server did not answer').waitFor();
      await other.page.unroute('**/v1/console/**');
      await other.page.getByRole('button', { name: 'Try again' }).click();

      await other.page.locator('code', { hasText: 'LAUREL_PROFILE' }).waitFor();
      await other.close();
    });

    it('stops in time while a page listens', async () => {
      await person.open('/');
      await person.page.getByText('connected', { exact: true }).waitFor();
      const begun = performance.now();

      server.child.kill('SIGTERM');

      expect(await server.ended).toMatchObject({ code: 0, signal: null });
      expect(performance.now() - begun).toBeLessThan(4_500);
    });
  });
});

if (CHROMIUM === '') {
  it('is not looked at: no Chromium was found', (context) => {
    if (process.env['CI'] === 'true') throw new Error('CI needs Chromium: install it');
    context.skip('install Chromium, or set LAUREL_CHROMIUM to its path');
  });
}
