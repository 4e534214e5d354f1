/** Why the log of a shard cannot be followed any further. */
import type { Followed } from '../persistence/cluster-ports.js';
import type { StoreError } from '../persistence/ports.js';

export type LogFault = StoreError | Extract<Followed, { kind: 'gap' }>;

/** A log's fault as a sentence. */
export function faultText(fault: LogFault): string {
  if (fault.kind !== 'gap') return fault.detail;
  const { expected, found } = fault;
  return `entry ${String(expected)} is missing, the next one is ${String(found)}`;
}
