/**
 * How a property runs: first the stored counterexamples of `seeds.json`, then new random values.
 *
 * - A failure prints its seed and path; `{"property", "seed", "path"}` in `seeds.json` keeps it.
 * - `LAUREL_PROPS_RUNS` sets the number of random values of each property.
 */
import fc from 'fast-check';
import { it } from 'vitest';
import stored from './seeds.json' with { type: 'json' };

/** A counterexample that was found once: the property's name, and fast-check's seed and path. */
interface StoredSeed {
  readonly property: string;
  readonly seed: number;
  readonly path: string;
}

const SEEDS: readonly StoredSeed[] = stored;

const RUNS_DEFAULT = 200;

/** Whatever else the machine does: a property that hangs ends, one that is slow does not. */
const MS_MAX = 240_000;

/** Random values tried for each property. */
export const RUNS = runsWanted(process.env['LAUREL_PROPS_RUNS']);

/** Declares a test that holds `property` under its name; synchronous or asynchronous. */
export function holds<Ts>(name: string, property: fc.IProperty<Ts> | fc.IAsyncProperty<Ts>): void {
  it(
    name,
    async () => {
      for (const { seed, path } of SEEDS.filter((s) => s.property === name)) {
        await fc.assert(property, { seed, path, numRuns: 1 });
      }
      await fc.assert(property, { numRuns: RUNS });
    },
    MS_MAX,
  );
}

function runsWanted(text: string | undefined): number {
  const runs = text === undefined || text === '' ? RUNS_DEFAULT : Number(text);
  if (!Number.isInteger(runs) || runs < 1) {
    throw new Error(`LAUREL_PROPS_RUNS must be a whole number above 0, not ${String(text)}`);
  }
  return runs;
}
