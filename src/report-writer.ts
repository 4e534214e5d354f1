/**
 * Writes the reports of one installation: what a report is written from, on the adapters and
 * services that are set. Part of the composition root.
 */
import { join } from 'node:path';
import type { WriteReport } from './actors/report.js';
import type { Config } from './config.js';
import { contentsAt } from './contents-at.js';
import { ok } from './domain/result.js';
import type { Store } from './persistence/ports.js';
import type { ExhaustInput, TitlesOf } from './reports/exhaust-input.js';
import { writeExhaust } from './reports/exhaust.js';
import { exhaustFileName } from './reports/file-name.js';
import { decryptPlatform } from './reports/platform-cipher.js';
import { fileNameOf } from './reports/protection.js';

/** Folder of the report files: below the data folder, where none is set. */
export const reportDirOf = (config: Pick<Config, 'dataDir' | 'reportDir'>): string =>
  config.reportDir === '' ? join(config.dataDir, 'reports') : config.reportDir;

export interface ReportWriterParts {
  readonly users: Store['users'];
  /** Where the installation kept answers before; `null` = nowhere. */
  readonly answersBefore: ExhaustInput['answersBefore'];
  /** Where the installation keeps consents; `null` = nowhere else than in the user cache. */
  readonly consentsBefore: ExhaustInput['consentsBefore'];
  /** Absolute path of the report folder. */
  readonly reportDir: string;
  now(): number;
}

export function reportWriter(config: Config, parts: ReportWriterParts): WriteReport {
  const { users, answersBefore, consentsBefore, reportDir } = parts;
  const titlesOf = titlesAt(config, () => parts.now());
  const archive = archiveOf(config, reportDir);
  const key = config.platformKey;
  const decrypt = (text: string): string => (key === '' ? text : decryptPlatform(text, key));
  return async ({ order, ...subject }) => {
    const { dataset, protection, requesterOrg, options, assessment } = order;
    const name = exhaustFileName(dataset, order.batch, subject.asOf);
    const written = await writeExhaust({
      ...subject,
      ...{ dataset, protection, requesterOrg, options, assessment },
      ...{ users, answersBefore, consentsBefore, archive, titlesOf, decrypt },
      timeZone: config.timeZone,
      counting: config.reportCountingAttempt,
      moment: config.profile === 'cluster' ? 'at-least' : 'one-moment',
      path: join(reportDir, order.folder, fileNameOf(name, protection)),
    });
    return written.ok ? ok({ ...written.value, batch: order.batch }) : written;
  };
}

/** Attempts out of files, where there are any; what is sorted on disk is where reports are. */
function archiveOf(config: Config, reportDir: string): ExhaustInput['archive'] {
  const { attemptArchiveDir: root, lineBytesMax } = config;
  if (root === '') return null;
  return async (course, batch) => {
    // Few installations have an archive, and no other dataset reads it.
    const { attemptArchive } = await import('./persistence/archive/attempt-archive.js');
    return attemptArchive({ root, sortFolder: reportDir, lineBytesMax })(course, batch);
  };
}

/** Contents that are asked for at once. */
const CONTENTS_AT_ONCE_MAX = 8;

/** The content service's names; without one, nobody knows more than the course's structure. */
function titlesAt(config: Config, now: () => number): TitlesOf {
  if (config.contentServiceUrl === '') return () => Promise.resolve(ok(new Map()));
  const service = contentsAt(config, now);
  return async (contents) => {
    const titles = new Map<(typeof contents)[number], string>();
    for (let i = 0; i < contents.length; i += CONTENTS_AT_ONCE_MAX) {
      const some = contents.slice(i, i + CONTENTS_AT_ONCE_MAX);
      const found = await Promise.all(some.map((content) => service.meta(content)));
      for (const [j, meta] of found.entries()) {
        if (!meta.ok) return { ok: false, error: { kind: 'unavailable', ...meta.error } };
        const content = some[j];
        if (content !== undefined && meta.value !== null) titles.set(content, meta.value.name);
      }
    }
    return ok(titles);
  };
}
