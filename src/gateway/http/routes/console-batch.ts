/**
 * Batches as the console shows them: the list with its counts, one batch, and its learners.
 *
 * - B1 Learners are read from durable snapshots; nobody is woken.
 */
import type { FastifyRequest } from 'fastify';
import type { Batch } from '../../../domain/batch.js';
import { parseBatchId } from '../../../domain/ids.js';
import { err, ok, type Result } from '../../../domain/result.js';
import type { Template } from '../../../domain/template.js';
import type { Answer } from '../../../engine.js';
import {
  LEARNER_FILTERS,
  type BatchList,
  type BatchPage,
  type BatchSummary,
  type LearnerFilter,
  type LearnerList,
} from '../../console-answers.js';
import { countsIn } from '../../batch-tally.js';
import type { Caller } from '../../caller.js';
import { faultOfBatch } from '../../console-access.js';
import { fault, type Fault } from '../../fault.js';
import { LearnerPageDraft, NAME_FIELDS } from '../../learner-list.js';
import { idOf, invalidValue } from '../../wire.js';
import { countedHere, type ConsoleContext } from '../console-context.js';
import { BATCH_LEARNERS_QUERY } from '../schemas/console.js';
import { params } from '../schemas/shape.js';
import type { Answered, Sunbird } from '../sunbird-route.js';

/** Batches of one list, the newest. */
const BATCHES_LISTED_MAX = 500;

const tags = ['console'];

/** Adds the routes of this resource. */
export function consoleBatchRoutes({ add }: Sunbird, context: ConsoleContext): void {
  const shared = { method: 'GET', access: 'mentor', role: null } as const;
  add({
    ...shared,
    path: '/v1/console/batches',
    schema: { summary: 'Batches with their counts', tags },
    handle: (_request, caller) => batchList(caller, context),
  });
  add({
    ...shared,
    path: '/v1/console/batches/:batchId',
    schema: { summary: 'One batch: funnel, progress, completions', tags, params: BATCH },
    handle: (request, caller) =>
      ofBatch(request, caller, context, (batch) => batchPage(batch, context)),
  });
  add({
    ...shared,
    path: '/v1/console/batches/:batchId/learners',
    schema: {
      ...{ summary: 'Learners of a batch, a page at a time', tags, params: BATCH },
      querystring: BATCH_LEARNERS_QUERY,
    },
    handle: (request, caller) =>
      ofBatch(request, caller, context, (batch) => learners(batch, request.query, context)),
  });
}

const BATCH = params('batchId');

async function batchList(caller: Caller, context: ConsoleContext): Answer<BatchList> {
  const { summaries, head, reader, batchesOf } = context;
  const all = batchesOf(reader(caller));
  const listed = all.slice(0, BATCHES_LISTED_MAX);
  const counted = await summaries?.some(listed);
  if (counted?.ok === false) return counted;
  const found = counted?.value ?? new Map<string, BatchSummary>();
  const isWhole = listed.every(({ batch }) => found.get(batch)?.isPartial === false);
  return ok({
    batches: listed.map((batch) => ({ ...head(batch), counts: countsIn(found, batch.batch) })),
    total: all.length,
    counted: summaries === null ? 'cluster' : countedHere(isWhole),
  });
}

async function ofBatch(
  request: FastifyRequest,
  caller: Caller,
  { deps, reader }: ConsoleContext,
  answer: (batch: Batch) => Promise<Answered>,
): Promise<Answered> {
  const named = request.params as Readonly<Record<string, string>>;
  const id = idOf(named['batchId'], 'batchId', parseBatchId);
  if (!id.ok) return id;
  const batch = deps.engine.catalogue.batch(id.value);
  if (batch === null) return err(fault('RESOURCE_NOT_FOUND'));
  const refused = faultOfBatch(reader(caller), batch);
  return refused === null ? answer(batch) : err(refused);
}

async function batchPage(batch: Batch, context: ConsoleContext): Answer<BatchPage> {
  const { deps, pages, summaries, head } = context;
  const tree = deps.engine.catalogue.tree(batch.course);
  const summary = await summaries?.of(batch);
  if (summary?.ok === false) return summary;
  const templates = Object.values<Template>(batch.templates);
  return ok({
    ...head(batch),
    counted: summary === undefined ? 'cluster' : countedHere(!summary.value.isPartial),
    summary: summary?.value ?? null,
    stuckDays: pages.limits.stuckDays,
    units: (tree?.units ?? []).map(({ name, required }) => ({ name, required: required.length })),
    required: tree?.required.length ?? 0,
    optional: tree?.optional.length ?? 0,
    certificates: templates.map(({ template, name }) => ({ template, name })),
  });
}

async function learners(
  batch: Batch,
  query: unknown,
  { deps, pages }: ConsoleContext,
): Promise<Answered> {
  const { filter: named = 'all', after = '' } = query as Readonly<Record<string, string>>;
  const filter = filterOf(named);
  if (!filter.ok) return filter;
  const { reads, limits } = pages;
  if (reads === null) {
    return ok<LearnerList>({ learners: [], next: null, counted: 'cluster' });
  }
  const tree = deps.engine.catalogue.tree(batch.course);
  const draft = new LearnerPageDraft({
    ...{ filter: filter.value, after, required: tree?.required.length ?? 0 },
    ...{ stuckDays: limits.stuckDays, now: deps.clock() },
  });
  const lens = { optional: tree?.optional ?? [], scored: [], fields: NAME_FIELDS, activity: true };
  let seen = 0;
  const scanned = await reads.scan(
    batch,
    lens,
    (glance) => {
      seen++;
      draft.add(glance);
    },
    () => !draft.isMore && seen < limits.learnersMax,
  );
  if (!scanned.ok) return scanned;
  const counted = countedHere(seen < limits.learnersMax);
  return ok<LearnerList>({ learners: draft.learners, next: draft.next, counted });
}

function filterOf(named: string): Result<LearnerFilter, Fault> {
  const filter = LEARNER_FILTERS.find((known) => known === named);
  return filter === undefined ? err(invalidValue(named, 'filter')) : ok(filter);
}
