/**
 * Taking dead letters again in this installation, by its settings. Part of the composition root;
 * holds no rule.
 */
import type { Laurel } from './compose.js';
import type { Config } from './config.js';
import { UPDATE_ENTRIES_COUNT_MAX } from './gateway/http/deps.js';
import type { LookUps, RedriveDeps } from './gateway/redrive.js';
import { zoneOf } from './gateway/zone.js';
import { ingressOf } from './ingress.js';
import { gatewaySettings } from './serving.js';
import { apiTopics } from './topic-follow.js';

/** What is looked up, on any catalogue. */
export function lookUpsOf(config: Config, catalogue: LookUps['catalogue']): LookUps {
  const { progressDetailsBytesMax, endedBatchGraceMs } = gatewaySettings(config);
  const updateEntriesCountMax = UPDATE_ENTRIES_COUNT_MAX;
  return {
    ...{ catalogue, env: config.env, zone: zoneOf(config.timeZone) },
    limits: { updateEntriesCountMax, progressDetailsBytesMax, endedBatchGraceMs },
  };
}

export function redriveDeps(config: Config, laurel: Laurel, now: () => number): RedriveDeps {
  const { engine, follow } = laurel;
  // Nothing is said of failures; what commands lead to is told by the engine's own.
  const silent = { ...laurel, follow: { ...follow, sendNow: null } };
  return {
    ...lookUpsOf(config, engine.catalogue),
    engine,
    listenedTopics: follow.sendNow === null ? new Set() : apiTopics(config),
    ingressOn: (source) => ingressOf({ config, laurel: silent, source, now }),
  };
}
