/** Who signs in and how, and what the tab holds after it. */
import type { Page } from 'playwright-core';
import { MENTOR } from './school.js';

/** By the names that they give at the provider. */
export const PEOPLE = {
  operator: { name: 'Olga Operator', roles: ['SYSTEM_ADMINISTRATION'] },
  [MENTOR]: { name: 'Mira Mentor', roles: ['COURSE_MENTOR'] },
  visitor: { name: 'Vera Visitor', roles: ['PUBLIC'] },
};

/** Through the provider's own pages. */
export async function signIn(page: Page, login: string, button = 'Sign in'): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.getByPlaceholder('Enter any login').fill(login);
  await page.getByPlaceholder('and password').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** The access token that a tab holds; `undefined` = nobody is signed in there. */
export const tokenOf = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => {
    const text = sessionStorage.getItem('laurel.session');
    return text === null ? undefined : (JSON.parse(text) as { accessToken: string }).accessToken;
  });

/** Changes what the tab holds of its session. */
export const changeSession = (page: Page, changes: Readonly<Record<string, unknown>>) =>
  page.evaluate((changed) => {
    const session = JSON.parse(sessionStorage.getItem('laurel.session') ?? '{}') as object;
    sessionStorage.setItem('laurel.session', JSON.stringify({ ...session, ...changed }));
  }, changes);
