import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkTemplate, previewTemplate, type TemplateParts } from '../../src/cli/template.js';
import { fetchNothing } from '../../src/certificates/template/prepare.js';
import { drawing, REGISTRY_TEMPLATE } from '../certificates/template/drawings.js';
import { fakeTerminal, type FakeTerminal } from './fake-terminal.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'laurel-template-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fileWith = (text: string): string => {
  const file = join(folder, 'template');
  writeFileSync(file, text);
  return file;
};

const partsOf = (terminal: FakeTerminal): TemplateParts => ({
  preparation: { fetch: fetchNothing, imageBytesMax: 10_000, svgBytesMax: 100_000 },
  publicUrl: 'https://learn.example',
  timeZone: 'Asia/Kolkata',
  terminal,
});

async function check(text: string, json = false) {
  const terminal = fakeTerminal();
  const code = await checkTemplate({ file: fileWith(text), json }, partsOf(terminal));
  return { code, printed: terminal.printed, noted: terminal.noted };
}

describe('laurel template check', () => {
  it('ends 0 for a drawing that can be used, and lists what will look otherwise', async () => {
    expect(await check(REGISTRY_TEMPLATE)).toEqual({
      code: 0,
      printed: [
        "warning: template.url, line 4: @font-face is left out: texts are set in Laurel's own faces",
        'The template can be used.',
      ],
      noted: [],
    });
  });

  it('ends 1 for one that cannot, and names element and line', async () => {
    const { code, printed } = await check(drawing('<script/>'));
    expect([code, printed]).toEqual([
      1,
      ['error: template.url, line 4: <script> is not allowed', 'The template cannot be used.'],
    ]);
  });

  it.each([
    ['a template', { layout: 'round' }],
    ['a request', { request: { batch: { template: { layout: 'round' } } } }],
  ])('reads %s in JSON', async (_, value) => {
    const { code, printed } = await check(JSON.stringify(value));
    expect([code, printed[0]]).toEqual([1, expect.stringContaining('template.layout: it is one')]);
  });

  it('prints one object for programs', async () => {
    const { printed } = await check(drawing('<blink/>'), true);
    expect(JSON.parse(printed.join())).toMatchObject({
      usable: true,
      problems: [{ severity: 'warning', parameter: 'template.url', line: 4 }],
    });
  });

  it.each([
    ['is neither', 'hello'],
    ['is a list', '[]'],
    ['has no people who sign', '{"signatoryList":["x"]}'],
  ])('ends 2 for a file that %s', async (_, text) => {
    const { code, noted } = await check(text);
    expect([code, noted.length]).toEqual([2, 1]);
  });

  it('ends 2 for a file that is not there', async () => {
    const terminal = fakeTerminal();
    const missing = { file: join(folder, 'none'), json: false };
    expect(await checkTemplate(missing, partsOf(terminal))).toBe(2);
  });
});

describe('laurel template preview', () => {
  const preview = async (text: string) => {
    const terminal = fakeTerminal();
    const out = join(folder, 'out.pdf');
    const request = { file: fileWith(text), out, sample: 'plain', json: false } as const;
    const code = await previewTemplate(request, partsOf(terminal));
    return { code, out, printed: terminal.printed, noted: terminal.noted };
  };

  it('writes a PDF and prints where', async () => {
    const { code, out, printed } = await preview('{"layout":"modern"}');
    expect([code, printed]).toEqual([0, [out]]);
    expect(readFileSync(out, 'latin1').slice(0, 5)).toBe('%PDF-');
  });

  it('writes nothing of a template that cannot be used', async () => {
    const { code, out, noted } = await preview(drawing('<script/>'));
    expect([code, noted[0]]).toEqual([1, 'template.url, line 4: <script> is not allowed']);
    expect(() => readFileSync(out)).toThrow();
  });
});
