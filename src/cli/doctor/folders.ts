/** What `doctor` finds of folders: those that a server writes, and that of archived attempts. */
import { constants } from 'node:fs';
import { access, readdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../../config.js';
import { failure, warning, well, type Finding } from './finding.js';

/** A folder as it is, or the nearest above it that is there. */
export interface FolderFacts {
  readonly folder: string;
  /** What is there: the folder itself, or what it will be made in. */
  readonly place: string;
  readonly isFolder: boolean;
  readonly isWritable: boolean;
  readonly freeBytes: number;
  /** Of what is in it; 0 = nothing yet. */
  readonly usedBytes: number;
  /** Kind of file system, as `statfs` numbers it. */
  readonly fileSystem: number;
}

const FREE_BYTES_MIN = 1024 ** 3;

/** `setting` names the folder. Pure. */
export function folderFinding(subject: string, setting: string, facts: FolderFacts): Finding {
  const { folder, place, freeBytes, usedBytes } = facts;
  if (!facts.isFolder) {
    return failure(subject, `${place} is no folder`, `set ${setting} to a folder`);
  }
  if (!facts.isWritable) {
    const remedy = `\`chown\` it to the user that runs Laurel, or set ${setting}`;
    return failure(subject, `${place} cannot be written by this user`, remedy);
  }
  const free = `${gib(freeBytes)} free, ${gib(usedBytes)} used`;
  const state = place === folder ? free : `not there yet, made at the first start; ${free}`;
  const detail = `${folder}: ${state}`;
  // LMDB keeps old pages until nobody reads them: a store may double while reports are written.
  return freeBytes < Math.max(FREE_BYTES_MIN, usedBytes)
    ? warning(subject, detail, `free as much as is used there, or move ${setting} to a larger disk`)
    : well(subject, detail);
}

/** Whether processes of a cluster share the folder of reports. Pure. */
export function sharedFolderFindings(
  config: Pick<Config, 'profile' | 'reportDir'>,
  { fileSystem }: FolderFacts,
): Finding[] {
  if (config.profile !== 'cluster') return [];
  const subject = 'report folder';
  const remedy = 'set LAUREL_REPORT_DIR to a folder that all processes share (NFS, CephFS)';
  if (config.reportDir === '') {
    const detail = 'LAUREL_REPORT_DIR is not set: a link leads to the process that wrote the file';
    return [failure(subject, detail, remedy)];
  }
  if (!LOCAL_FILE_SYSTEMS.has(fileSystem)) return [];
  return [warning(subject, `${config.reportDir} is on a disk of this machine alone`, remedy)];
}

/** ext2 to ext4, XFS, Btrfs, tmpfs, overlayfs, ZFS: linux/magic.h. */
const LOCAL_FILE_SYSTEMS: ReadonlySet<number> = new Set([
  0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630, 0x2fc12fc1,
]);

const gib = (bytes: number): string => `${(bytes / FREE_BYTES_MIN).toFixed(1)} GiB`;

/** The folder of archived attempts, as this user sees it. */
export type ArchiveFacts =
  | { readonly kind: 'unread'; readonly why: string }
  | { readonly kind: 'read'; readonly folders: number };

const ARCHIVE = 'LAUREL_ATTEMPT_ARCHIVE_DIR';

/** Pure. */
export function archiveFinding(folder: string, facts: ArchiveFacts): Finding {
  const subject = 'attempt archive';
  const remedy = `mount or synchronise the archive, or set ${ARCHIVE} to its folder`;
  if (facts.kind === 'unread') {
    const detail = `${folder} cannot be read (${facts.why}): response reports fail`;
    return failure(subject, detail, remedy);
  }
  return facts.folders === 0
    ? warning(subject, `${folder} has no folder of a batch`, remedy)
    : well(subject, `${folder}: ${String(facts.folders)} batches`);
}

export async function archiveFacts(folder: string): Promise<ArchiveFacts> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const isOfBatch = (name: string): boolean => /.+_.+/.test(name);
    const folders = entries.filter((one) => one.isDirectory() && isOfBatch(one.name)).length;
    return { kind: 'read', folders };
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return { kind: 'unread', why: code };
  }
}

export async function folderFacts(folder: string): Promise<FolderFacts> {
  const place = await nearestThing(folder);
  const isFolder = (await stat(place)).isDirectory();
  const { bavail, bsize, type } = await statfs(place);
  return {
    ...{ folder, place, isFolder, fileSystem: type },
    isWritable: await canWrite(place),
    freeBytes: bavail * bsize,
    usedBytes: place === folder && isFolder ? await bytesOf(place) : 0,
  };
}

async function nearestThing(folder: string): Promise<string> {
  try {
    await stat(folder);
    return folder;
  } catch {
    return dirname(folder) === folder ? folder : nearestThing(dirname(folder));
  }
}

async function canWrite(place: string): Promise<boolean> {
  try {
    await access(place, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Of the files right in it: those of the store. */
async function bytesOf(folder: string): Promise<number> {
  try {
    const files = (await readdir(folder, { withFileTypes: true })).filter((one) => one.isFile());
    const sizes = await Promise.all(files.map(({ name }) => stat(join(folder, name))));
    return sizes.reduce((total, { size }) => total + size, 0);
  } catch {
    return 0;
  }
}
