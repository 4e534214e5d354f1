/** What `doctor` finds of the process's own machine: Node, its memory, its files. Pure. */
import type { Config } from '../../config.js';
import { failure, warning, well, type Finding } from './finding.js';

/** What a process can see of its machine; a server beside it sees the same under equal limits. */
export interface Machine {
  /** As in `process.versions.node`. */
  readonly node: string;
  /** Open files that one process may have; `null` = it cannot be seen here. */
  readonly filesMax: number | null;
  /** What V8 lets the heap grow to. */
  readonly heapBytesMax: number;
  /** Of the machine, or of the container where that has less. */
  readonly memoryBytes: number;
}

const NODE_MIN = [20, 19] as const;
/** Connections, log files and LMDB's own: below this a busy server runs out. */
const FILES_MIN = 4096;
/** Of the heap; the rest is for requests, inboxes and what the collector needs to work. */
const RESIDENT_SHARE_MAX = 0.6;
/** What a process needs beside its learners' states (`docs/operations.md`). */
const BESIDE_BYTES = 250 * 1024 ** 2;

export const machineFindings = (
  machine: Machine,
  config: Pick<Config, 'residentBytesMax'>,
): Finding[] => [
  nodeFinding(machine.node),
  ...filesFinding(machine.filesMax),
  memoryFinding(machine, config.residentBytesMax),
];

function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const enough = major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1]);
  if (enough) return well('node', version);
  const least = NODE_MIN.join('.');
  return failure('node', `${version} is older than ${least}`, `install Node ${least} or newer`);
}

function filesFinding(filesMax: number | null): Finding[] {
  if (filesMax === null) return [];
  const detail = `${String(filesMax)} may be open`;
  return filesMax >= FILES_MIN
    ? [well('files', detail)]
    : [warning('files', detail, 'raise the limit: `ulimit -n 65536`, or LimitNOFILE of systemd')];
}

function memoryFinding({ heapBytesMax, memoryBytes }: Machine, residentBytesMax: number): Finding {
  const resident = `LAUREL_RESIDENT_BYTES_MAX is ${gib(residentBytesMax)}`;
  if (residentBytesMax + BESIDE_BYTES > memoryBytes) {
    const detail = `${resident}, and there are ${gib(memoryBytes)} of memory in all`;
    return failure('memory', detail, 'lower LAUREL_RESIDENT_BYTES_MAX, or give it more memory');
  }
  if (residentBytesMax > heapBytesMax * RESIDENT_SHARE_MAX) {
    const wanted = Math.ceil(residentBytesMax / RESIDENT_SHARE_MAX / 1024 ** 2);
    const detail = `${resident}, and the heap may grow to ${gib(heapBytesMax)} only`;
    const remedy = `start it with NODE_OPTIONS=--max-old-space-size=${String(wanted)}`;
    return warning('memory', detail, `${remedy}, or lower the setting`);
  }
  return well('memory', `${resident}, the heap may grow to ${gib(heapBytesMax)}`);
}

const gib = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
