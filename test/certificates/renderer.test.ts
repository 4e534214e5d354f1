import { afterEach, describe, expect, it } from 'vitest';
import { renderPicture } from '../../src/certificates/formats/picture.js';
import { renderCertificate } from '../../src/certificates/render.js';
import { Renderer, type RendererSettings } from '../../src/certificates/renderer.js';
import { pngUrl, sampleContent, sampleFacts, translucentPng } from './sample.js';

const open: Renderer[] = [];
afterEach(() => Promise.all(open.splice(0).map((renderer) => renderer.close())));

/** From Node 24 on, a message that is larger than a thread's heap ends the whole process. */
const ENDS_THE_THREAD_ALONE = Number.parseInt(process.versions.node) < 24;

describe('Renderer', { timeout: 60_000 }, () => {
  it('gives the bytes that rendering gives, in every thread', async () => {
    const content = sampleContent(...[1, 2, 3, 4].map((n) => pngUrl(translucentPng(n * 40))));
    const order = [sampleFacts(), content] as const;
    const expected = await renderCertificate(...order);
    for (const rendered of await Promise.all([
      start().render(...order),
      start().render(...order),
    ])) {
      expect(rendered.ok && Buffer.compare(rendered.value, expected)).toBe(0);
    }
  });

  it.each(['svg', 'png'] as const)('gives the picture that drawing a %s gives', async (format) => {
    const [facts, code] = [sampleFacts(), 'code'];
    const expected = await renderPicture(facts, CONTENT, code, format);
    const rendered = await start().render(facts, CONTENT, code, format);
    expect(rendered.ok && Buffer.compare(rendered.value, expected)).toBe(0);
  });

  it('answers calls in their order', async () => {
    const renderer = start();
    const names = ['Ananya', 'Bhavna', 'Chitra'];
    const rendered = await Promise.all(
      names.map((recipientName) => renderer.render(sampleFacts({ recipientName }), CONTENT)),
    );
    const titles = rendered.map((r) => (r.ok ? Buffer.from(r.value).toString('latin1') : ''));
    names.forEach((name, i) => expect(titles[i]).toContain(`- ${name} -`));
  });

  it('answers facts that cannot be drawn as failed, and goes on', async () => {
    const renderer = start();
    const bad = await renderer.render(sampleFacts({ timeZone: 'Nowhere/None' }), CONTENT);
    expect(bad).toMatchObject({ ok: false, error: { kind: 'failed' } });
    expect(await renderer.render(sampleFacts(), CONTENT)).toMatchObject({ ok: true });
  });

  it('answers a certificate that takes too long as failed', async () => {
    const rendered = await start({ renderMsMax: 1 }).render(sampleFacts(), CONTENT);
    expect(rendered).toEqual({
      ok: false,
      error: { kind: 'failed', detail: 'took longer than 1 ms' },
    });
  });

  it('starts a new thread after a crash', async () => {
    const renderer = start({}, new URL('./crashing-worker.js', import.meta.url));
    const crashed = await renderer.render(sampleFacts({ recipientName: 'CRASH' }), CONTENT);
    expect(crashed).toEqual({
      ok: false,
      error: { kind: 'failed', detail: 'the rendering thread crashed: out of order' },
    });
    expect(await renderer.render(sampleFacts(), CONTENT)).toMatchObject({ ok: true });
  });

  it.runIf(ENDS_THE_THREAD_ALONE)('starts a new thread when the heap of one is full', async () => {
    const renderer = start({ heapMbMax: 48 });
    const crashed = await renderer.render(sampleFacts(), { url: '', signatories: TOO_MANY });
    expect(crashed.ok ? '' : crashed.error.detail).toMatch(/^the rendering thread crashed/);
    expect(await renderer.render(sampleFacts(), CONTENT)).toMatchObject({ ok: true });
  });

  it('answers calls after its end as failed', async () => {
    const renderer = start();
    await renderer.close();
    const rendered = await renderer.render(sampleFacts(), CONTENT);
    expect(rendered).toMatchObject({ ok: false, error: { detail: 'the renderer is closed' } });
  });

  it('answers the call in progress when it is closed', async () => {
    const renderer = start();
    const pending = renderer.render(sampleFacts(), CONTENT);
    await renderer.close();
    expect(await pending).toMatchObject({ ok: false });
  });
});

const CONTENT = sampleContent();

const TOO_MANY = Array.from({ length: 300_000 }, (_, i) => ({
  name: `name ${String(i)}`,
  id: `id ${String(i)}`,
  designation: `designation ${String(i)}`,
  image: `image ${String(i)}`,
}));

function start(settings: Partial<RendererSettings> = {}, worker?: URL): Renderer {
  const renderer = new Renderer(settings, worker);
  open.push(renderer);
  return renderer;
}
