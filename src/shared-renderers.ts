/**
 * Certificate renderers that several pools share: a process has as many threads as it is set to
 * have, whatever the number of its shards.
 */
import type { CertificateRenderer } from './actors/certificate-pool.js';
import { err } from './domain/result.js';

export interface SharedRenderers {
  /** A renderer that a pool may close without ending a thread. */
  lend(): CertificateRenderer;
  close(): Promise<void>;
}

export function sharedRenderers(count: number, make: () => CertificateRenderer): SharedRenderers {
  const all = Array.from({ length: count }, () => ({ renderer: make(), waiting: 0 }));
  let turn = 0;
  /** Whoever has least to do, in turn among equals: a slow drawing holds up nobody else's. */
  const next = (): Shared | undefined => {
    const from = turn++ % Math.max(1, all.length);
    const inTurn = [...all.slice(from), ...all.slice(0, from)];
    return inTurn.sort((a, b) => a.waiting - b.waiting)[0];
  };
  return {
    lend: () => ({
      render: async (facts, content) => {
        const shared = next();
        if (shared === undefined) return err({ detail: 'no certificate workers' });
        shared.waiting++;
        return shared.renderer.render(facts, content).finally(() => shared.waiting--);
      },
      close: () => Promise.resolve(),
    }),
    close: async () => {
      await Promise.all(all.map(({ renderer }) => renderer.close()));
    },
  };
}

interface Shared {
  readonly renderer: CertificateRenderer;
  /** Drawings that it was given and has not answered. */
  waiting: number;
}
