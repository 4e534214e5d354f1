/**
 * `laurel certificates download`: the certificates of a batch as one zip, from durable snapshots;
 * works beside a running server.
 *
 * - W1 The file appears under its name only once it is whole.
 */
import { open, rename, rm } from 'node:fs/promises';
import { parseBatchId, parseCourseId } from '../domain/ids.js';
import { writeArchive } from '../reports/certificate-archive.js';
import type { Reader } from '../reader.js';
import { EXIT, type ExitCode, type Terminal } from './terminal.js';

export interface DownloadRequest {
  readonly course: string;
  readonly batch: string;
  readonly out: string;
  /** Goes on behind this learner; '' = from the first. */
  readonly after: string;
}

export async function downloadCertificates(
  request: DownloadRequest,
  reader: Reader,
  terminal: Terminal,
  json: boolean,
): Promise<ExitCode> {
  const course = parseCourseId(request.course);
  const batchId = parseBatchId(request.batch);
  const batch = batchId.ok ? reader.batch(batchId.value) : null;
  if (!course.ok || batch?.course !== course.value) {
    terminal.note(`laurel: batch ${request.batch} of course ${request.course} is not known`);
    return EXIT.usage;
  }
  const partial = `${request.out}.part`;
  try {
    const file = await open(partial, 'w', OWNER_ONLY);
    try {
      const { certificates } = reader.store;
      const summary = await writeArchive(
        {
          states: reader.states(batch),
          facts: (id) => certificates.facts(id),
          document: (id) => certificates.document(id),
          after: request.after,
        },
        async (bytes) => {
          await file.writeFile(bytes);
        },
      );
      await file.close();
      await rename(partial, request.out);
      if (json) terminal.print(JSON.stringify({ file: request.out, ...summary }));
      else terminal.print(request.out);
      if (summary.next !== '') terminal.note(`laurel: there are more: --after ${summary.next}`);
      return EXIT.ok;
    } catch (error) {
      await file.close().catch(() => undefined);
      throw error;
    }
  } catch (error) {
    await rm(partial, { force: true });
    terminal.note(`laurel: ${String(error)}`);
    return EXIT.failed;
  }
}

/** The zip holds names. */
const OWNER_ONLY = 0o600;
