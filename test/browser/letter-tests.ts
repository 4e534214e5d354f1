/** What is done with dead letters in the console, on a server that played the demo. */
import { expect, it, vi } from 'vitest';
import type { Server } from '../system/program.js';
import { letterAbout, sendMistyped } from './demo-data.js';
import type { Reader } from './reader.js';

/** Adds the tests; they build on each other in this order. */
export function letterTests(
  given: () => { readonly server: Server; readonly person: Reader },
): void {
  it('takes a dead letter again', async () => {
    const { server, person } = given();
    const { page } = person;
    await person.open('/dead-letters');
    expect(await page.locator('tbody').last().locator('tr').count()).toBe(2);
    await person.open(await letterAbout(server, 'demo-weekend'));
    expect(await person.findings()).toEqual([]);

    await page.getByRole('button', { name: 'Take again' }).click();

    await page.getByText('It was taken and applied.').waitFor();
    expect(person.troubles).toEqual([]);
  });

  it('applies a mistyped dead letter as edited, and shows faults and changes before', async () => {
    const { server, person } = given();
    const { page } = person;
    await person.open(await letterAbout(server, 'demo-mistyped'));
    await page.getByRole('button', { name: 'Edit' }).click();
    const content = page.getByLabel('What was sent', { exact: true });
    const sent = await content.inputValue();
    const take = page.getByRole('button', { name: 'Take again as edited' });

    await content.fill(sent.replace('"demo-mistyped"', '"demo-mistyped'));
    await page.getByText(/This is not JSON: line \d+, column \d+/).waitFor();
    expect(await take.isDisabled()).toBe(true);
    await content.fill(sent.replace('demo-mistyped', 'demo-misspelt'));
    await page.locator('.changes li', { hasText: 'demo-misspelt' }).waitFor();
    expect(await page.locator('.changes li').allTextContents()).toEqual([
      expect.stringContaining('demo-mistyped'),
      expect.stringContaining('demo-misspelt'),
    ]);
    expect(await person.findings()).toEqual([]);
    await take.click();
    await page.getByRole('alert').getByText('It failed as edited: batch-unknown').waitFor();
    await content.fill(sent.replace('demo-mistyped', 'demo-autumn'));
    await take.click();

    await page.getByText('It was taken and applied.').waitFor();
    await page.getByText('There are no dead letters').waitFor();
    expect(person.troubles).toEqual([]);
  });

  it('takes all dead letters of a cause again, and drops one after asking', async () => {
    const { server, person } = given();
    const { page } = person;
    await sendMistyped(server, 'demo-lost', 'demo-found');
    await person.open('/dead-letters');
    await page.getByRole('button', { name: /^Take all again/ }).click();
    await page.getByText('Taken again: 0; failed: 2; cannot be taken: 0.').waitFor();
    expect(await person.findings()).toEqual([]);
    await page.getByRole('link', { name: 'batch-unknown' }).first().click();
    await page.getByText('Only those that failed with: batch-unknown').waitFor();

    await person.open(await letterAbout(server, 'demo-lost'));
    await page.getByRole('button', { name: 'Drop' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Drop' }).click();

    await page.getByText('The letter is dropped.').waitFor();
    const left = page.locator('section').last().locator('tbody tr');
    await vi.waitFor(async () => expect(await left.count()).toBe(1), { timeout: 20_000 });
    expect(person.troubles).toEqual([]);
  });
}
