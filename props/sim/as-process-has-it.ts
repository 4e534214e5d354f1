/** Commands as a process of a simulated cluster makes them, and learners as it shows them. */
import type { Command } from '../../src/domain/command.js';
import type { EnrolmentState } from '../../src/domain/enrolment.js';
import type { CourseId, EnrolmentKey } from '../../src/domain/ids.js';
import type { View } from '../model.js';
import type { ClusterProcess } from './cluster-process.js';
import { keyOf, observe, type Place, type Work } from './given.js';
import { viewOf } from './session.js';

/**
 * Resolves when a process has heard of a publication (`CatalogueWatch` W2): what it accepts or
 * shows before is judged by the structure of before, as the model never does.
 */
export async function heardOf(
  process: ClusterProcess,
  course: CourseId,
  version: number,
): Promise<ClusterProcess> {
  const known = (): number => process.engine.catalogue.course(course)?.version ?? 0;
  while (known() < version) await process.watch.poll();
  return process;
}

export function common(
  { engine, clock }: ClusterProcess,
  place: Place,
): { key: EnrolmentKey; receivedAt: number; courseVersion: number } {
  const key = keyOf(place);
  const courseVersion = engine.catalogue.tree(key.course)?.version ?? 0;
  return { key, receivedAt: clock.now(), courseVersion };
}

export function observed(process: ClusterProcess, work: Work): Command {
  const { receivedAt, courseVersion } = common(process, work.place);
  return observe(work, receivedAt, courseVersion);
}

export const shown = ({ engine }: ClusterProcess, state: EnrolmentState): View =>
  viewOf(state, engine.catalogue.tree(state.key.course));
