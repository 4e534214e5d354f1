/**
 * What every suite measures with: CPU time of the process, pauses of the event loop with garbage
 * collection beside them, memory. Rates are per CPU-second, since the machine may be shared.
 */
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';

export interface Measured {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  /** Longest time that the event loop was held, garbage collection included. */
  readonly loopDelayMsMax: number;
  readonly loopDelayMsP99: number;
  readonly gcMsMax: number;
  readonly gcMsSum: number;
  readonly rssMb: number;
}

/** Runs `work` and measures this process while it runs. */
export async function measure(work: () => Promise<void> | void): Promise<Measured> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const gc = { max: 0, sum: 0 };
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      gc.max = Math.max(gc.max, duration);
      gc.sum += duration;
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  delay.enable();
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const wallSeconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  delay.disable();
  observer.disconnect();
  return {
    cpuSeconds: (user + system) / 1e6,
    wallSeconds,
    loopDelayMsMax: delay.max / 1e6,
    loopDelayMsP99: delay.percentile(99) / 1e6,
    gcMsMax: gc.max,
    gcMsSum: gc.sum,
    rssMb: process.memoryUsage.rss() / 1e6,
  };
}

/** Hands a child's result to its parent: one line of JSON on stdout. */
export const report = (result: Readonly<Record<string, unknown>>): void => {
  process.stdout.write(`${JSON.stringify(result)}\n`);
};
