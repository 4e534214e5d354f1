/**
 * Whether attempts at assessments are taken in by this installation, and how far behind that is.
 * Part of the composition root.
 */
import type { Config } from './config.js';
import type { Engine } from './engine.js';
import type { IngressLoop } from './gateway/kafka/ingress-loop.js';
import type { AssessmentLag } from './reports/report-options.js';
import { rolesOf } from './topic-follow.js';

/** Without topics attempts come by the API alone, and wait for nothing but the flush. */
export function assessmentLag(
  config: Pick<Config, 'roles'>,
  { engine }: { readonly engine: Pick<Engine, 'status'> },
  topics: Pick<IngressLoop, 'status'> | null,
): AssessmentLag {
  const read = topics?.status() ?? null;
  const isRead = read === null || read.stop === null;
  const role = rolesOf(config).has('assessment') && isRead ? 'on' : 'off';
  const lagMs = Math.max(engine.status().oldestUnflushedMs, read?.oldestUntakenMs ?? 0);
  return { role, lagMs };
}
