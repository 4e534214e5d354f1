/** What the processes of a simulated cluster share: time, chance, faults, log, leases and rows. */
import { createHash } from 'node:crypto';
import type { PeerAnswer, PeerAsk } from '../../src/cluster/peer.js';
import { err } from '../../src/domain/result.js';
import type { Fault } from '../../src/persistence/faulty-store.js';
import { memoryLeases, memoryMembers } from '../../src/persistence/memory-leases.js';
import { memoryLog } from '../../src/persistence/memory-log.js';
import type { ClusterProcess } from './cluster-process.js';
import { ClusterStore, type WriteFate } from './cluster-store.js';
import { ManualClock, turn } from './manual-clock.js';

const SHARDS = 3;
const LATENCY_TURNS_MAX = 3;
/** How late a write may arrive, be its maker told that it failed, dead, or no owner any more. */
const LATE_MS_MAX = 8_000;
/** One write in so many is late. */
const LATE_ONE_IN = 12;

export class ClusterWorld {
  readonly shards = SHARDS;
  readonly clock = new ManualClock(1_000_000);
  readonly store = new ClusterStore();
  readonly log = memoryLog(SHARDS);
  readonly leases = memoryLeases();
  readonly members = memoryMembers(() => this.clock.now());
  readonly random: Chance;
  readonly processes: ClusterProcess[] = [];
  readonly notes: string[] = [];
  /** Shards that a process cannot follow: following throws, as often as it is tried. */
  readonly unfollowable = new Set<string>();
  readonly #armed = new Map<string, Fault[]>();
  #isCalm = false;
  readonly #hash = createHash('sha256');

  constructor(seed: number) {
    this.random = new Chance(seed);
  }

  /** Makes the next calls of a method fail, in turn. */
  arm(method: string, faults: readonly Fault[]): void {
    this.#armed.set(method, [...(this.#armed.get(method) ?? []), ...faults]);
  }

  /** From now on nothing fails. */
  disarm(): void {
    this.#isCalm = true;
    this.#armed.clear();
  }

  faultOf(method: string): Fault {
    return this.#armed.get(method)?.shift() ?? 'none';
  }

  fate(method: string): WriteFate {
    const fault = this.faultOf(method);
    const isLate = !this.#isCalm && this.random.below(LATE_ONE_IN) === 0;
    const lateMs = isLate ? this.random.below(LATE_MS_MAX) : 0;
    return {
      fault,
      partsOf: (count) => this.random.below(count + 1),
      arrives: () => (isLate ? this.#sleep(lateMs) : this.latency()),
    };
  }

  latency(): Promise<void> {
    return this.#turns(this.random.below(LATENCY_TURNS_MAX + 1));
  }

  note(process: ClusterProcess, message: string, detail: unknown): void {
    if (process.alive) this.notes.push(`${process.name}: ${message} ${JSON.stringify(detail)}`);
    this.trace(`${process.name} notes ${message}`);
  }

  /** One step of the run; the digest of all is the run's own. */
  trace(step: string): void {
    this.#hash.update(`${String(this.clock.now())} ${step}\n`);
  }

  digest(): string {
    return this.#hash.copy().digest('hex');
  }

  /** A peer by a direct call; what it cannot answer in time is lost. */
  async askPeer(
    from: ClusterProcess,
    address: string,
    ask: PeerAsk,
    timeoutMs: number,
  ): Promise<PeerAnswer> {
    const peer = this.processes.find(({ name, alive }) => name === address && alive);
    await from.heard();
    if (peer === undefined) return err({ kind: 'unreachable', detail: address });
    this.trace(`${from.name} asks ${address} ${ask.kind}`);
    const fault = this.faultOf('peer');
    if (fault === 'unavailable') return err({ kind: 'unreachable', detail: 'injected' });
    const lost: PeerAnswer = err({ kind: 'lost', detail: address });
    const late = new Promise<PeerAnswer>((resolve) => {
      this.clock.after(timeoutMs, () => resolve(lost));
    });
    const answered = peer
      .heard()
      .then(() => peer.answerPeer(structuredClone(ask)))
      .then(async (answer) => (await peer.heard(), structuredClone(answer)));
    const answer = await Promise.race([answered, late, peer.gone.then(() => lost)]);
    await from.heard();
    return fault === 'timeout' ? lost : answer;
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => void this.clock.after(ms, resolve));
  }

  async #turns(count: number): Promise<void> {
    for (let left = count; left > 0; left--) await turn();
  }
}

/** Chance that a seed decides. */
class Chance {
  #state: number;
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
    this.#state = seed >>> 0;
  }

  below(count: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return (this.#state >>> 8) % count;
  }

  /** Another seed for a part of the simulation. */
  seed(part: number): number {
    return (this.#seed + part * 7_919 + this.below(65_536)) | 0;
  }
}
