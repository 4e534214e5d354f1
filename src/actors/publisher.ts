/**
 * Derives every learner of a course again after its structure changed: through commands, by roster,
 * throttled by the inboxes, and again from the start after a crash (it is idempotent).
 */
import type { Reevaluate } from '../domain/command.js';
import type { CourseInfo, SnapshotStore } from '../persistence/ports.js';
import type { CatalogueCache } from '../persistence/catalogue.js';

/** Commands that are made durable at once. */
const COMMANDS_AT_ONCE = 200;

export interface PublisherDeps {
  readonly catalogue: CatalogueCache;
  readonly snapshots: SnapshotStore;
  now(): number;
  /** Makes commands durable, waiting for room as long as it takes; `false` = the engine stops. */
  submit(commands: readonly Reevaluate[]): Promise<boolean>;
}

/** Re-evaluates one course; resolves when all its commands are durable. */
export async function reevaluateCourse(deps: PublisherDeps, info: CourseInfo): Promise<void> {
  let commands: Reevaluate[] = [];
  for await (const { key } of deps.snapshots.scanCourse(info.course)) {
    const receivedAt = deps.now();
    commands.push({ kind: 'reevaluate', key, receivedAt, courseVersion: info.version });
    if (commands.length < COMMANDS_AT_ONCE) continue;
    if (!(await deps.submit(commands))) return;
    commands = [];
  }
  if (commands.length > 0 && !(await deps.submit(commands))) return;
  await deps.catalogue.evaluated(info.course, info.version);
}
