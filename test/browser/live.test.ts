/** Live numbers in the console of a reader whose token ends while the page is open. */
import type { Browser, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, serve, type Server } from '../system/program.js';
import { CLIENT_ID, openIdProvider, type OpenIdProvider } from './openid-provider.js';
import { CHROMIUM, launch, reader } from './reader.js';
import { school } from './school.js';
import { PEOPLE, signIn } from './signing-in.js';

/** So short that it ends within the test. */
const TOKEN_S = 8;

/** The provider's pages ask there for a font. */
const FONTS = 'https://fonts.googleapis.com';

const SETUP_MS = 120_000;

describe.runIf(CHROMIUM !== '')('live numbers', () => {
  let provider: OpenIdProvider;
  let server: Server;
  let browser: Browser;

  beforeAll(async () => {
    [provider, , browser] = await Promise.all([openIdProvider(PEOPLE), school('live'), launch()]);
    server = await serve('live', {
      ...{ LAUREL_AUTH: 'jwt', LAUREL_OIDC_ISSUER: provider.issuer },
      LAUREL_OIDC_CLIENT_ID: CLIENT_ID,
    });
    await provider.open(server.url, TOKEN_S);
  }, SETUP_MS);

  afterAll(async () => {
    await browser.close();
    await provider.close();
    await cleanUp();
  });

  it('go on beyond the end of a token, by the next one', async () => {
    const person = await reader(browser, server.url, {}, [provider.issuer, FONTS]);
    await person.page.route(`${FONTS}/**`, (route) => route.fulfill({ body: '' }));
    const heard = person.page.waitForRequest(isForEvents);
    await person.open('/');
    await signIn(person.page, 'operator');
    const first = tokenIn(await heard);

    const next = await person.page.waitForRequest(
      (request) => isForEvents(request) && tokenIn(request) !== first,
    );

    expect((await next.response())?.status()).toBe(200);
    await person.page.getByText('connected', { exact: true }).waitFor();
    expect(person.troubles).toEqual([]);
    await person.close();
  });
});

const isForEvents = (request: Request): boolean => request.url().endsWith('/v1/console/events');

const tokenIn = (request: Request): string => request.headers()['x-authenticated-user-token'] ?? '';
