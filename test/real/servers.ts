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
  }
}

/** Null = none to be had here, which the set-up has said why: `describe.skipIf(... === null)`. */
export function realServers(): Servers | null {
  return inject('servers');
}
