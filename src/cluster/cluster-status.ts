/** The status of all shards of a process as that of one engine. */
import type { EngineStatus } from '../engine.js';
import type { ClusterShard } from './cluster-shard.js';

export function clusterStatus(shards: readonly ClusterShard[], isReady: boolean): EngineStatus {
  const all = shards.map(({ learners }) => learners.status());
  const sum = (field: CountField): number => all.reduce((total, one) => total + one[field], 0);
  const troubles = shards.map(({ trouble }, i) => trouble || (all[i]?.trouble ?? ''));
  return {
    ready: isReady,
    residents: sum('residents'),
    residentBytes: sum('residentBytes'),
    inboxCommands: sum('inboxCommands'),
    dirtyLearners: sum('dirtyLearners'),
    oldestUnflushedMs: Math.max(0, ...all.map((one) => one.oldestUnflushedMs)),
    pendingEffects: sum('pendingEffects'),
    snapshotsWritten: sum('snapshotsWritten'),
    completions: sum('completions'),
    certificates: sum('certificates'),
    trouble: troubles.find((trouble) => trouble !== '') ?? '',
  };
}

type CountField = Exclude<keyof EngineStatus, 'ready' | 'trouble'>;
