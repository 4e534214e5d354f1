/** The engine opened in a simulation, with learners at a known point of their way. */
import type { Command } from '../../src/domain/command.js';
import type { EnrolmentState } from '../../src/domain/enrolment.js';
import type { LearnerId } from '../../src/domain/ids.js';
import type { Template } from '../../src/domain/template.js';
import { Simulation, type SimulationOptions } from '../../props/sim/simulation.js';
import { TEMPLATE, batchOf, courseInfo, hierarchy, keyOf, observe } from '../../props/sim/given.js';

export interface OpenedOptions extends Partial<SimulationOptions> {
  readonly template?: Template | null;
  /** Whether the course is published; else that is left to the test. */
  readonly published?: boolean;
}

/** Batch b1 of the course `red`, which asks for c1 and c2. */
export async function opened(options: OpenedOptions = {}): Promise<Simulation> {
  const { template = TEMPLATE, published = true } = options;
  const sim = new Simulation({ seed: 1, ...options });
  await sim.open();
  await sim.insist(() => sim.engine.catalogue.putBatch(batchOf('b1', template)));
  if (published) await publish(sim, ['c1', 'c2']);
  return sim;
}

export async function publish(sim: Simulation, required: readonly string[]): Promise<void> {
  const [info, root] = [courseInfo('red'), hierarchy('red', required)];
  await sim.insist(() => sim.engine.catalogue.publish(info, root));
}

export const nameUser = (sim: Simulation, learner: string, firstname: string): Promise<void> =>
  sim.insist(() => sim.engine.catalogue.putUsers([[learner as LearnerId, { firstname }]]));

/** A learner enrols, does all that is required, and all that follows has happened. */
export async function complete(sim: Simulation, learner: string): Promise<void> {
  await submit(sim, enrolment(sim, learner), work(sim, learner, ['c1', 'c2']));
  await sim.settle();
}

export async function submit(sim: Simulation, ...commands: Command[]): Promise<void> {
  for (const command of commands) await sim.insist(() => sim.engine.submit([command]));
}

export const enrolment = (sim: Simulation, learner: string, batch = 'b1'): Command => ({
  kind: 'enrol',
  key: keyOf({ learner, batch }),
  receivedAt: 100,
  courseVersion: versionOf(sim, batch),
  at: 100,
  addedBy: '',
});

/** A learner completed contents. */
export const work = (sim: Simulation, learner: string, contents: string[], batch = 'b1'): Command =>
  observe({ place: { learner, batch }, contents, at: 500, status: 2 }, 500, versionOf(sim, batch));

export const enrolmentOf = (sim: Simulation, learner: string): Promise<EnrolmentState> =>
  sim.insist(() => sim.engine.enrolment(keyOf({ learner, batch: 'b1' })));

const versionOf = (sim: Simulation, batch: string): number =>
  sim.engine.catalogue.tree(keyOf({ learner: '', batch }).course)?.version ?? 0;
