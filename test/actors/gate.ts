/** A store whose calls a test holds back, lets through and makes fail, one by one. */
import { err } from '../../src/domain/result.js';
import type { Store, Stored, StoreError } from '../../src/persistence/ports.js';
import type { Fault } from '../../src/persistence/faulty-store.js';

/** A call that waits in front of the store. */
export interface Held {
  readonly args: readonly unknown[];
  /** Lets it through, or answers as the fault says. */
  release(fault?: Fault): void;
}

export interface Gate {
  readonly store: Pick<Store, 'log' | 'snapshots'>;
  /** Methods that were called and let through or made to fail, in order. */
  readonly calls: string[];
  /** Holds calls of a method back from now on; they are found in the list. */
  hold(method: string): Held[];
  /** Holds no further call of a method back. */
  open(method: string): void;
  /** Makes the next calls of a method fail, in turn. */
  fail(method: string, ...faults: Fault[]): void;
  /** Puts another store behind the gate. */
  behind(store: Store): void;
}

type Method = (...args: unknown[]) => Stored<unknown>;

export function gated(first: Store): Gate {
  const behind = { store: first };
  const held = new Map<string, Held[]>();
  const faults = new Map<string, Fault[]>();
  const calls: string[] = [];
  const port = (name: 'log' | 'snapshots'): object =>
    new Proxy(first[name], {
      get:
        (_target, property) =>
        (...args: unknown[]) => {
          const method = `${name}.${String(property)}`;
          const member = Reflect.get(behind.store[name], property) as Method;
          const apply = (): Stored<unknown> => member.apply(behind.store[name], args);
          if (property === 'read' || property === 'openBatch' || property === 'scanCourse')
            return apply();
          calls.push(method);
          const list = held.get(method);
          const fault = faults.get(method)?.shift() ?? 'none';
          if (list === undefined) return faulty(apply, fault);
          return new Promise<Fault>((release) => {
            list.push({ args, release: (wanted) => release(wanted ?? fault) });
          }).then((wanted) => faulty(apply, wanted));
        },
    });
  return {
    store: { log: port('log') as Store['log'], snapshots: port('snapshots') as Store['snapshots'] },
    calls,
    hold: (method) => {
      held.set(method, []);
      return held.get(method)!;
    },
    open: (method) => void held.delete(method),
    fail: (method, ...more) => void faults.set(method, more),
    behind: (store) => void (behind.store = store),
  };
}

async function faulty(apply: () => Stored<unknown>, fault: Fault): Stored<unknown> {
  if (fault === 'unavailable') return err<StoreError>({ kind: 'unavailable', detail: 'held' });
  const answer = await apply();
  return fault === 'timeout' ? err<StoreError>({ kind: 'timeout', detail: 'held' }) : answer;
}
