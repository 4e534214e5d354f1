import { describe, expect, it } from 'vitest';
import type { CertificateRenderer } from '../src/actors/certificate-pool.js';
import { ok } from '../src/domain/result.js';
import { sharedRenderers } from '../src/shared-renderers.js';
import { factsOf } from './contract/samples.js';

const CONTENT = { url: '', signatories: [] };

describe('Shared renderers', () => {
  it('are as many as there may be, however many pools borrow', async () => {
    const { made, shared } = renderers(2);
    const pools = Array.from({ length: 5 }, () => shared.lend());

    for (const pool of pools) await pool.render(factsOf('c1'), CONTENT);

    expect(made).toHaveLength(2);
  });

  it('take turns, whoever asks', async () => {
    const { made, shared } = renderers(2);
    const [first, second] = [shared.lend(), shared.lend()];

    for (const pool of [first, first, second, second]) await pool.render(factsOf('c1'), CONTENT);

    expect(made.map(({ drawn }) => drawn)).toEqual([2, 2]);
  });

  it('are asked for the next where least waits', async () => {
    let drawn = 0;
    const shared = sharedRenderers(2, () => ({
      render: ({ certificate }) => {
        if (certificate === 'endless') return new Promise(() => undefined);
        drawn++;
        return Promise.resolve(ok(Buffer.from(certificate)));
      },
      close: () => Promise.resolve(),
    }));
    const pool = shared.lend();
    void pool.render({ ...factsOf('c1'), certificate: 'endless' as never }, CONTENT);

    for (const id of ['c2', 'c3', 'c4']) await pool.render(factsOf(id), CONTENT);

    expect(drawn).toBe(3);
  });

  it('give back what the renderer drew', async () => {
    const { shared } = renderers(1);

    expect(await shared.lend().render(factsOf('c7'), CONTENT)).toEqual(ok(Buffer.from('c7')));
  });

  it('go on for others when one pool closes, and end together', async () => {
    const { made, shared } = renderers(2);
    const [leaving, staying] = [shared.lend(), shared.lend()];

    await leaving.close();
    expect(await staying.render(factsOf('c1'), CONTENT)).toMatchObject({ ok: true });
    expect(made.map(({ closed }) => closed)).toEqual([false, false]);
    await shared.close();

    expect(made.map(({ closed }) => closed)).toEqual([true, true]);
  });

  it('say so where there are none', async () => {
    const { shared } = renderers(0);

    expect(await shared.lend().render(factsOf('c1'), CONTENT)).toEqual({
      ok: false,
      error: { detail: 'no certificate workers' },
    });
  });
});

interface Made extends CertificateRenderer {
  drawn: number;
  closed: boolean;
}

/** Renderers that draw a certificate's id. */
function renderers(count: number) {
  const made: Made[] = [];
  const make = (): CertificateRenderer => {
    const renderer: Made = {
      ...{ drawn: 0, closed: false },
      render: ({ certificate }) => {
        renderer.drawn++;
        return Promise.resolve(ok(Buffer.from(certificate)));
      },
      close: () => {
        renderer.closed = true;
        return Promise.resolve();
      },
    };
    made.push(renderer);
    return renderer;
  };
  return { made, shared: sharedRenderers(count, make) };
}
