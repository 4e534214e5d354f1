/**
 * What is told of this process, and where it is read from. Part of the composition root.
 */
import type { Laurel } from './compose.js';
import type { Config } from './config.js';
import type { Tally } from './engine.js';
import type { Telemetry } from './gateway/http/telemetry.js';
import type { IngressLoop } from './gateway/kafka/ingress-loop.js';
import { newMetrics, type MetricSources, type TopicReading } from './telemetry/metrics.js';
import { Traces } from './telemetry/traces.js';

/** `null` = nobody is told. */
export const telemetryOf = (
  { metrics }: Pick<Config, 'metrics'>,
  monotonic: () => number,
): Telemetry | null =>
  metrics === 'off'
    ? null
    : { metrics: newMetrics({ ofProcess: true }), traces: new Traces(), monotonic };

/** `topics` `null` = none are read here. */
export function metricSources(
  { engine }: Pick<Laurel, 'engine'>,
  topics: IngressLoop | null,
): MetricSources {
  return {
    status: () => engine.status(),
    topics: () => [...(topics?.status().tallies ?? [])].map(readingOf),
    oldestUntakenMs: () => topics?.status().oldestUntakenMs ?? 0,
    lag: async () => {
      const lag = await topics?.reader.lag();
      if (lag?.ok !== true) return [];
      return lag.value.map((one) => ({ ...one, records: Number(one.records) }));
    },
  };
}

/** All records of a topic are in exactly one of the outcomes. */
function readingOf([topic, tally]: readonly [string, Tally]): TopicReading {
  const { applied, duplicates, ignored, rejected, dead } = tally;
  return { topic, outcomes: { applied, duplicates, ignored, rejected, dead } };
}
