/**
 * Batches of a course: create, update, read, search, and who takes part.
 *
 * Source: `reference/lms.md` 3.4; design 8, L6.
 */
import type { FastifyRequest } from 'fastify';
import type { Batch } from '../../../domain/batch.js';
import { parseBatchId, parseLearnerId, type BatchId, type CourseId } from '../../../domain/ids.js';
import { err, ok, type Result } from '../../../domain/result.js';
import type { Engine } from '../../../engine.js';
import { BATCH_ID_RANDOM_MAX, batchIdOf } from '../../batch-id.js';
import { parseBatchCreate } from '../../batch-request.js';
import { parseBatchSearch, searchBatches, shownOf } from '../../batch-search.js';
import { changedBatch, parseBatchChange } from '../../batch-update.js';
import { batchView, type BatchView } from '../../batch-view.js';
import type { Caller } from '../../caller.js';
import { fault, type Fault } from '../../fault.js';
import { faultOfPeople } from '../../people.js';
import { idOf, isFields, own, requestOf } from '../../wire.js';
import { PARTICIPANTS_COUNT_MAX } from '../deps.js';
import { BATCH_CREATE, BATCH_SEARCH, BATCH_UPDATE, PARTICIPANTS } from '../schemas.js';
import { params } from '../schemas/shape.js';
import type { Answered, Sunbird } from '../sunbird-route.js';

/** Adds the routes of this resource. */
export function batchRoutes(gateway: Sunbird): void {
  addChanges(gateway);
  addReads(gateway);
  addParticipants(gateway);
}

const tags = ['batch'];

function addChanges({ deps, zone, add }: Sunbird): void {
  const { catalogue } = deps.engine;
  let made = 0;
  const newBatchId = (): BatchId => {
    const random = Math.floor(deps.random() * BATCH_ID_RANDOM_MAX);
    return batchIdOf(deps.settings.batchIdEnv, deps.clock(), random, made++);
  };
  const isKnown = (course: CourseId): boolean => isPublished(deps.engine, course);
  const put = async <T>(batch: Batch, result: T): Promise<Answered> => {
    const wrong = deps.people === null ? null : await faultOfPeople(batch, deps.people);
    if (wrong !== null) return err(wrong);
    const done = await catalogue.putBatch(batch);
    return done.ok ? ok(result) : done;
  };
  const create = (request: FastifyRequest, caller: Caller): Answered | Promise<Answered> => {
    const now = deps.clock();
    const batch = parseBatchCreate(request.body, {
      today: zone.dayOf(now),
      now,
      import: false,
      createdBy: caller.requestedBy ?? '',
      isPublished: isKnown,
      newBatchId,
    });
    if (!batch.ok) return batch;
    return put(batch.value, { response: 'SUCCESS', batchId: batch.value.batch });
  };
  const update = (request: FastifyRequest, caller: Caller): Answered | Promise<Answered> => {
    const now = deps.clock();
    const today = zone.dayOf(now);
    const change = parseBatchChange(request.body, today);
    if (!change.ok) return change;
    const stored = catalogue.batch(change.value.batch);
    if (stored?.course !== change.value.course) return err(fault('INVALID_COURSE_BATCH_ID'));
    const batch = changedBatch(change.value, stored, {
      today,
      now,
      caller: caller.requestedBy ?? '',
      system: caller.system && deps.tokens !== null,
      isPublished: isKnown,
    });
    // L8 answers an update with an empty result.
    return batch.ok ? put(batch.value, {}) : batch;
  };
  for (const [path, access] of CREATE_PATHS) {
    const schema = { summary: 'Create a batch', tags, body: BATCH_CREATE };
    add({ method: 'POST', path, access, schema, role: 'api', handle: create });
  }
  add({
    method: 'PATCH',
    path: '/v1/course/batch/update',
    access: 'user',
    role: 'api',
    schema: { summary: 'Change a batch', tags, body: BATCH_UPDATE },
    handle: update,
  });
}

const CREATE_PATHS = [
  ['/v1/course/batch/create', 'user'],
  ['/private/v1/course/batch/create', 'system'],
] as const;

/** Whether a batch may be made of a course: published, and with something to complete. */
export function isPublished({ catalogue }: Pick<Engine, 'catalogue'>, course: CourseId): boolean {
  const status = catalogue.course(course)?.status;
  if (status !== 'Live' && status !== 'Unlisted') return false;
  return (catalogue.tree(course)?.leaves.length ?? 0) > 0;
}

function addReads({ deps, zone, add }: Sunbird): void {
  const { catalogue } = deps.engine;
  const view = (batch: Batch): BatchView => batchView(batch, zone.dayOf(deps.clock()), zone);
  const read = (request: FastifyRequest): Answered => {
    const id = parseBatchId((request.params as { readonly batchId: string }).batchId);
    const batch = id.ok ? catalogue.batch(id.value) : null;
    return ok({ response: batch === null ? {} : view(batch) });
  };
  const search = async (request: FastifyRequest): Promise<Answered> => {
    const wanted = parseBatchSearch(request.body);
    if (!wanted.ok) return wanted;
    const found = searchBatches(catalogue.allBatches().map(view), wanted.value);
    const content: BatchView[] = [];
    for (const batch of found.content) {
      const more = await extraFields(batch, request.query, deps.engine);
      if (!more.ok) return more;
      content.push({ ...shownOf(batch, wanted.value), ...more.value });
    }
    return ok({ response: { count: found.count, content } });
  };
  add({
    method: 'GET',
    path: '/v1/course/batch/read/:batchId',
    access: 'user',
    role: 'api',
    schema: { summary: 'Read a batch', tags, params: params('batchId') },
    handle: read,
  });
  add({
    method: 'POST',
    path: '/v1/course/batch/search',
    access: 'open',
    role: 'api',
    schema: { summary: 'Search batches', tags, body: BATCH_SEARCH },
    handle: search,
  });
}

/** `?fields=participants` adds active learners, `?creatorDetails` the creator's name. */
async function extraFields(
  batch: BatchView,
  query: unknown,
  engine: Engine,
): Promise<Answered & Result<BatchView, unknown>> {
  const asked = isFields(query) ? query : {};
  const extras: Record<string, unknown> = {};
  const id = parseBatchId(batch['batchId']);
  const stored = id.ok ? engine.catalogue.batch(id.value) : null;
  if (own(asked, 'fields') === 'participants' && stored !== null) {
    const learners = await participantsOf(stored, true, engine);
    if (!learners.ok) return learners;
    extras['participants'] = learners.value;
  }
  const creator = parseLearnerId(batch['createdBy']);
  if (Object.hasOwn(asked, 'creatorDetails') && creator.ok) {
    const user = await engine.catalogue.user(creator.value);
    if (!user.ok) return user;
    if (user.value !== null) {
      const { firstname = '', lastname = '' } = user.value;
      extras['creatorDetails'] = { firstName: firstname, lastName: lastname };
    }
  }
  return ok(extras);
}

function addParticipants({ deps, add }: Sunbird): void {
  const list = async (request: FastifyRequest): Promise<Answered> => {
    const body = requestOf(request.body);
    if (!body.ok) return body;
    const asked = own(body.value, 'batch');
    if (!isFields(asked)) {
      return err(
        fault('INVALID_REQUESTED_DATA', 'Requested data for this operation is not valid.'),
      );
    }
    const id = idOf(own(asked, 'batchId'), 'batchId', parseBatchId);
    if (!id.ok) return id;
    const batch = deps.engine.catalogue.batch(id.value);
    if (batch === null) return ok({ batch: { count: 0, participants: [] } });
    const learners = await participantsOf(batch, own(asked, 'active') !== false, deps.engine);
    if (!learners.ok) return learners;
    const participants = learners.value;
    return ok({ batch: { count: participants.length, participants } });
  };
  add({
    method: 'POST',
    path: '/v1/batch/participants/list',
    access: 'user',
    role: 'api',
    schema: { summary: 'Learners of a batch', tags, body: PARTICIPANTS },
    handle: list,
  });
}

/**
 * Learners whose enrolment is active, or is not, up to the limit beyond which nothing is answered.
 */
async function participantsOf(
  { course, batch }: Batch,
  active: boolean,
  engine: Engine,
): Promise<Result<string[], Fault>> {
  const learners: string[] = [];
  for await (const state of engine.participants(course, batch)) {
    if (state.membership?.active !== active) continue;
    if (learners.length === PARTICIPANTS_COUNT_MAX) {
      const limit = `${String(PARTICIPANTS_COUNT_MAX)} learners`;
      return err(fault('LIMIT_EXCEEDED', 'participants', limit, 'more'));
    }
    learners.push(state.key.learner);
  }
  return ok(learners);
}
