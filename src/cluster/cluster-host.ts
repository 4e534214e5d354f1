/**
 * The learners of a cluster as one process reaches them: those of its own shards directly, all
 * others by asking the owner. Owns no state of a learner.
 *
 * - D1 Nothing is answered for a shard whose lease may be over, checked after the work (design
 *   5.4): a refusal then says that it may have been applied.
 * - D2 A call waits for an owner up to a limit, so that a shard that is being handed over fails
 *   nobody. What surely was not heard is asked again; what may have been is repeated only where
 *   repeating is harmless.
 */
import type { Clock } from '../actors/clock.js';
import type { LearnerHost } from '../actors/learner-host.js';
import type { Command, Outcome } from '../domain/command.js';
import type { Effect, Send } from '../domain/effects.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import type { EnrolmentKey, LearnerId } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import type { Answer, EngineStatus, Refusal, Source } from '../engine.js';
import type { Stored } from '../persistence/ports.js';
import type { CatalogueWatch } from './catalogue-watch.js';
import type { ClusterShard } from './cluster-shard.js';
import { clusterStatus } from './cluster-status.js';
import type { Ownership } from './ownership.js';
import {
  isPeerFault,
  type AskPeer,
  type PeerAnswer,
  type PeerAsk,
  type PeerValue,
  type ShardAsk,
} from './peer.js';
import { byShard, shardOf } from './shard-of.js';
import { whileThere } from './while-there.js';

export interface ClusterHostDeps {
  readonly ownership: Ownership<ClusterShard>;
  readonly watch: CatalogueWatch;
  readonly askPeer: AskPeer;
  /** Asks every other process that is there. */
  tellOthers(ask: PeerAsk): Promise<readonly PeerAnswer[]>;
  readonly shards: number;
  readonly clock: Clock;
  readonly limits: ClusterHostLimits;
  /** Makes records for topics durable. */
  send(records: readonly Send[]): Stored<void>;
  newSource(): Source;
}

export interface ClusterHostLimits {
  /** Longest wait for an owner and its answer. */
  readonly forwardMsMax: number;
  /** Pause before an owner is looked for again. */
  readonly forwardPauseMs: number;
  /** Effects that wait for something outside are tried again after this. */
  readonly parkedRetryMs: number;
}

export class ClusterHost implements LearnerHost {
  readonly #deps: ClusterHostDeps;
  #cancelWake: () => void = () => undefined;
  #stopping = false;

  constructor(deps: ClusterHostDeps) {
    this.#deps = deps;
  }

  async open(): Promise<void> {
    await this.#deps.ownership.start();
    this.#deps.watch.start();
    this.#wakeLater();
  }

  submit(commands: readonly Command[]): Answer<void> {
    return this.#each(
      commands,
      (command) => command.key.learner,
      (shard, some) => this.#reach({ kind: 'submit', shard, commands: some }),
    );
  }

  async decide(command: Command): Answer<Outcome> {
    const ask = { kind: 'decide', shard: this.#shardOf(command.key.learner), command } as const;
    const answer = await this.#reach(ask);
    return answer.ok ? ok(answer.value as Outcome) : answer;
  }

  /** Records go to their topics at once; the rest to the owners of their learners. */
  async ask(effects: readonly Effect[]): Answer<void> {
    const records = effects.filter((effect) => effect.kind === 'send');
    const sent = records.length === 0 ? ok(undefined) : await this.#deps.send(records);
    if (!sent.ok) return sent;
    const others = effects.filter((effect) => effect.kind !== 'send');
    return this.#each(others, placeOf, (shard, some) =>
      this.#reach({ kind: 'ask', shard, effects: some }),
    );
  }

  /**
   * The change first, as the owner of the effect would perform it before the change is there. Who
   * asks hears of a failure in between, and repeats both.
   */
  async remember(effects: readonly Effect[], change: () => Stored<void>): Answer<void> {
    const changed = await change();
    return changed.ok ? this.ask(effects) : changed;
  }

  source(): Source {
    return this.#deps.newSource();
  }

  /** The topics' groups keep the places. */
  keep(): Answer<void> {
    return Promise.resolve(ok(undefined));
  }

  async read(learner: LearnerId, key: EnrolmentKey | null): Answer<readonly EnrolmentState[]> {
    const answer = await this.#reach({ kind: 'read', shard: this.#shardOf(learner), learner, key });
    return answer.ok ? ok(answer.value as readonly EnrolmentState[]) : answer;
  }

  /** Everywhere: a roster, a report and an evaluation are about the learners of all shards. */
  async flush(): Promise<boolean> {
    const [here, there] = await Promise.all([
      this.#flushHere(),
      this.#deps.tellOthers({ kind: 'flush' }),
    ]);
    return here && there.every(({ ok }) => ok);
  }

  async room(): Promise<void> {
    await Promise.all(this.#shards.map(({ learners }) => learners.room()));
  }

  wake(concerns: (key: EnrolmentKey) => boolean): void {
    for (const { learners } of this.#shards) learners.wake(concerns);
  }

  status(): EngineStatus {
    const isReady = !this.#stopping && this.#deps.ownership.isMember;
    return clusterStatus(this.#shards, this.#deps.ownership.left, isReady);
  }

  async idle(): Promise<void> {
    await Promise.all(this.#shards.map(({ learners }) => learners.idle()));
  }

  isQuiet(): boolean {
    return this.#shards.every(({ learners }) => learners.isQuiet());
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#cancelWake();
    await this.#deps.watch.stop();
    await this.#deps.ownership.stop();
  }

  /** What a peer asks: answered for a shard that is served here, and never passed on. */
  async answerPeer(ask: PeerAsk): Promise<PeerAnswer> {
    if (ask.kind === 'look') {
      await this.#deps.ownership.look();
      return ok(null);
    }
    if (ask.kind === 'catalogue') {
      await this.#deps.watch.poll();
      return ok(null);
    }
    if (ask.kind === 'flush') {
      const isFlushed = await this.#flushHere();
      return isFlushed ? ok(null) : err({ kind: 'unavailable', detail: 'not all is flushed' });
    }
    return (await this.#here(ask)) ?? err({ kind: 'not-owner' });
  }

  get #shards(): readonly ClusterShard[] {
    return this.#deps.ownership.owned;
  }

  #shardOf(learner: LearnerId): number {
    return shardOf(learner, this.#deps.shards);
  }

  async #flushHere(): Promise<boolean> {
    const flushed = await Promise.all(this.#shards.map(({ learners }) => learners.flush()));
    return !flushed.includes(false);
  }

  /** Splits a call by shard; answers the first refusal. */
  async #each<T>(
    items: readonly T[],
    learnerOf: (item: T) => LearnerId,
    call: (shard: number, some: readonly T[]) => Answer<unknown>,
  ): Answer<void> {
    const groups = byShard(items, this.#deps.shards, learnerOf);
    const answers = await Promise.all([...groups].map(([shard, some]) => call(shard, some)));
    return answers.find(refused) ?? ok(undefined);
  }

  /** D2. */
  async #reach(ask: ShardAsk): Answer<PeerValue> {
    const { clock, limits } = this.#deps;
    const deadline = clock.now() + limits.forwardMsMax;
    let wasLost = false;
    for (;;) {
      const answer = (await this.#here(ask)) ?? (await this.#there(ask, deadline - clock.now()));
      const settled = settledAnswer(ask, answer);
      if (settled !== null) return settled;
      wasLost ||= !answer.ok && answer.error.kind === 'lost';
      if (clock.now() >= deadline) {
        return err(unowned(ask.shard, wasLost));
      }
      await new Promise<void>((resolve) => void clock.after(limits.forwardPauseMs, resolve));
      await this.#deps.ownership.lookForRoutes();
    }
  }

  /** `null` = the shard is not served here. */
  async #here(ask: ShardAsk): Promise<PeerAnswer | null> {
    const { ownership } = this.#deps;
    const route = ownership.route(ask.shard);
    if (route.kind !== 'here') return null;
    const answer = await answeredBy(route.owned, ask);
    // Its log has ended for it: what others had accepted since then is missing from what it shows.
    const { trouble } = route.owned;
    if (ask.kind === 'read' && trouble !== '') return err({ kind: 'unavailable', detail: trouble });
    if (!answer.ok && answer.error.kind === 'stopping') return null;
    if (ownership.isHeld(ask.shard)) return answer;
    return err({ kind: 'timeout', detail: 'the lease of the shard ran out' });
  }

  async #there(ask: ShardAsk, timeoutMs: number): Promise<PeerAnswer> {
    const { ownership, askPeer } = this.#deps;
    const route = ownership.route(ask.shard);
    if (route.kind !== 'there') return err({ kind: 'not-owner' });
    const isThere = (): boolean => {
      const now = ownership.route(ask.shard);
      return now.kind === 'there' && now.owner === route.owner;
    };
    const asked = askPeer(route.address, ask, Math.max(1, timeoutMs));
    const { clock, limits } = this.#deps;
    const answer = await whileThere(asked, { clock, lookMs: limits.forwardPauseMs, isThere });
    return answer ?? err({ kind: 'lost', detail: 'the shard went to another process' });
  }

  /** Names, templates and profiles may have come to another process, which tells nobody. */
  #wakeLater(): void {
    this.#cancelWake = this.#deps.clock.after(this.#deps.limits.parkedRetryMs, () => {
      this.wake(() => true);
      this.#wakeLater();
    });
  }
}

/** What concerns no learner has a shard of its own by its id, always the same. */
const placeOf = (effect: Exclude<Effect, Send>): LearnerId =>
  effect.kind === 'index' ? (effect.batch as string as LearnerId) : effect.key.learner;

const refused = <T>(answer: Result<T, Refusal>): answer is { ok: false; error: Refusal } =>
  !answer.ok;

/** D2. `null` = ask again. */
function settledAnswer(ask: ShardAsk, answer: PeerAnswer): Result<PeerValue, Refusal> | null {
  if (answer.ok) return answer;
  const { error } = answer;
  if (!isPeerFault(error)) return err(error);
  if (error.kind !== 'lost' || ask.kind !== 'decide') return null;
  return err({ kind: 'timeout', detail: error.detail });
}

/** Nobody answered for the shard; who did not answer may have heard all the same. */
const unowned = (shard: number, wasLost: boolean): Refusal => ({
  kind: wasLost ? 'timeout' : 'unavailable',
  detail: `nobody answers for shard ${String(shard)}`,
});

async function answeredBy(
  { learners }: ClusterShard,
  ask: ShardAsk,
): Promise<Result<PeerValue, Refusal>> {
  switch (ask.kind) {
    case 'submit':
      return nothing(await learners.submit(ask.commands));
    case 'decide':
      return learners.decide(ask.command);
    case 'ask':
      return nothing(await learners.ask(ask.effects));
    case 'read':
      return learners.read(ask.learner, ask.key);
  }
}

const nothing = (answer: Result<void, Refusal>): Result<null, Refusal> =>
  answer.ok ? ok(null) : answer;
