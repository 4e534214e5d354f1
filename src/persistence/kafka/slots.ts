/** How many may do something at once; the others wait in order. */
export interface Slots {
  /** Runs the work when there is a slot. */
  within<T>(work: () => Promise<T>): Promise<T>;
}

export function newSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  const enter = async (): Promise<void> => {
    if (free > 0) free--;
    // Whoever leaves hands its slot over, so that nobody slips in between.
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) free++;
    else next();
  };
  return {
    within: async (work) => {
      await enter();
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
