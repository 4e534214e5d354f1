/**
 * The only file that knows nact 7.6.2, and the guard against its traps
 * (`docs/decisions/0001-nact-behind-one-file.md`).
 *
 * - N1 Every actor hangs under the system, which handles no messages: nact copies a parent's child
 *   map for each message that the parent handles.
 * - N2 Names are numbers that are never reused, so a respawn cannot meet the handler it replaces.
 * - N3 A handler never throws into nact: its default would stop the actor and drop its mailbox.
 * - N4 nact drops messages to stopped actors, and those in their mailboxes, without a word; they
 *   are reported here.
 */
import { dispatch, spawn, start, stop } from 'nact';
import type { ActorSystem, ActorTrouble, Handler, Ref } from './actor-system.js';

interface NactRef<M> extends Ref<M> {
  /** nact's own reference, an empty type: any object passes for it. */
  readonly handle: object;
  stopped: boolean;
  /** Messages in the mailbox. */
  waiting: number;
}

/** An actor system on nact. `report` hears of crashes and of messages that came too late. */
export function nactSystem(report: (trouble: ActorTrouble) => void): ActorSystem {
  const system = start();
  let count = 0;
  let closed = false;
  return {
    spawn<S, M>(kind: string, initial: S, handler: Handler<S, M>): Ref<M> {
      const name = `${kind}-${String(++count)}`;
      const guarded = async (state: S, message: M): Promise<S> => {
        ref.waiting--;
        try {
          return await handler(state, message);
        } catch (error) {
          report({ actor: name, problem: 'crashed', error });
          return state;
        }
      };
      const handle: object = spawn(system, guarded, name, { initialState: initial });
      const ref: NactRef<M> = { name, handle, stopped: false, waiting: 0 };
      return ref;
    },
    tell<M>(ref: Ref<M>, message: M): void {
      const target = ref as NactRef<M>;
      if (closed || target.stopped) return report(tooLate(ref.name));
      target.waiting++;
      dispatch(target.handle, message);
    },
    stop<M>(ref: Ref<M>): void {
      const target = ref as NactRef<M>;
      target.stopped = true;
      stop(target.handle);
      for (; target.waiting > 0; target.waiting--) report(tooLate(ref.name));
    },
    close() {
      closed = true;
      stop(system);
    },
  };
}

const tooLate = (actor: string): ActorTrouble => ({ actor, problem: 'stopped', error: null });
