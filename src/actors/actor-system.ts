/**
 * What Laurel asks of an actor runtime. Two implementations pass one contract suite
 * (`test/contract/actor-system.ts`): nact (`nact.ts`) and a seeded one for simulations.
 *
 * - A1 An actor handles one message at a time, in the order told; its state is reachable by no
 *   other way.
 * - A2 A handler that throws keeps its last state, the failure is reported, and later messages go
 *   on.
 * - A3 A message told to a stopped actor, or in the mailbox of one that is stopped, is reported,
 *   never silently lost.
 */

declare const message: unique symbol;

/** An address. The brand keeps a message from being told to an actor of another kind. */
export interface Ref<M> {
  readonly name: string;
  readonly [message]?: (m: M) => void;
}

export type Handler<S, M> = (state: S, message: M) => S | Promise<S>;

/** What went wrong with a message, for the log. */
export interface ActorTrouble {
  readonly actor: string;
  readonly problem: 'crashed' | 'stopped';
  readonly error: unknown;
}

export interface ActorSystem {
  /** `kind` names the actor in reports; the system adds a number that is never used again. */
  spawn<S, M>(kind: string, initial: S, handler: Handler<S, M>): Ref<M>;
  tell<M>(ref: Ref<M>, message: M): void;
  stop<M>(ref: Ref<M>): void;
  close(): void;
}
