import { describe, expect, it } from 'vitest';
import { PictureDesk, type PictureLimits } from '../../../src/certificates/formats/picture-desk.js';
import { verifyFile } from '../../../src/certificates/credential/verify.js';
import type { Rendered } from '../../../src/certificates/renderer.js';
import { err, ok } from '../../../src/domain/result.js';
import { newRing, signerOf } from '../credential/signed.js';
import { sampleContent, sampleFacts } from '../sample.js';

const CONTENT = sampleContent();
const ANANYA = sampleFacts({ recipientName: 'Ananya' });
const DEVI = sampleFacts({ recipientName: 'Devi' });

describe('Pictures of certificates', () => {
  it('hold the credential of their certificate', async () => {
    const ring = newRing();
    const { desk, drawing } = given({}, signerOf(ring));
    const asked = desk.picture(ANANYA, CONTENT, 'svg');
    drawing[0]!.end(ok(Buffer.from(SVG)));

    const picture = await asked;

    const file = picture.ok ? picture.value : new Uint8Array();
    expect(await verifyFile(file, ring.published)).toMatchObject({
      ...{ kind: 'genuine', format: 'svg' },
      claims: { credentialSubject: { identifier: [{ identityHash: 'Ananya' }] } },
    });
    expect(drawing[0]!.code).toContain('#');
  });

  it('are drawn once for all who ask at the same time, and for those who ask later', async () => {
    const { desk, drawing } = given();
    const asked = [desk.picture(ANANYA, CONTENT, 'png'), desk.picture(ANANYA, CONTENT, 'png')];
    drawing[0]!.end(ok(Buffer.from('p')));
    await Promise.all(asked);

    expect(await desk.picture(ANANYA, CONTENT, 'png')).toEqual(ok(Buffer.from('p')));
    expect(drawing.length).toBe(1);
  });

  it('are drawn anew in another format and for other facts', async () => {
    const { desk, drawing } = given();

    void desk.picture(ANANYA, CONTENT, 'png');
    void desk.picture(ANANYA, CONTENT, 'svg');
    void desk.picture({ ...ANANYA, recipientName: '' }, CONTENT, 'png');
    await Promise.resolve();

    expect(drawing.length).toBe(3);
  });

  it('are refused for the moment when too many wait, and had when there is room', async () => {
    const { desk, drawing } = given({ picturesWaitingMax: 1 });
    const first = desk.picture(ANANYA, CONTENT, 'png');

    expect(await desk.picture(DEVI, CONTENT, 'png')).toEqual(err({ kind: 'busy' }));
    drawing[0]!.end(ok(Buffer.from('a')));
    await first;
    const second = desk.picture(DEVI, CONTENT, 'png');
    drawing[1]!.end(ok(Buffer.from('d')));

    expect(await second).toEqual(ok(Buffer.from('d')));
  });

  it('are kept up to a limit; the one not asked for longest goes first', async () => {
    const { desk, drawing } = given({ picturesKeptBytesMax: 2 });
    const ask = async (name: string): Promise<number> => {
      const before = drawing.length;
      const asked = desk.picture(sampleFacts({ recipientName: name }), CONTENT, 'png');
      drawing[before]?.end(ok(Buffer.from('x')));
      await asked;
      return drawing.length - before;
    };

    const drawn = [];
    for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) drawn.push(await ask(name));

    expect(drawn).toEqual([1, 1, 0, 1, 0, 1]);
  });

  it('that fail are told of with their reason, and tried again', async () => {
    const { desk, drawing } = given();
    const failed: Rendered = err({ kind: 'failed', detail: 'broken' });
    const asked = desk.picture(ANANYA, CONTENT, 'png');
    drawing[0]!.end(failed);
    expect(await asked).toEqual(failed);

    void desk.picture(ANANYA, CONTENT, 'png');

    expect(drawing.length).toBe(2);
  });
});

const SVG = '<svg xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">\n</svg>';

interface Drawing {
  readonly code: string;
  end(rendered: Rendered): void;
}

function given(
  limits: Partial<PictureLimits> = {},
  signer: ConstructorParameters<typeof PictureDesk>[1] = null,
) {
  const drawing: Drawing[] = [];
  const renderer = {
    render: (_facts: unknown, _content: unknown, code = '') =>
      new Promise<Rendered>((end) => void drawing.push({ code, end })),
    close: () => Promise.resolve(),
  };
  const all = { picturesWaitingMax: 8, picturesKeptBytesMax: 1_000_000, ...limits };
  return { desk: new PictureDesk(renderer, signer, all), drawing };
}
