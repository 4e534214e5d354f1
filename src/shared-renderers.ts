/**
 * Certificate renderers that several pools share: a process has as many threads as it is set to
 * have, whatever the number of its shards.
 */
import type { CertificateRenderer } from './actors/certificate-pool.js';

export interface SharedRenderers {
  /** A renderer that a pool may close without ending a thread. */
  lend(): CertificateRenderer;
  close(): Promise<void>;
}

export function sharedRenderers(count: number, make: () => CertificateRenderer): SharedRenderers {
  const all = Array.from({ length: count }, make);
  let turn = 0;
  return {
    lend: () => ({
      render: (facts, content) => {
        const renderer = all[turn++ % all.length];
        if (renderer !== undefined) return renderer.render(facts, content);
        return Promise.resolve({ ok: false, error: { detail: 'no certificate workers' } });
      },
      close: () => Promise.resolve(),
    }),
    close: async () => {
      await Promise.all(all.map((renderer) => renderer.close()));
    },
  };
}
