/**
 * One history told to the engine and to the model at once, by a caller who behaves: repeats what
 * was not acknowledged, also after a crash, and offers again what a source had not flushed.
 */
import type { Command } from '../../src/domain/command.js';
import type { CourseTree } from '../../src/domain/course.js';
import type { EnrolmentState } from '../../src/domain/enrolment.js';
import type { EnrolmentKey, LearnerId } from '../../src/domain/ids.js';
import { courseProgress } from '../../src/domain/progress.js';
import type { Source } from '../../src/engine.js';
import { Model, type View } from '../model.js';
import { COURSE_OF, LEARNERS, batchOf, courseInfo, hierarchy } from './given.js';
import { keyOf, keyText, observe, type Place, type Work } from './given.js';
import { Crashed, Simulation, type SimulationOptions } from './simulation.js';

/** Work handed over that is not known to be accepted. */
interface Handed {
  readonly work: Work;
  readonly life: number;
  readonly answer: Promise<boolean>;
}

export class Session {
  readonly sim: Simulation;
  readonly model = new Model();
  readonly #events: Work[] = [];
  #unflushed: Work[] = [];
  #handed: Handed[] = [];
  #source: { readonly life: number; readonly source: Source } | null = null;
  /** A course was published; its learners are being derived again. */
  #evaluating = false;

  constructor(options: SimulationOptions) {
    this.sim = new Simulation(options);
  }

  /** Opens the engine and makes the batches and users known. */
  async begin(): Promise<void> {
    await this.sim.open();
    for (const batch of Object.keys(COURSE_OF)) {
      await this.sim.insist(() => this.sim.engine.catalogue.putBatch(batchOf(batch)));
    }
    const users = LEARNERS.map((id) => [id as LearnerId, { firstname: id }] as const);
    await this.sim.insist(() => this.sim.engine.catalogue.putUsers(users));
  }

  async enrol(place: Place): Promise<void> {
    const at = this.sim.clock.now();
    this.model.enrol(keyText(keyOf(place)), at);
    await this.#decide(() => ({ ...this.#common(place), kind: 'enrol', at, addedBy: '' }));
  }

  /** Answers whether engine and model agree that there was an enrolment to leave. */
  async unenrol(place: Place): Promise<boolean> {
    const at = this.sim.clock.now();
    const left = this.model.unenrol(keyText(keyOf(place)), at);
    const outcome = await this.#decide(() => ({ ...this.#common(place), kind: 'unenrol', at }));
    return outcome === 'repeated' || left === (outcome !== 'not-enrolled');
  }

  /** Hands work over and does not wait; it is repeated until accepted. */
  async submit(work: Work): Promise<void> {
    this.#toModel(work);
    await this.#surviving(() => {
      const answer = this.sim.engine.submit([this.#observe(work)]).then(({ ok }) => ok);
      this.#handed.push({ work, life: this.sim.life, answer });
      return Promise.resolve();
    });
  }

  /** Offers work through a source; waits for room only. */
  async offer(work: Work): Promise<void> {
    this.#toModel(work);
    this.#events.push(work);
    this.#unflushed.push(work);
    await this.#surviving(() => this.#offerOnce(work));
  }

  /** Resolves when everything offered is durable. */
  async flushSource(): Promise<void> {
    await this.#surviving(() => this.sim.insist(() => this.#sourceNow().flushed()));
    this.#unflushed = [];
  }

  /** Publishes a course. What was told before is accepted under the structure before. */
  async publish(course: string, required: readonly string[]): Promise<void> {
    await this.acknowledged();
    await this.flushSource();
    if (this.#evaluating) await this.settle();
    const [info, root] = [courseInfo(course), hierarchy(course, required)];
    await this.#surviving(() =>
      this.sim.insist(() => this.sim.engine.catalogue.publish(info, root)),
    );
    this.model.publish(course, required);
    this.#evaluating = true;
  }

  /** What the engine shows of a place, once all work of the learner is accepted. */
  async read(place: Place): Promise<View> {
    await this.#ready(place.learner);
    const ask = () => this.sim.engine.enrolment(keyOf(place));
    return this.#surviving(async () => this.#viewOf(await this.sim.insist(ask)));
  }

  /** The same of all places of a learner that the engine knows. */
  async readAll(learner: string): Promise<Map<string, View>> {
    await this.#ready(learner);
    const ask = () => this.sim.engine.learner(learner as LearnerId);
    return this.#surviving(async () => {
      const states = await this.sim.insist(ask);
      return new Map(states.map((state) => [keyText(state.key), this.#viewOf(state)]));
    });
  }

  /** Asks and does not listen: what the question sets off goes on beside the rest. */
  async peek(learner: string): Promise<void> {
    await this.#surviving(() => {
      void this.sim.engine.learner(learner as LearnerId);
      return Promise.resolve();
    });
  }

  async crash(): Promise<void> {
    await this.#reopen();
  }

  /** Resolves when nothing is left to do but what is parked. */
  async settle(): Promise<void> {
    await this.acknowledged();
    await this.#surviving(() => this.sim.settle());
    this.#evaluating = false;
  }

  /** As `settle`, and what was parked after failures is done too. */
  async finish(): Promise<void> {
    await this.settle();
    await this.#surviving(() => this.sim.finish());
  }

  /** Offers every event of the history again, from the first. */
  async replay(): Promise<void> {
    for (const work of this.#events) await this.#surviving(() => this.#offerOnce(work));
    await this.flushSource();
  }

  /** Resolves when all work handed over, or that of one learner, is accepted. */
  async acknowledged(learner: string | null = null): Promise<void> {
    const asked = ({ work }: Handed): boolean => learner === null || work.place.learner === learner;
    const handed = this.#handed.filter(asked);
    this.#handed = this.#handed.filter((one) => !asked(one));
    for (const { work, life, answer } of handed) {
      await this.#surviving(async () => {
        if (life === this.sim.life && (await this.sim.drive(answer))) return;
        await this.sim.insist(() => this.sim.engine.submit([this.#observe(work)]));
      });
    }
  }

  async #ready(learner: string): Promise<void> {
    if (this.#evaluating) await this.settle();
    else await this.acknowledged(learner);
  }

  /** Decides, and repeats after failures; the outcome of a repetition says nothing. */
  async #decide(make: () => Command): Promise<string> {
    let attempts = 0;
    const once = async (): Promise<string> => {
      const first = attempts++ === 0;
      const answer = await this.sim.drive(this.sim.engine.decide(make()));
      if (answer.ok) return first ? answer.value : 'repeated';
      this.sim.clock.advanceToNext();
      return once();
    };
    return this.#surviving(once);
  }

  /** Does something; when the engine dies of it, opens it again and repeats. */
  async #surviving<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof Crashed)) throw error;
        await this.#reopen();
      }
    }
  }

  async #reopen(): Promise<void> {
    this.sim.crash();
    try {
      await this.sim.open();
      for (const work of this.#unflushed) await this.#offerOnce(work);
    } catch (error) {
      if (!(error instanceof Crashed)) throw error;
      await this.#reopen();
    }
  }

  #toModel({ place, contents, at, status }: Work): void {
    if (status === 2) this.model.complete(keyText(keyOf(place)), contents, at);
  }

  async #offerOnce(work: Work): Promise<void> {
    const source = this.#sourceNow();
    while (!source.offer(this.#observe(work))) await this.sim.drive(source.room());
  }

  #sourceNow(): Source {
    const { life, engine } = this.sim;
    if (this.#source?.life !== life) this.#source = { life, source: engine.source('file') };
    return this.#source.source;
  }

  #common(place: Place): { key: EnrolmentKey; receivedAt: number; courseVersion: number } {
    const key = keyOf(place);
    const courseVersion = this.sim.engine.catalogue.tree(key.course)?.version ?? 0;
    return { key, receivedAt: this.sim.clock.now(), courseVersion };
  }

  #observe(work: Work): Command {
    const { receivedAt, courseVersion } = this.#common(work.place);
    return observe(work, receivedAt, courseVersion);
  }

  #viewOf(state: EnrolmentState): View {
    return viewOf(state, this.sim.engine.catalogue.tree(state.key.course));
  }
}

/** A state as the model shows it. */
export function viewOf(state: EnrolmentState, tree: CourseTree | null): View {
  const { membership, contents, completedAt } = state;
  const { completed, required, status } = courseProgress(state, tree);
  const done = [...contents.values()].filter((c) => c.status === 2);
  return {
    ...{ completed, required, status, completedAt },
    enrolledAt: membership?.enrolledAt ?? 0,
    enrolled: membership !== null,
    active: membership?.active ?? false,
    done: done
      .map((c) => [c.content, c.firstCompletedAt] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  };
}
