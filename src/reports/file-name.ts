/**
 * Where a report's file lies below the report folder (`reference/exhausts.md` 1.8):
 * `progress-exhaust/[<requestId>/]<batchId>_progress_<yyyyMMdd>.csv`.
 *
 * - F1 No id, whatever it holds, makes a name that leaves the report folder or hides in it.
 * - F2 Different ids make different names; an id of ordinary characters is kept as it is.
 */
import { createHash } from 'node:crypto';
import type { BatchId, Instant } from '../domain/ids.js';
import { FILE_KEY, type Dataset } from './dataset.js';

/** Folder of one request's files, below the report folder; `requestId` '' = run without one. */
export const exhaustFolder = (dataset: Dataset, requestId: string): string =>
  requestId === '' ? dataset : `${dataset}/${safePart(requestId)}`;

/** Name of one batch's file. The date is the one at +05:30, as Sunbird's, in any installation. */
export const exhaustFileName = (dataset: Dataset, batch: BatchId, at: Instant): string =>
  `${safePart(batch)}_${FILE_KEY[dataset]}_${fileDate(at)}.csv`;

const FILE_DATE_OFFSET_MS = 19_800_000;

/** The day in a file's name, at +05:30 in any installation. */
export const fileDate = (at: Instant): string =>
  new Date(at + FILE_DATE_OFFSET_MS).toISOString().slice(0, 10).replaceAll('-', '');

/** Leaves room in a name of 255 bytes for the key, the date and the endings. */
const PART_CHARACTERS_MAX = 128;

/**
 * An id as one part of a path. One that is not ordinary is written with `-` for every other
 * character and told apart by its hash, which an ordinary id cannot imitate: it holds no `~`.
 */
function safePart(id: string): string {
  if (ORDINARY.test(id) && id.length <= PART_CHARACTERS_MAX) return id;
  const readable = id.replace(/[^A-Za-z0-9_-]/g, '-').slice(0, READABLE_CHARACTERS_MAX);
  const hash = createHash('sha256').update(id).digest('hex').slice(0, HASH_DIGITS);
  return `${readable}~${hash}`;
}

const ORDINARY = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

const READABLE_CHARACTERS_MAX = 64;

const HASH_DIGITS = 16;
