/**
 * The actor system of simulations: the same promises as nact, in an order that a seed decides.
 * One turn takes the next message of an actor that the seed picks; other actors go on meanwhile.
 */
import type { ActorSystem, ActorTrouble, Handler } from './actor-system.js';

interface Cell {
  readonly name: string;
  readonly handler: Handler<unknown, unknown>;
  state: unknown;
  mailbox: unknown[];
  busy: boolean;
}

/** `seed` is any 32-bit integer; equal seeds and equal inputs give equal orders. */
export function seededSystem(seed: number, report: (trouble: ActorTrouble) => void): ActorSystem {
  const random = mulberry32(seed);
  const cells = new Map<string, Cell>();
  let count = 0;
  let scheduled = false;

  const wake = (): void => {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(() => {
      scheduled = false;
      turn();
    });
  };
  const turn = (): void => {
    const ready = [...cells.values()].filter((cell) => !cell.busy && cell.mailbox.length > 0);
    const cell = ready[Math.floor(random() * ready.length)];
    if (cell === undefined) return;
    cell.busy = true;
    void handle(cell, report).then(() => {
      cell.busy = false;
      wake();
    });
    wake();
  };

  return {
    spawn(kind, initial, handler) {
      const name = `${kind}-${String(++count)}`;
      const untyped = handler as Handler<unknown, unknown>;
      cells.set(name, {
        name,
        handler: untyped,
        state: initial,
        mailbox: [],
        busy: false,
      });
      return { name };
    },
    tell(ref, message) {
      const cell = cells.get(ref.name);
      if (cell === undefined) return report({ actor: ref.name, problem: 'stopped', error: null });
      cell.mailbox.push(message);
      wake();
    },
    stop(ref) {
      const left = cells.get(ref.name)?.mailbox ?? [];
      cells.delete(ref.name);
      left.forEach(() => report({ actor: ref.name, problem: 'stopped', error: null }));
    },
    close: () => cells.clear(),
  };
}

async function handle(cell: Cell, report: (trouble: ActorTrouble) => void): Promise<void> {
  const message = cell.mailbox.shift();
  try {
    cell.state = await cell.handler(cell.state, message);
  } catch (error) {
    report({ actor: cell.name, problem: 'crashed', error });
  }
}

/** A small seeded generator of numbers in [0, 1). */
function mulberry32(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
