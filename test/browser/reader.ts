/**
 * A reader of the console in a real browser. What a reader must never meet is collected while pages
 * are looked at: errors of scripts, answers of 400 and above, requests to anybody else, and serious
 * findings of axe.
 */
import { existsSync } from 'node:fs';
import axe from 'axe-core';
import {
  chromium,
  type Browser,
  type BrowserContextOptions,
  type ConsoleMessage,
  type Page,
  type Response,
} from 'playwright-core';

const CANDIDATES = [
  process.env['LAUREL_CHROMIUM'] ?? '',
  ...['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
];

/** Where the browser is; '' = nowhere. */
export const CHROMIUM = CANDIDATES.find((path) => path !== '' && existsSync(path)) ?? '';

export interface Reader {
  readonly page: Page;
  /** What went wrong so far, a line each. */
  readonly troubles: string[];
  /** Opens a page and waits until it has its answer. */
  open(path: string): Promise<void>;
  /** Serious and critical findings on the page as it is. */
  findings(): Promise<string[]>;
  close(): Promise<void>;
}

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });

/** `besides`: addresses of others that pages may go to and talk to. */
export async function reader(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
  besides: readonly string[] = [],
): Promise<Reader> {
  const context = await browser.newContext({
    ...{ locale: 'en-GB', timezoneId: 'Asia/Kolkata', reducedMotion: 'reduce' },
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const troubles = troublesOf(page, url, besides);
  return {
    ...{ page, troubles },
    open: async (path) => {
      await page.goto(url + path);
      await settled(page);
    },
    findings: () => findingsOf(page),
    close: () => context.close(),
  };
}

/** Resolves when the page shows what it asked for. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main h1, main .card').first().waitFor();
  await page.waitForFunction(() => document.querySelector('.loading') === null);
}

/** What pages of others that the reader passes through do is theirs. */
function troublesOf(page: Page, url: string, besides: readonly string[]): string[] {
  const troubles: string[] = [];
  const isTheirs = (address: string): boolean => besides.some((other) => address.startsWith(other));
  page.on('console', (message: ConsoleMessage) => {
    if (isTheirs(message.location().url)) return;
    if (['error', 'warning'].includes(message.type())) troubles.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`script: ${error.message}`));
  page.on('response', (response: Response) => {
    if (response.status() >= 400 && !isTheirs(response.url())) {
      troubles.push(`${String(response.status())} ${response.url()}`);
    }
  });
  page.on('request', (request) => {
    if (isTheirs(request.url())) return;
    if (!request.url().startsWith(url)) troubles.push(`elsewhere: ${request.url()}`);
  });
  return troubles;
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** Run through the debugger, since the page's policy allows no script but its own. */
async function findingsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];
  const found = await page.evaluate<AxeResult>(
    `axe.run(document, ${JSON.stringify({ runOnly: tags, resultTypes: ['violations'] })})`,
  );
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
