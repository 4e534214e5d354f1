/** The content and search services by their settings. Part of the composition root. */
import type { Config } from './config.js';
import { serviceAt } from './service-at.js';
import { contentService, type ContentService } from './services/content-service.js';

/** Answers of the content service are kept this long: courses are renamed seldom. */
const KEPT = { entriesMax: 10_000, keptMs: 3_600_000 };

/** A service that has no address is not asked. */
export const contentsAt = (config: Config, now: () => number): ContentService =>
  contentService({
    content: serviceAt(config, config.contentServiceUrl),
    search: serviceAt(config, config.searchServiceUrl),
    limits: KEPT,
    now,
  });
