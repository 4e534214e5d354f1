/**
 * Wraps a store and makes its calls fail on command, so that every caller meets both failures:
 * `unavailable` (nothing was applied) and `timeout` (it was applied, but nobody knows).
 */
import { err } from '../domain/result.js';
import type { Store, Stored, StoreError } from './ports.js';

/** What the next matching call does. */
export type Fault = 'none' | 'unavailable' | 'timeout';

/** Decides about one call by the name of its method, e.g. `snapshots.commit`. */
export type FaultPlan = (method: string) => Fault;

/** The same ports; every method that answers with a `Stored` value asks `plan` first. */
export function faultyStore(store: Store, plan: FaultPlan): Store {
  const { log, snapshots, effects, catalogue, users, certificates, deadLetters } = store;
  const wrap = <P extends object>(name: string, port: P): P => faultyPort(name, port, plan);
  return {
    log: wrap('log', log),
    snapshots: wrap('snapshots', snapshots),
    offsets: wrap('offsets', store.offsets),
    effects: wrap('effects', effects),
    catalogue: wrap('catalogue', catalogue),
    users: wrap('users', users),
    certificates: wrap('certificates', certificates),
    deadLetters: wrap('deadLetters', deadLetters),
    reportRequests: wrap('reportRequests', store.reportRequests),
    close: () => store.close(),
  };
}

type Method = (...args: unknown[]) => unknown;

function faultyPort<P extends object>(name: string, port: P, plan: FaultPlan): P {
  return new Proxy(port, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property);
      if (typeof member !== 'function' || isScan(String(property))) return member;
      return (...args: unknown[]) =>
        faultyCall(
          plan(`${name}.${String(property)}`),
          () => (member as Method).apply(target, args) as Stored<unknown>,
        );
    },
  });
}

async function faultyCall(fault: Fault, call: () => Stored<unknown>): Stored<unknown> {
  if (fault === 'unavailable') return err<StoreError>({ kind: 'unavailable', detail: 'injected' });
  const answer = await call();
  return fault === 'timeout' ? err<StoreError>({ kind: 'timeout', detail: 'injected' }) : answer;
}

/** Methods that return an iterator and no `Stored` value. */
const isScan = (method: string): boolean => SCANS.includes(method);

const SCANS = [
  ...['read', 'openBatch', 'scanCourse', 'pending'],
  ...['courses', 'trees', 'batches', 'list', 'open', 'jobs'],
];
