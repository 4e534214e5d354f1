/** What other processes have used, as Linux tells it. */
import { readFileSync } from 'node:fs';

/** Clock ticks a second; the kernel tells user space no other number. */
const TICKS_A_SECOND = 100;

/** CPU time of a process and its threads so far, in seconds. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  // The name in brackets may hold spaces; what follows it does not.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  return (user + system) / TICKS_A_SECOND;
}
