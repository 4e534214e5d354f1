/**
 * How a property runs: first the stored counterexamples of `seeds.json`, then new random values.
 *
 * - A failure prints its seed and path; `{"property", "seed", "path"}` in `seeds.json` keeps it.
 * - `LAUREL_PROPS_RUNS` sets the number of random values of each property, `LAUREL_TEST_SEED` the
 *   seed that they follow from: the seed of a failure gives the same values again.
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

/** Random values tried for each property. */
export const RUNS = wholeNumber('LAUREL_PROPS_RUNS', 1) ?? RUNS_DEFAULT;

/** Whatever else the machine does: a property that hangs ends, one that is slow does not. */
const MS_MAX = 240_000 * Math.max(1, RUNS / RUNS_DEFAULT);

/** A seed is any 32-bit integer; without one each run has its own. */
const SEED = wholeNumber('LAUREL_TEST_SEED', -(2 ** 31));
const CHOSEN = SEED === null ? { numRuns: RUNS } : { numRuns: RUNS, seed: SEED };

/** Declares a test that holds `property` under its name; synchronous or asynchronous. */
export function holds<Ts>(name: string, property: fc.IProperty<Ts> | fc.IAsyncProperty<Ts>): void {
  it(
    name,
    async () => {
      for (const { seed, path } of SEEDS.filter((s) => s.property === name)) {
        await fc.assert(property, { seed, path, numRuns: 1 });
      }
      await fc.assert(property, CHOSEN);
    },
    MS_MAX,
  );
}

/** `null` = the variable is not set. */
function wholeNumber(variable: string, min: number): number | null {
  const text = process.env[variable] ?? '';
  if (text === '') return null;
  const value = Number(text);
  if (Number.isInteger(value) && value >= min) return value;
  throw new Error(`${variable} must be a whole number, at least ${String(min)}, not ${text}`);
}
