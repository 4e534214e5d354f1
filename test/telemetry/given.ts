/** Telemetry whose clock the test holds, and what it has told. */
import type { EngineStatus } from '../../src/engine.js';
import type { Telemetry } from '../../src/gateway/http/telemetry.js';
import { newMetrics } from '../../src/telemetry/metrics.js';
import { Traces } from '../../src/telemetry/traces.js';

export interface GivenTelemetry extends Telemetry {
  /** Value of one line of `/metrics`, labels included; `null` = there is no such line. */
  value(series: string): Promise<number | null>;
  /** Lets time pass, in milliseconds. */
  pass(ms: number): void;
}

export function givenTelemetry(): GivenTelemetry {
  let now = 0;
  const metrics = newMetrics({ ofProcess: false });
  return {
    metrics,
    traces: new Traces(),
    monotonic: () => now,
    pass: (ms) => {
      now += ms;
    },
    value: async (series) => {
      const lines = (await metrics.text()).split('\n');
      const line = lines.find((one) => one.startsWith(`${series} `));
      return line === undefined ? null : Number(line.slice(series.length + 1));
    },
  };
}

export const STATUS: EngineStatus = {
  ready: true,
  residents: 3,
  residentBytes: 4096,
  inboxCommands: 7,
  dirtyLearners: 2,
  oldestUnflushedMs: 1500,
  pendingEffects: 5,
  snapshotsWritten: 11,
  completions: 12,
  certificates: 13,
  trouble: '',
};
