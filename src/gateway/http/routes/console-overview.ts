/**
 * How the installation is doing, or for a mentor their batches; and the settings in force.
 *
 * - O1 What is counted is bounded: the newest batches first, up to the limit of learners; dead
 *   letters up to a number that nobody would read through.
 */
import type { Batch } from '../../../domain/batch.js';
import { ok, type Result } from '../../../domain/result.js';
import type { Answer, Refusal } from '../../../engine.js';
import { countsIn, newestDays, sumOfCounts } from '../../batch-tally.js';
import type { Reader } from '../../console-access.js';
import type {
  BatchSummary,
  DemoState,
  HealthCheck,
  LetterCount,
  Overview,
} from '../../console-answers.js';
import { countedHere, type ConsoleContext } from '../console-context.js';
import type { ConsoleDeps } from '../console-deps.js';
import { healthOf } from './health.js';
import type { Sunbird } from '../sunbird-route.js';

const LETTERS_COUNTED_MAX = 1_000;
const BATCHES_SHOWN = 5;
const DAYS_SHOWN = 120;

const tags = ['console'];

/** Adds the routes of this resource. */
export function consoleOverviewRoutes(
  { add }: Sunbird,
  context: ConsoleContext,
  demo: () => DemoState,
): void {
  add({
    method: 'GET',
    path: '/v1/console/overview',
    access: 'mentor',
    role: null,
    schema: { summary: 'How the installation, or the batches of a mentor, are doing', tags },
    handle: (_request, caller) => overview(context, context.reader(caller), demo),
  });
  add({
    method: 'GET',
    path: '/v1/console/settings',
    access: 'operator',
    role: null,
    schema: { summary: 'The settings in force, secrets masked', tags },
    handle: () => ok({ settings: context.pages.settings() }),
  });
}

async function overview(
  context: ConsoleContext,
  reader: Reader,
  demo: () => DemoState,
): Answer<Overview> {
  const { pages, summaries, head } = context;
  const batches = context.batchesOf(reader);
  const counted = await (summaries?.some(batches) ?? NOT_COUNTED);
  if (!counted.ok) return counted;
  const found = counted.value;
  const isWhole = batches.every(({ batch }) => found.get(batch)?.isPartial === false);
  const all = [...found.values()];
  return ok({
    profile: pages.profile,
    counted: summaries === null ? 'cluster' : countedHere(isWhole),
    courses: coursesOf(reader, batches, context),
    batches: batches.length,
    counts: summaries === null ? null : sumOfCounts(all),
    days: newestDays(all.map(({ days }) => days)).slice(-DAYS_SHOWN),
    newest: batches.slice(0, BATCHES_SHOWN).map((batch) => ({
      ...head(batch),
      counts: countsIn(found, batch.batch),
    })),
    stuckDays: pages.limits.stuckDays,
    ...(reader.kind === 'system' ? await installation(context, demo()) : NOT_TOLD),
  });
}

/** Those of a mentor's batches; a system role sees also those that have none yet. */
const coursesOf = (reader: Reader, batches: readonly Batch[], { deps }: ConsoleContext): number =>
  reader.kind === 'system'
    ? deps.engine.catalogue.allCourses().length
    : new Set(batches.map(({ course }) => course)).size;

type OfInstallation = Pick<Overview, 'deadLetters' | 'health' | 'live' | 'demo'>;

const NOT_TOLD: OfInstallation = {
  deadLetters: null,
  health: [],
  live: [],
  demo: { kind: 'none' },
};

const installation = async (
  { deps, pages, meter }: ConsoleContext,
  demo: DemoState,
): Promise<OfInstallation> => ({
  deadLetters: await countLetters(pages),
  health: checksOf(healthOf(deps).checks),
  live: meter.samples,
  demo,
});

const NOT_COUNTED: Promise<Result<ReadonlyMap<string, BatchSummary>, Refusal>> = Promise.resolve(
  ok(new Map<string, BatchSummary>()),
);

async function countLetters({ desk }: ConsoleDeps): Promise<LetterCount> {
  let count = 0;
  const letters = desk.letters.list()[Symbol.asyncIterator]();
  while ((await letters.next()).done !== true) {
    if (++count <= LETTERS_COUNTED_MAX) continue;
    await letters.return?.();
    return { count: LETTERS_COUNTED_MAX, isMore: true };
  }
  return { count, isMore: false };
}

const checksOf = (checks: ReturnType<typeof healthOf>['checks']): HealthCheck[] =>
  checks.map(({ name, healthy, ...rest }) => ({
    ...{ name, isHealthy: healthy },
    trouble: typeof rest['trouble'] === 'string' ? rest['trouble'] : '',
  }));
