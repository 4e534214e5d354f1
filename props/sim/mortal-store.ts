/**
 * The store as one life of an engine sees it. When the life ends, calls that were not answered are
 * never answered, and later calls do nothing: so does a process that was killed.
 */
import type { Store } from '../../src/persistence/ports.js';

/** Hears of a call before it is applied and before it is answered; may end the life. */
export type OnCall = (method: string, moment: 'before' | 'after') => void;

export interface Life {
  readonly store: Store;
  readonly alive: boolean;
  end(): void;
}

/** Resolves when an answer may be given: the latency of a call. */
export type Latency = () => Promise<void>;

/** Opens a life on a store. Calls are applied in the order in which they are made. */
export function newLife(store: Store, onCall: OnCall, latency: Latency): Life {
  const life: Mortal = { alive: true, onCall, latency };
  const names = Object.keys(store) as (keyof Store)[];
  const ports = names.filter((name) => name !== 'close');
  const wrapped = Object.fromEntries(
    ports.map((name) => [name, mortalPort(name, store[name], life)]),
  );
  return {
    store: { ...(wrapped as unknown as Store), close: () => Promise.resolve() },
    get alive() {
      return life.alive;
    },
    end: () => void (life.alive = false),
  };
}

interface Mortal {
  alive: boolean;
  readonly onCall: OnCall;
  readonly latency: Latency;
}

type Method = (...args: unknown[]) => unknown;

function mortalPort<P extends object>(name: string, port: P, life: Mortal): P {
  return new Proxy(port, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property);
      if (typeof member !== 'function') return member;
      const method = `${name}.${String(property)}`;
      return (...args: unknown[]) => {
        if (life.alive) life.onCall(method, 'before');
        if (!life.alive) return silence();
        return mortalAnswer(method, (member as Method).apply(target, args), life);
      };
    },
  });
}

function mortalAnswer(method: string, answer: unknown, life: Mortal): unknown {
  if (answer instanceof Promise) return mortalPromise(method, answer, life);
  if (isScan(answer)) return mortalScan(answer, life);
  const view = answer as { rows(): AsyncIterable<unknown> };
  return { ...view, rows: () => mortalScan(view.rows(), life) };
}

async function mortalPromise(
  method: string,
  answer: Promise<unknown>,
  life: Mortal,
): Promise<unknown> {
  const value = await answer;
  await life.latency();
  if (life.alive) life.onCall(method, 'after');
  return life.alive ? value : never();
}

async function* mortalScan(scan: AsyncIterable<unknown>, life: Mortal): AsyncGenerator {
  for await (const value of scan) yield life.alive ? value : await never();
  if (!life.alive) await never();
}

const isScan = (answer: unknown): answer is AsyncIterable<unknown> =>
  typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer;

const never = (): Promise<never> => new Promise(() => undefined);

/** What a dead life answers, whatever the call answers else. */
function silence(): unknown {
  async function* nothing(): AsyncGenerator {
    yield await never();
  }
  return Object.assign(never(), {
    [Symbol.asyncIterator]: nothing,
    rows: nothing,
    close: () => undefined,
  });
}
