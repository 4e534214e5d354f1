/**
 * The newest report requests for the console: of every tag and channel, or for a mentor those of
 * their own channel that are about batches of theirs alone.
 */
import { parseBatchId } from '../../../domain/ids.js';
import { err, ok, type Result } from '../../../domain/result.js';
import type { Refusal } from '../../../engine.js';
import type { ReportRequestView } from '../../../reports/request-view.js';
import type { Caller } from '../../caller.js';
import { isOwnBatch, type Reader } from '../../console-access.js';
import type { Fault } from '../../fault.js';
import { idOf } from '../../wire.js';
import type { ConsoleContext } from '../console-context.js';
import { refusalOfReports, rootOrgOf } from '../report-caller.js';
import { REPORTS_QUERY } from '../schemas/console.js';
import type { Answered, Sunbird } from '../sunbird-route.js';

const REQUESTS_LISTED_MAX = 100;

/** Newest requests among which those of one batch, or of one reader, are looked for. */
const REQUESTS_LOOKED_AT_MAX = 1_000;

/** Adds the route of this resource. */
export function consoleReportRoutes({ add }: Sunbird, context: ConsoleContext): void {
  add({
    method: 'GET',
    path: '/v1/console/reports',
    access: 'mentor',
    role: 'reports',
    schema: {
      summary: 'The newest report requests',
      ...{ tags: ['console'], querystring: REPORTS_QUERY },
    },
    handle: async (request, caller) => {
      const { batch } = request.query as { readonly batch?: string };
      const wanted = batch === undefined ? null : idOf(batch, 'batch', parseBatchId);
      if (wanted?.ok === false) return wanted;
      return list(wanted?.value ?? null, caller, context);
    },
  });
}

async function list(
  batch: string | null,
  caller: Caller,
  context: ConsoleContext,
): Promise<Answered> {
  const reader = context.reader(caller);
  const channel = await channelFor(reader, caller, context);
  if (!channel.ok) return channel;
  const any = { dataset: '', requestedDate: '', status: '', channel: channel.value };
  const isAll = reader.kind === 'system' && batch === null;
  const limit = isAll ? REQUESTS_LISTED_MAX : REQUESTS_LOOKED_AT_MAX;
  const requests = await context.deps.reports.search({ ...any, limit });
  const found = requests.filter(
    (request) =>
      (batch === null || batchesIn(request).includes(batch)) && isOwn(request, reader, context),
  );
  return ok({ requests: found.slice(0, REQUESTS_LISTED_MAX) });
}

/** By the rules of the routes that reports are read by; '' = of every channel. */
async function channelFor(
  reader: Reader,
  caller: Caller,
  { deps }: ConsoleContext,
): Promise<Result<string, Fault | Refusal>> {
  if (reader.kind === 'system') return ok('');
  const channel = await rootOrgOf(reader.user, deps);
  if (!channel.ok) return channel;
  const refused = await refusalOfReports('read', caller, channel.value, deps);
  return refused === null ? channel : err(refused);
}

/** A request about a course without a batch is about every batch of it. */
function isOwn(request: ReportRequestView, reader: Reader, { deps }: ConsoleContext): boolean {
  if (reader.kind === 'system') return true;
  const about = batchesIn(request);
  const { catalogue } = deps.engine;
  const isTheirs = (name: string): boolean => {
    const id = parseBatchId(name);
    const batch = id.ok ? catalogue.batch(id.value) : null;
    return batch !== null && isOwnBatch(reader, batch);
  };
  return about.length > 0 && about.every(isTheirs);
}

const batchesIn = ({ datasetConfig }: ReportRequestView): readonly string[] =>
  [datasetConfig['batchId'], datasetConfig['batchFilter']]
    .flat()
    .filter((id): id is string => typeof id === 'string');
