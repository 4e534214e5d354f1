import { describe, expect, it } from 'vitest';
import { err, ok } from '../../../src/domain/result.js';
import type { Signatory } from '../../../src/domain/template.js';
import {
  prepareTemplate,
  usable,
  type FileFailure,
  type PreparedTemplate,
} from '../../../src/certificates/template/prepare.js';
import { problemText } from '../../../src/certificates/template/problem.js';
import { drawing, RED_PNG, REGISTRY_TEMPLATE } from './drawings.js';

const PNG = Buffer.from(RED_PNG.slice(RED_PNG.indexOf(',') + 1), 'base64');
const signatory = (image: string): Signatory => ({
  name: 'A',
  id: 'a',
  designation: 'Head',
  image,
});

interface Wanted {
  readonly url?: string;
  readonly images?: readonly string[];
  readonly fields?: object;
}

/** Prepares with files by address; everything else fails as said. */
async function prepared(
  { url = '', images = [RED_PNG], fields = {} }: Wanted,
  files: Readonly<Record<string, string | Buffer>> = {},
  failure: FileFailure = { kind: 'forbidden', detail: 'a.example is not allowed' },
): Promise<PreparedTemplate & { readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const made = await prepareTemplate(
    { url, signatories: images.map(signatory), fields: fields as Record<string, unknown> },
    {
      fetch: (address) => {
        asked.push(address);
        const file = files[address];
        return Promise.resolve(file === undefined ? err(failure) : ok(Buffer.from(file)));
      },
      imageBytesMax: 10_000,
      svgBytesMax: 100_000,
    },
  );
  return { ...made, asked };
}

const said = ({ problems }: PreparedTemplate): string[] => problems.map(problemText);

describe('A template made ready', () => {
  it('is what it was when it holds everything itself', async () => {
    const made = await prepared({});
    expect(made).toMatchObject({ asked: [], problems: [], isIncomplete: false });
    expect(made.content).toEqual({ url: '', signatories: [signatory(RED_PNG)] });
  });

  it('holds the pictures of its signatories, fetched once each', async () => {
    const made = await prepared(
      { images: ['https://a.example/1.png', RED_PNG] },
      { 'https://a.example/1.png': PNG },
    );
    expect(made.asked).toEqual(['https://a.example/1.png']);
    expect(made.content.signatories.map(({ image }) => image)).toEqual([RED_PNG, RED_PNG]);
  });

  it('holds its drawing, with the pictures in it', async () => {
    const made = await prepared(
      { url: 'https://a.example/t.svg' },
      {
        'https://a.example/t.svg': drawing('<image href="https://a.example/b.png" width="9"/>'),
        'https://a.example/b.png': PNG,
      },
    );
    expect(made.problems).toEqual([]);
    expect(made.content.url).toBe('https://a.example/t.svg');
    expect(made.content.design!.art).toContain('data:image/png;base64,');
  });

  it('takes a drawing that is part of the template', async () => {
    const url = `data:image/svg+xml,${encodeURIComponent(REGISTRY_TEMPLATE)}`;
    const made = await prepared({ url });
    expect(made.content.url).toBe('');
    expect(made.content.design!.width).toBe(841.89);
  });

  it('has a built-in look with logos that were fetched', async () => {
    const logo = 'https://a.example/logo.png';
    const made = await prepared({ fields: { layout: 'modern', logos: [logo] } }, { [logo]: PNG });
    expect(made.content.design!.blocks).toContainEqual(
      expect.objectContaining({ kind: 'picture', image: RED_PNG }),
    );
  });

  it.each<[string, Wanted, Readonly<Record<string, string | Buffer>>, string]>([
    [
      'a signature that may not be fetched',
      { images: [RED_PNG, 'https://a.example/1.png'] },
      {},
      'template.signatoryList[1].image: it may not be fetched: a.example is not allowed',
    ],
    [
      'a signature that is a page',
      { images: ['https://a.example/1.png'] },
      { 'https://a.example/1.png': '<!doctype html><p>Sign in' },
      'template.signatoryList[0].image: a html file was fetched; a whole PNG',
    ],
    [
      'a signature that is damaged',
      { images: ['https://a.example/1.png'] },
      { 'https://a.example/1.png': PNG.subarray(0, 30) },
      'template.signatoryList[0].image: a png file was fetched; a whole PNG',
    ],
    [
      'a signature that is a GIF',
      { images: ['https://a.example/1.png'] },
      { 'https://a.example/1.png': 'GIF89a' },
      'template.signatoryList[0].image: a gif file',
    ],
    [
      'a drawing that is a picture',
      { url: 'https://a.example/t.svg' },
      { 'https://a.example/t.svg': PNG },
      'template.url: it is a png file and no SVG',
    ],
    [
      'a drawing whose picture may not be fetched',
      { url: 'https://a.example/t.svg' },
      { 'https://a.example/t.svg': drawing('<image href="http://10.0.0.1/x.png" width="1"/>') },
      'template.url, line 4: it may not be fetched',
    ],
    [
      'a drawing that runs something',
      { url: 'https://a.example/t.svg' },
      { 'https://a.example/t.svg': drawing('<script/>') },
      'template.url, line 4: <script> is not allowed',
    ],
    ['a drawing in another form', { url: 'data:text/html,x' }, {}, 'it is no data URL of an SVG'],
    [
      'two looks',
      { url: 'https://a.example/t.svg', fields: { layout: 'modern' } },
      {},
      'template.url: a template has either a url or a layout',
    ],
    [
      'a logo that may not be fetched',
      { fields: { logos: ['file:///etc/passwd'] } },
      {},
      'template.logos[0]: it may not be fetched',
    ],
  ])('cannot be used with %s', async (_, wanted, files, message) => {
    const made = await prepared(wanted, files);
    expect(usable(made).ok).toBe(false);
    expect(said(made).join('\n')).toContain(message);
  });

  it('keeps what can be used, where it must go on', async () => {
    const images = ['https://a.example/1.png', RED_PNG];
    const made = await prepared({ url: 'https://a.example/t.svg', images });
    expect(made.content).toEqual({
      url: 'https://a.example/t.svg',
      signatories: images.map(signatory),
    });
  });

  it('is incomplete where a host did not answer', async () => {
    const away = { kind: 'unavailable', detail: 'away' } as const;
    const made = await prepared({ images: ['https://a.example/1.png'] }, {}, away);
    expect([made.isIncomplete, usable(made).ok]).toEqual([true, false]);
  });

  it('warns of a picture that will be a name', async () => {
    const made = await prepared({ images: ['data:image/png,x'] });
    expect(usable(made).ok).toBe(true);
    expect(said(made)).toEqual([
      'template.signatoryList[0].image: the picture cannot be drawn; the name is written instead',
    ]);
  });
});
