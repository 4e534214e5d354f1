/**
 * The status of all shards of a process as that of one engine. Trouble is the first of: a shard
 * that ended and stays here, one that was left to others, something that is being repeated.
 */
import type { EngineStatus } from '../engine.js';
import type { ClusterShard } from './cluster-shard.js';
import type { ShardBar } from './shard-bars.js';

export function clusterStatus(
  shards: readonly ClusterShard[],
  left: readonly ShardBar[],
  isReady: boolean,
): EngineStatus {
  const all = shards.map(({ learners }) => learners.status());
  const sum = (field: CountField): number => all.reduce((total, one) => total + one[field], 0);
  const troubles = [
    ...shards.map(({ trouble }) => trouble),
    ...left.map(leftText),
    ...all.map(({ trouble }) => trouble),
  ];
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

function leftText({ shard, detail, forMs }: ShardBar): string {
  const seconds = String(Math.ceil(forMs / 1000));
  return `shard ${String(shard)}: ${detail}; left to other processes for ${seconds} s`;
}

type CountField = Exclude<keyof EngineStatus, 'ready' | 'trouble'>;
