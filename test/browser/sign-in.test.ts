/** Signing in to the console at a real OpenID provider, and what each kind of reader then sees. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cleanUp, serve, type Server } from '../system/program.js';
import { CLIENT_ID, openIdProvider, type OpenIdProvider } from './openid-provider.js';
import { CHROMIUM, launch, reader, settled, type Reader } from './reader.js';
import { changeSession, PEOPLE, signIn, tokenOf } from './signing-in.js';
import { FOREIGN, MENTOR, MINE, school, type School } from './school.js';

/** So short that it is renewed within the test. */
const TOKEN_S = 8;

/** The provider's pages ask there for a font. */
const FONTS = 'https://fonts.googleapis.com';

const SETUP_MS = 120_000;

describe.runIf(CHROMIUM !== '')('signing in to the console', () => {
  let provider: OpenIdProvider;
  let server: Server;
  let browser: Browser;
  let ids: School;

  beforeAll(async () => {
    [provider, ids, browser] = await Promise.all([
      openIdProvider(PEOPLE),
      school('school'),
      launch(),
    ]);
    server = await serve('school', {
      ...{ LAUREL_AUTH: 'jwt', LAUREL_OIDC_ISSUER: provider.issuer },
      ...{ LAUREL_OIDC_CLIENT_ID: CLIENT_ID, LAUREL_OIDC_SCOPE: 'openid profile' },
    });
    await provider.open(server.url, TOKEN_S);
  }, SETUP_MS);

  afterAll(async () => {
    await browser.close();
    await provider.close();
    await cleanUp();
  });

  const newcomer = async (): Promise<Reader> => {
    const person = await reader(browser, server.url, {}, [provider.issuer, FONTS]);
    await person.page.route(`${FONTS}/**`, (route) => route.fulfill({ body: '' }));
    return person;
  };

  it('leads to the provider and back to the page that was asked for', async () => {
    const person = await newcomer();
    await person.open('/settings?only=changed');
    expect(await person.findings()).toEqual([]);

    await signIn(person.page, 'operator');

    await person.page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    expect(person.page.url()).toBe(`${server.url}/settings?only=changed`);
    expect(await person.page.getByText('Olga Operator').isVisible()).toBe(true);
    expect(await person.findings()).toEqual([]);
    expect(person.troubles).toEqual([]);
    await person.close();
  });

  it('shows an operator everything', async () => {
    const person = await newcomer();
    await person.open('/');
    await signIn(person.page, 'operator');

    await person.page.getByText('connected', { exact: true }).waitFor();
    expect(await menu(person.page)).toEqual(
      expect.arrayContaining(['Overview', 'Batches', 'Reports', 'Dead letters', 'Settings']),
    );
    await person.open('/batches');
    await person.page.getByRole('link', { name: FOREIGN }).waitFor();
    await person.open(`/certificates?batch=${ids.foreign}`);
    await person.page.getByRole('button', { name: 'Revoke' }).first().waitFor();
    expect(person.troubles).toEqual([]);
    await person.close();
  });

  it('shows a mentor their own batches, and what they may do', async () => {
    const person = await newcomer();
    const { page } = person;
    await person.open('/');
    await signIn(page, MENTOR);

    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await settled(page);
    expect(await menu(page)).toEqual([
      'Overview',
      'Courses',
      'Batches',
      'Learners',
      'Certificates',
      'Reports',
    ]);
    expect(await page.locator('.figure dd').first().textContent()).toMatch(/^1/);
    expect(await page.getByText('Health').count()).toBe(0);
    await page.getByRole('link', { name: MINE }).click();
    await page.getByRole('link', { name: 'Asha learner-1' }).click();
    await page.getByRole('heading', { level: 1, name: 'Asha learner-1' }).waitFor();
    expect(await person.findings()).toEqual([]);
    for (const path of ['/batches', '/learners', '/reports']) {
      await person.open(path);
      expect(await page.getByText(FOREIGN).count()).toBe(0);
      expect(await person.findings()).toEqual([]);
    }
    await person.open(`/certificates?batch=${ids.mine}`);
    await page.getByRole('button', { name: 'Issue again' }).waitFor();
    expect(await page.getByRole('button', { name: 'Revoke' }).count()).toBe(0);
    expect(person.troubles).toEqual([]);
    await person.close();
  });

  it('asks for a report in the name of the mentor’s organisation', async () => {
    const person = await newcomer();
    await person.open('/reports');
    await signIn(person.page, MENTOR);

    await person.page.getByRole('button', { name: 'Ask for it' }).click();

    await person.page.getByText('ready', { exact: true }).waitFor();
    expect(person.troubles).toEqual([]);
    await person.close();
  });

  it('tells a mentor that a batch, or a page, is not theirs', async () => {
    const person = await newcomer();
    await person.open(`/batches/${ids.foreign}`);
    await signIn(person.page, MENTOR);

    const alert = person.page.getByRole('alert');
    await alert.getByRole('heading', { name: 'This is not yours to see' }).waitFor();
    await alert.getByRole('link', { name: 'Batches' }).waitFor();
    expect(await alert.textContent()).toContain(ids.foreign);
    expect(await person.findings()).toEqual([]);
    await person.open('/learners/learner-2');
    await alert.getByText('No batch of yours has a learner learner-2').waitFor();
    person.troubles.splice(0);
    await person.open('/dead-letters');
    await person.page.getByRole('heading', { level: 1, name: 'not yours to see' }).waitFor();
    expect(person.troubles).toEqual([]);
    await person.close();
  });

  it('tells somebody without a role which ones would do', async () => {
    const person = await newcomer();
    await person.open('/');
    await signIn(person.page, 'visitor');

    await person.page.getByText('SYSTEM_ADMINISTRATION, COURSE_MENTOR').waitFor();
    expect(await person.page.getByText('Vera Visitor').isVisible()).toBe(true);
    expect(await person.page.locator('nav').count()).toBe(0);
    expect(await person.findings()).toEqual([]);
    expect(person.troubles).toEqual([]);
    await person.close();
  });

  it('renews the token before its end, and nobody notices', async () => {
    const person = await newcomer();
    await person.open('/');
    await signIn(person.page, 'operator');
    await person.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    const first = await tokenOf(person.page);
    const isRenewal = (grant: string): boolean => grant === 'refresh_token';
    const before = provider.grants.filter(isRenewal).length;

    await vi.waitFor(
      async () => {
        await person.page.getByRole('link', { name: 'Batches', exact: true }).click();
        await person.page.getByRole('link', { name: 'Overview', exact: true }).click();
        expect(provider.grants.filter(isRenewal).length).toBeGreaterThan(before);
        expect(await tokenOf(person.page)).not.toBe(first);
      },
      { timeout: 20_000, interval: 500 },
    );

    await person.open('/batches');
    await person.page.getByRole('link', { name: MINE }).waitFor();
    expect(person.troubles).toEqual([]);
    await person.close();
  });

  it('asks anew where the session cannot be renewed, and comes back', async () => {
    const person = await newcomer();
    const { page } = person;
    await person.open('/batches');
    await signIn(page, MENTOR);
    await page.getByRole('link', { name: MINE }).waitFor();
    await changeSession(page, { refreshToken: 'gone', renewAt: 1 });

    await page.getByRole('link', { name: MINE }).click();
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('button', { name: 'Continue' }).click();

    await page.getByRole('heading', { level: 1, name: MINE }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/batches/${ids.mine}`);
    await person.close();
  });

  it('ends here and at the provider', async () => {
    const person = await newcomer();
    const { page } = person;
    await person.open('/batches');
    await signIn(page, MENTOR);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Yes, sign me out' }).click();

    await page.getByRole('heading', { level: 1, name: 'Who are you?' }).waitFor();
    expect(page.url()).toBe(`${server.url}/sign-in`);
    expect(await tokenOf(page)).toBeUndefined();
    expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByPlaceholder('Enter any login').waitFor();
    expect(person.troubles).toEqual([]);
    await person.close();
  });

  it('says what to do when the reader says no at the provider', async () => {
    const person = await newcomer();
    await person.open('/batches');
    await person.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await person.page.getByRole('link', { name: '[ Cancel ]' }).click();

    await person.page.getByRole('heading', { name: 'Signing in was refused' }).waitFor();
    expect(new URL(person.page.url()).search).toBe('');
    expect(await person.findings()).toEqual([]);
    await signIn(person.page, 'operator', 'Sign in again');
    await person.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    expect(person.troubles).toEqual([]);
    await person.close();
  });

  it('is asked for on a phone in Hindi', async () => {
    const phone = { viewport: { width: 360, height: 740 }, locale: 'hi-IN' };
    const person = await reader(browser, server.url, phone);
    await person.open('/batches');

    await person.page.getByRole('heading', { level: 1, name: 'आप कौन हैं?' }).waitFor();
    await person.page.getByText('इसके बदले टोकन दें').click();
    const width = await person.page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(360);
    expect(await person.findings()).toEqual([]);
    expect(person.troubles).toEqual([]);
    await person.close();
  });

  it('takes no answer that this tab did not ask for', async () => {
    const person = await newcomer();
    await person.open('/sign-in?code=stolen&state=made-up');

    await person.page.getByRole('heading', { name: 'not asked for here' }).waitFor();
    expect(await tokenOf(person.page)).toBeUndefined();
    expect(await person.findings()).toEqual([]);
    expect(person.troubles).toEqual([]);
    await person.close();
  });

  it('says so when the provider does not answer, which ends nobody’s session', async () => {
    const person = await newcomer();
    await person.open('/batches');
    provider.setDown(true);
    await person.page.getByRole('button', { name: 'Sign in', exact: true }).click();

    await person.page.getByRole('alert').getByText('does not answer').waitFor();
    provider.setDown(false);
    await signIn(person.page, MENTOR);
    await person.page.getByRole('link', { name: MINE }).waitFor();
    provider.setDown(true);
    await changeSession(person.page, { renewAt: 1 });
    await person.page.getByRole('link', { name: MINE }).click();
    await person.page.getByRole('heading', { level: 1, name: MINE }).waitFor();
    provider.setDown(false);
    expect(person.troubles).toEqual([]);
    await person.close();
  });

  it('takes a token that is pasted, as before', async () => {
    const signedIn = await newcomer();
    await signedIn.open('/');
    await signIn(signedIn.page, 'operator');
    await signedIn.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    const token = (await tokenOf(signedIn.page)) ?? '';
    await signedIn.close();
    const person = await newcomer();
    await person.open('/batches');

    await person.page.getByText('Use a token instead').click();
    await person.page.getByLabel('Token').fill(token);
    await person.page.getByRole('button', { name: 'Use this token' }).click();

    await person.page.getByRole('link', { name: FOREIGN }).waitFor();
    expect(person.troubles).toEqual([]);
    await person.close();
  });
});

const menu = (page: Page): Promise<string[]> => page.locator('nav.pages li').allInnerTexts();
