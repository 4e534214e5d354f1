/**
 * The rows of Sunbird's tables that this installation writes: which columns, by its roles. Part of
 * the composition root; the rules are in `persistence/sunbird/`.
 */
import type { RowsOf } from './actors/learner-fold.js';
import type { Instant } from './domain/ids.js';
import { project } from './persistence/sunbird/project.js';
import { rowsFor } from './persistence/sunbird/role-rows.js';
import type { RowZone } from './persistence/sunbird/rows.js';
import type { Role } from './roles.js';

export function sunbirdRows(roles: ReadonlySet<Role>, zone: RowZone, now: () => Instant): RowsOf {
  const columns = roles.has('api') ? 'all' : 'jobs';
  const writtenFor = {
    api: roles.has('api'),
    aggregator: roles.has('aggregator'),
    assessment: roles.has('assessment'),
    certificates: roles.has('certificates'),
  };
  return (fold) =>
    rowsFor(project({ ...fold, columns, withUnits: true, now: now(), zone }), writtenFor);
}
