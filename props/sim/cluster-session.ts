/**
 * One history told to a cluster and to the model at once, by callers who behave: they ask any
 * process that is there, and repeat at another what was not acknowledged.
 */
import type { Command } from '../../src/domain/command.js';
import type { EnrolmentState } from '../../src/domain/enrolment.js';
import type { EnrolmentKey, LearnerId } from '../../src/domain/ids.js';
import type { Answer } from '../../src/engine.js';
import { Model, type View } from '../model.js';
import { ClusterProcess, LEASE_MS, LEAVING_STEP_MS, RENEW_MS, SKEW_MS } from './cluster-process.js';
import { ClusterWorld } from './cluster-world.js';
import { common, heardOf, observed, shown } from './as-process-has-it.js';
import { COURSE_OF, LEARNERS, batchOf, courseInfo, hierarchy } from './given.js';
import { keyOf, keyText, type Place, type Work } from './given.js';
import { turn } from './manual-clock.js';

/** Processes at once, dead ones not counted. */
const PROCESSES_MAX = 3;
const TURNS_A_TIMER = 6;
const TURNS_MAX = 60_000;
/** Rounds after which a cluster at rest is taken to be stuck. */
const ROUNDS_MAX = 60;

export class ClusterSession {
  readonly world: ClusterWorld;
  readonly model = new Model();
  #names = 0;
  /** Work that a source was given, and is not known to be folded. */
  #offered = 0;
  /** Number of the structure that was published last, by course. */
  readonly #published = new Map<string, number>();

  constructor(seed: number) {
    this.world = new ClusterWorld(seed);
  }

  async begin(): Promise<void> {
    await this.join();
    await this.join();
    for (const batch of Object.keys(COURSE_OF)) {
      await this.#insist((p) => p.engine.catalogue.putBatch(batchOf(batch)));
    }
    const users = LEARNERS.map((id) => [id as LearnerId, { firstname: id }] as const);
    await this.#insist((p) => p.engine.catalogue.putUsers(users));
    await this.spread();
  }

  async enrol(place: Place): Promise<void> {
    const at = this.#moment();
    this.model.enrol(keyText(keyOf(place)), at);
    await this.#decide(place, (p) => ({ ...common(p, place), kind: 'enrol', at, addedBy: '' }));
  }

  /** Answers whether cluster and model agree that there was an enrolment to leave. */
  async unenrol(place: Place): Promise<boolean> {
    const at = this.#moment();
    const left = this.model.unenrol(keyText(keyOf(place)), at);
    const outcome = await this.#decide(place, (p) => ({
      ...common(p, place),
      kind: 'unenrol',
      at,
    }));
    return outcome === 'repeated' || left === (outcome !== 'not-enrolled');
  }

  async submit(work: Work): Promise<void> {
    this.#toModel(work);
    await this.#insist(async (p) => p.engine.submit([observed(await this.#told(p, work), work)]));
  }

  /** Work through a topic: durable in the log when this resolves, folded some time later. */
  async offer(works: readonly Work[]): Promise<void> {
    for (const work of works) this.#toModel(work);
    this.#offered += works.length;
    await this.#insist(async (p) => {
      for (const work of works) await this.#told(p, work);
      const source = p.engine.source('topic');
      for (const work of works) {
        while (!source.offer(observed(p, work))) await source.room();
      }
      return source.flushed();
    });
  }

  /** Publishes while owners may still be folding what was accepted before. */
  async publish(course: string, required: readonly string[]): Promise<void> {
    const [info, root] = [courseInfo(course), hierarchy(course, required)];
    const { version } = await this.#insist((p) => p.engine.catalogue.publish(info, root));
    this.#published.set(course, version);
    this.model.publish(course, required);
    await this.spread();
    await this.settle();
  }

  /** What a process shows of a place. */
  async read(place: Place, only: ClusterProcess | null = null): Promise<View> {
    if (this.#offered > 0) await this.settle();
    return this.#insist(async (p) => {
      const state = await p.engine.enrolment(keyOf(place));
      await this.#told(p, { place });
      return state.ok ? { ok: true, value: shown(p, state.value) } : state;
    }, only);
  }

  /** What one process shows of all. */
  async readAll(process: ClusterProcess): Promise<Map<string, View>> {
    const all = new Map<string, View>();
    for (const learner of LEARNERS) {
      const states = await this.#insist((p) => p.engine.learner(learner as LearnerId), process);
      for (const state of states) all.set(keyText(state.key), shown(process, state));
    }
    return all;
  }

  /** One enrolment as a process has it. */
  state(process: ClusterProcess, key: EnrolmentKey): Promise<EnrolmentState> {
    return this.#insist((p) => p.engine.enrolment(key), process);
  }

  async join(): Promise<void> {
    if (this.#there.length >= PROCESSES_MAX) return;
    const process = new ClusterProcess(this.world, `p${String(++this.#names)}`);
    this.world.processes.push(process);
    await this.drive(process.open());
  }

  /** One process dies, in the middle of whatever it does. */
  async kill(index: number): Promise<void> {
    this.#pick(index)?.die();
    await this.#peopled();
  }

  /** One process leaves, handing over what it has. */
  async leave(index: number): Promise<void> {
    const process = this.#pick(index);
    if (process === null) return;
    const stopped = process.engine.stop().then(() => process.die());
    await this.drive(Promise.race([stopped, process.gone]), LEAVING_STEP_MS);
    await this.#peopled();
  }

  async freeze(index: number): Promise<void> {
    this.#pick(index)?.freeze();
    await this.#peopled();
  }

  /**
   * A process is frozen beyond its leases while others take them over and fold a learner's work;
   * then it goes on where it stood, and is asked before it has looked around.
   */
  async haunt(index: number, work: Work): Promise<View> {
    const zombie = this.#pick(index);
    await this.freeze(index);
    await this.tick(LEASE_MS + RENEW_MS + SKEW_MS);
    await this.submit(work);
    if (this.#offered > 0) await this.settle();
    zombie?.thaw();
    return this.read(work.place, zombie);
  }

  thaw(): void {
    for (const process of this.world.processes) process.thaw();
  }

  async tick(ms: number): Promise<void> {
    const { clock } = this.world;
    for (let left = ms; left > 0; left -= 100) {
      clock.advance(Math.min(100, left));
      for (let i = 0; i < TURNS_A_TIMER; i++) await turn();
    }
  }

  /** Every process that is there knows the catalogue as it is. */
  async spread(): Promise<void> {
    for (const process of this.#there) await this.drive(process.watch.poll());
  }

  /** Resolves when everything in the log is folded and what follows from it is done. */
  async settle(): Promise<void> {
    for (let rounds = 0; rounds < ROUNDS_MAX; rounds++) {
      await this.#peopled();
      const ends = await this.#ends();
      if (!this.#isFolded(ends)) {
        await this.tick(500);
        continue;
      }
      for (const process of this.#there) await this.#survived(process.engine.settled(), process);
      const isQuiet = this.#there.every((p) => p.engine.status().pendingEffects === 0);
      if (isQuiet && sameNumbers(ends, await this.#ends()) && this.#isFolded(ends)) {
        this.#offered = 0;
        return;
      }
      await this.tick(500);
    }
    throw new Error(`the cluster does not come to rest: ${this.#state()}`);
  }

  /** Lets time pass until a promise resolves, from timer to timer. */
  async drive<T>(promise: Promise<T>, stepMsMax = Infinity): Promise<T> {
    const box: { settled: boolean } = { settled: false };
    const watched = promise.finally(() => (box.settled = true));
    watched.catch(() => undefined);
    for (let turns = 1; !box.settled; turns++) {
      if (turns > TURNS_MAX) throw new Error(`the cluster hangs: ${this.#state()}`);
      await turn();
      if (turns % TURNS_A_TIMER === 0) this.world.clock.advanceToNext(stepMsMax);
    }
    return watched;
  }

  get #there(): readonly ClusterProcess[] {
    return this.world.processes.filter(({ alive, isFrozen }) => alive && !isFrozen);
  }

  #pick(index: number): ClusterProcess | null {
    return this.#there[index % Math.max(1, this.#there.length)] ?? null;
  }

  async #peopled(): Promise<void> {
    if (this.#there.length === 0) await this.join();
  }

  /** A process that has heard of all publications of the course. */
  async #told(process: ClusterProcess, { place }: Pick<Work, 'place'>): Promise<ClusterProcess> {
    const { course } = keyOf(place);
    return heardOf(process, course, this.#published.get(course) ?? 0);
  }

  #moment(): number {
    this.world.clock.advance(1);
    return this.world.clock.now();
  }

  #toModel({ place, contents, at, status }: Work): void {
    if (status === 2) this.model.complete(keyText(keyOf(place)), contents, at);
  }

  async #decide(place: Place, make: (process: ClusterProcess) => Command): Promise<string> {
    let attempts = 0;
    return this.#insist<string>(async (p) => {
      await this.#told(p, { place });
      const isFirst = attempts++ === 0;
      const answer = await p.engine.decide(make(p));
      return answer.ok && !isFirst ? { ok: true, value: 'repeated' } : answer;
    });
  }

  /** Asks one process after the other until one does not refuse. */
  async #insist<T>(
    ask: (process: ClusterProcess) => Answer<T>,
    only: ClusterProcess | null = null,
  ): Promise<T> {
    for (;;) {
      await this.#peopled();
      const process = only ?? this.#pick(this.world.random.below(PROCESSES_MAX));
      if (process === null) continue;
      const answer = await this.#survived(ask(process), process);
      this.world.trace(
        `answer of ${process.name}: ${answer === null ? 'none' : String(answer.ok)}`,
      );
      if (answer?.ok === true) return answer.value;
      if (answer?.error.kind === 'damaged') throw new Error(JSON.stringify(answer.error));
      await this.tick(100);
    }
  }

  /** `null` = the process died or froze before it answered. */
  #survived<T>(answer: Promise<T>, process: ClusterProcess): Promise<T | null> {
    return this.drive(Promise.race([answer, process.gone.then(() => null)]));
  }

  async #ends(): Promise<number[]> {
    const log = this.world.log.open();
    const shards = Array.from({ length: this.world.shards }, (_, shard) => shard);
    const ends = await Promise.all(shards.map((shard) => log.end(shard)));
    return ends.map((end) => (end.ok ? end.value : -1));
  }

  #isFolded(ends: readonly number[]): boolean {
    return ends.every((end, shard) => this.#there.some((p) => p.delivered(shard) === end - 1));
  }

  #state(): string {
    const processes = this.world.processes.map((p) => ({
      ...{ name: p.name, alive: p.alive, frozen: p.isFrozen, status: p.engine.status() },
      delivered: [0, 1, 2].map((shard) => p.delivered(shard)),
    }));
    return JSON.stringify({ processes, notes: this.world.notes.slice(-10) });
  }
}

const sameNumbers = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((one, i) => one === b[i]);
