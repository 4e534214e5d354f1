/**
 * Why the log of a shard cannot be followed any further, and whose fault that is.
 *
 * - F1 Missing entries are the shard's fault: every process finds the same, and going on behind
 *   them would lose what was acknowledged (R2). The lease stays where it is, with its name.
 * - F2 Anything else may be the fault of this process alone: another one is to try.
 */
import type { Followed } from '../persistence/cluster-ports.js';
import type { StoreError } from '../persistence/ports.js';

export type LogFault = StoreError | Extract<Followed, { kind: 'gap' }>;

/** Why what is owned ended by itself. */
export interface ShardFault {
  readonly of: 'shard' | 'process';
  readonly detail: string;
}

/** F1, F2. */
export const shardFaultOf = (fault: LogFault): ShardFault => ({
  of: fault.kind === 'gap' ? 'shard' : 'process',
  detail: faultText(fault),
});

/** A log's fault as a sentence. */
export function faultText(fault: LogFault): string {
  if (fault.kind !== 'gap') return fault.detail;
  const { expected, found } = fault;
  return `entry ${String(expected)} is missing, the next one is ${String(found)}`;
}
