/**
 * What every suite measures with: CPU time of the process, how long the event loop is held with
 * garbage collection told apart, memory. Rates are per CPU-second, since the machine may be shared.
 */
import { readFileSync } from 'node:fs';
import { PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';

/** What a piece of work took of this process. */
export interface Used {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

export interface Measured extends Used {
  /** Longest time that the program held the event loop, garbage collection taken out. */
  readonly loopHeldMsMax: number;
  readonly loopHeldMsP99: number;
  readonly gcMsMax: number;
  readonly gcMsSum: number;
  /** Memory of the process without the pages of the store's file, which are the system's cache. */
  readonly memoryMb: number;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The heartbeat's interval; a shorter hold is not seen. */
const BEAT_MS = 1;
/** Reports of collections come after them: how long the last ones are waited for. */
const SETTLE_MS = 50;

/**
 * Runs `work` and tells what this process used meanwhile, all threads included. Nothing watches the
 * event loop: where another thread does the work, the beats were 4 % of what was counted.
 */
export async function usedBy(work: () => Promise<void> | void): Promise<Used> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const wallSeconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { cpuSeconds: (user + system) / 1e6, wallSeconds };
}

/** Runs `work` and measures this process while it runs. */
export async function measure(work: () => Promise<void> | void): Promise<Measured> {
  await wait(SETTLE_MS);
  const collections = watchCollections();
  const beats = watchLoop();
  const used = await usedBy(work);
  const holds = beats.stop();
  await wait(SETTLE_MS);
  const gc = collections.stop();
  const held = holds.map((hold) => length(hold) - overlap(hold, gc)).sort((a, b) => a - b);
  return {
    ...used,
    loopHeldMsMax: held.at(-1) ?? 0,
    loopHeldMsP99: held[Math.floor(held.length * 0.99)] ?? 0,
    gcMsMax: gc.reduce((max, span) => Math.max(max, length(span)), 0),
    gcMsSum: gc.reduce((sum, span) => sum + length(span), 0),
    memoryMb: memoryMb(),
  };
}

/** Resident memory without mapped files where the system tells (Linux), else with them; in MB. */
export function memoryMb(): number {
  try {
    const status = readFileSync('/proc/self/status', 'utf8');
    return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1]) / 1000;
  } catch {
    return process.memoryUsage.rss() / 1e6;
  }
}

/** Hands a child's result to its parent: one line of JSON on stdout. */
export const report = (result: Readonly<Record<string, unknown>>): void => {
  process.stdout.write(`${JSON.stringify(result)}\n`);
};

function watchLoop(): { stop(): Span[] } {
  const holds: Span[] = [];
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    holds.push({ from: last, to: now });
    last = now;
  }, BEAT_MS);
  return {
    stop: () => {
      clearInterval(timer);
      holds.push({ from: last, to: performance.now() });
      return holds;
    },
  };
}

function watchCollections(): { stop(): Span[] } {
  const spans: Span[] = [];
  const take = (entries: readonly PerformanceEntry[]): void => {
    for (const { startTime, duration } of entries) {
      spans.push({ from: startTime, to: startTime + duration });
    }
  };
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  observer.observe({ entryTypes: ['gc'] });
  return {
    stop: () => {
      take(observer.takeRecords());
      observer.disconnect();
      return spans;
    },
  };
}

const length = ({ from, to }: Span): number => to - from;

/** How much of `hold` was collection. `spans` are in the order of their start. */
function overlap(hold: Span, spans: readonly Span[]): number {
  let sum = 0;
  for (let i = firstEndingAfter(spans, hold.from); i < spans.length; i++) {
    const span = spans[i];
    if (span === undefined || span.from >= hold.to) break;
    sum += Math.min(span.to, hold.to) - Math.max(span.from, hold.from);
  }
  return sum;
}

function firstEndingAfter(spans: readonly Span[], moment: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.to ?? Infinity) <= moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
