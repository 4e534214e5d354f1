/** The real servers that tests may use: named in the environment or started for this run. */
import { inject } from 'vitest';

export interface Servers {
  /** `host:port`, several separated by commas. */
  readonly cassandra: string;
  readonly localDc: string;
  /** `host:port`, several separated by commas. */
  readonly kafka: string;
  /** `redis://host:port` */
  readonly redis: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly servers: Servers | null;
    /** Why tests must fail, one reason each; empty = they may be skipped. */
    readonly missingServers: readonly string[];
  }
}

/**
 * Null = there are none here, and the set-up has said why: `describe.skipIf(... === null)`. Throws
 * where all tests must run (`CI=true`).
 */
export function realServers(): Servers | null {
  const missing = inject('missingServers');
  if (missing.length > 0) throw new Error(missing.join('\n'));
  return inject('servers');
}
