/**
 * The only file that knows nact 7.6.2, and the guard against its traps
 * (`docs/decisions/0001-nact-behind-one-file.md`).
 *
 * - N1 Every actor hangs under the system, which handles no messages: nact copies a parent's child map
 *   for each message that the parent handles.
 * - N2 Names are numbers that are never reused, so a respawn cannot meet the handler it replaces.
 * - N3 A handler never throws into nact: its default would stop the actor and drop its mailbox.
 * - N4 nact drops messages to stopped actors without a word; they are reported here.
 */
import { dispatch, spawn, start, stop, type Ref as NactHandle } from 'nact';
import type { ActorSystem, ActorTrouble, Handler, Ref } from './actor-system.js';

interface NactRef<M> extends Ref<M> {
  readonly handle: NactHandle<M>;
  stopped: boolean;
}

/** An actor system on nact. `report` hears of crashes and of messages that came too late. */
export function nactSystem(report: (trouble: ActorTrouble) => void): ActorSystem {
  const system = start();
  let count = 0;
  return {
    spawn<S, M>(kind: string, initial: S, handler: Handler<S, M>): Ref<M> {
      const name = `${kind}-${String(++count)}`;
      const guarded = async (state: S, message: M): Promise<S> => {
        try {
          return await handler(state, message);
        } catch (error) {
          report({ actor: name, problem: 'crashed', error });
          return state;
        }
      };
      const handle = spawn(system, guarded, name, { initialState: initial }) as NactHandle<M>;
      const ref: NactRef<M> = { name, handle, stopped: false };
      return ref;
    },
    tell<M>(ref: Ref<M>, message: M): void {
      const target = ref as NactRef<M>;
      if (target.stopped) report({ actor: ref.name, problem: 'stopped', error: null });
      else dispatch(target.handle, message);
    },
    stop<M>(ref: Ref<M>): void {
      const target = ref as NactRef<M>;
      target.stopped = true;
      stop(target.handle);
    },
    close: () => stop(system),
  };
}
