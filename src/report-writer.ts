/** Writes reports below the data folder. Part of the composition root. */
import { join } from 'node:path';
import type { WriteReport } from './actors/report.js';
import type { Config } from './config.js';
import { ok } from './domain/result.js';
import type { Store } from './persistence/ports.js';
import { writeExhaust } from './reports/exhaust.js';
import { exhaustFileName } from './reports/file-name.js';
import { fileNameOf } from './reports/protection.js';

/** Folder of the report files below the data folder. */
export const reportDirOf = (config: Pick<Config, 'dataDir'>): string =>
  join(config.dataDir, 'reports');

/** Writes reports below the data folder, with the user cache of a store. */
export function reportWriter(config: Config, store: Pick<Store, 'users'>): WriteReport {
  return async ({ order, ...subject }) => {
    const name = exhaustFileName(order.dataset, order.batch, subject.asOf);
    const written = await writeExhaust({
      ...subject,
      ...order,
      batch: subject.batch,
      course: subject.course,
      users: store.users,
      timeZone: config.timeZone,
      moment: config.profile === 'cluster' ? 'at-least' : 'one-moment',
      path: join(reportDirOf(config), order.folder, fileNameOf(name, order.protection)),
    });
    return written.ok ? ok({ ...written.value, batch: order.batch }) : written;
  };
}
