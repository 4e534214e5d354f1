/**
 * The reports that exist, by Sunbird's names of their datasets, and what files of each are called.
 * Owns names only; what a report holds is its row module's.
 *
 * Source: `reference/exhausts.md` 1.8.
 */

/** Every dataset, in the order in which they are listed to people. */
export const DATASETS = ['progress-exhaust', 'response-exhaust', 'userinfo-exhaust'] as const;

export type Dataset = (typeof DATASETS)[number];

/** Part of a file's name that tells the datasets of one batch apart. */
export const FILE_KEY: Readonly<Record<Dataset, string>> = {
  'progress-exhaust': 'progress',
  'response-exhaust': 'response',
  'userinfo-exhaust': 'userinfo',
};

/** The dataset of a name that came from outside; `null` = there is none. */
export const datasetOf = (name: string): Dataset | null =>
  DATASETS.find((dataset) => dataset === name) ?? null;
