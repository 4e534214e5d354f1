/**
 * Progress of a learner in a course: update (the hot path) and read.
 *
 * Source: `reference/lms.md` 1 and 2.
 */
import type { FastifyRequest } from 'fastify';
import type { Batch } from '../../../domain/batch.js';
import type { Command } from '../../../domain/command.js';
import type { BatchId, CourseId, EnrolmentKey, Instant } from '../../../domain/ids.js';
import { err, ok, type Result } from '../../../domain/result.js';
import type { Refusal } from '../../../engine.js';
import { primaryUser, type Caller } from '../../caller.js';
import { contentList, parseContentRead } from '../../content-list.js';
import { planUpdate, rejectionText, type Rejected } from '../../content-state.js';
import { deadLetter } from '../../dead-letter.js';
import { enrolmentSyncRecord } from '../../events/enrolment-record.js';
import { fault } from '../../fault.js';
import { keptRequest } from '../../kept-request.js';
import { updateRecords } from '../../update-records.js';
import { UPDATE_ENTRIES_COUNT_MAX, type GatewayDeps } from '../deps.js';
import { logLetters } from '../log-letters.js';
import { heldBefore, sendHeard } from '../sending.js';
import { STATE_READ, STATE_UPDATE } from '../schemas.js';
import type { Answered, Sunbird } from '../sunbird-route.js';

/** Adds the routes of this resource. */
export function contentStateRoutes({ deps, zone, add }: Sunbird): void {
  const { engine, settings } = deps;
  const { catalogue } = engine;
  const limits = {
    updateEntriesCountMax: UPDATE_ENTRIES_COUNT_MAX,
    progressDetailsBytesMax: settings.progressDetailsBytesMax,
    endedBatchGraceMs: settings.endedBatchGraceMs,
  };
  const batch = (id: BatchId): Batch | null => catalogue.batch(id);
  const courseVersion = (id: CourseId): number => catalogue.course(id)?.version ?? 0;
  const update = async (request: FastifyRequest, caller: Caller): Promise<Answered> => {
    const receivedAt = deps.clock();
    const ctx = { caller, receivedAt, zone, limits, batch, courseVersion };
    const plan = planUpdate(request.body, ctx);
    if (!plan.ok) return plan;
    if (plan.value.kind === 'sync') return syncEnrolment(plan.value.key, receivedAt, deps);
    const before = await heldBefore(plan.value, deps);
    if (!before.ok) return before;
    const { commands, rejected, result } = plan.value;
    const kept = await keep(commands, rejected, { request, caller, receivedAt }, deps);
    if (!kept.ok) return kept;
    const records = updateRecords(plan.value, before.value, caller, receivedAt);
    const sent = await sendHeard(records, deps);
    return sent.ok ? ok(result) : sent;
  };
  const read = async (request: FastifyRequest, user: string | null): Promise<Answered> => {
    const wanted = parseContentRead(request.body, user);
    if (!wanted.ok) return wanted;
    const state = await engine.enrolment(wanted.value.key);
    return state.ok ? ok({ contentList: contentList(state.value, wanted.value, zone) }) : state;
  };
  const tags = ['content state'];
  add({
    method: 'PATCH',
    path: '/v1/content/state/update',
    access: 'update',
    role: 'api',
    hot: true,
    schema: { summary: 'Report progress and assessments', tags, body: STATE_UPDATE },
    handle: update,
  });
  add({
    method: 'POST',
    path: '/v1/content/state/read',
    access: 'user',
    role: 'api',
    schema: { summary: 'Read progress', tags, body: STATE_READ },
    handle: (request, caller) => read(request, primaryUser(caller)),
  });
  add({
    method: 'POST',
    path: '/private/v1/content/state/read',
    access: 'system',
    role: 'api',
    schema: { summary: 'Read progress of any learner', tags, body: STATE_READ },
    handle: (request) => read(request, null),
  });
}

/** Who sent something, and when. */
interface Sent {
  readonly request: FastifyRequest;
  readonly caller: Caller;
  readonly receivedAt: Instant;
}

/** Commands and rejected entries are both durable before the caller is answered (R1, R4). */
async function keep(
  commands: readonly Command[],
  rejected: readonly Rejected[],
  { request, caller, receivedAt: at }: Sent,
  deps: GatewayDeps,
): Promise<Result<void, Refusal>> {
  if (rejected.length > 0) {
    const id = deps.newId();
    const letters = rejected.map((entry, i) => {
      const place = {
        source: 'http',
        position: `${id}:${String(i)}`,
        way: 'state-update',
      } as const;
      const text = keptRequest({ caller, request: { [entry.list]: [entry.entry] } });
      return deadLetter(place, rejectionText(entry), at, text);
    });
    const buried = await deps.bury(letters);
    if (!buried.ok) return buried;
    logLetters(request, letters);
  }
  return commands.length === 0 ? ok(undefined) : deps.engine.submit(commands);
}

/** `reference/lms.md` 1.8: upstream asks for a recalculation of an enrolment that exists. */
async function syncEnrolment(
  key: EnrolmentKey,
  receivedAt: Instant,
  deps: GatewayDeps,
): Promise<Answered> {
  const { engine } = deps;
  const state = await engine.enrolment(key);
  if (!state.ok) return state;
  if (state.value.membership === null) {
    const { learner, batch, course } = key;
    const named = `userId: ${learner}, batchId: ${batch}, courseId: ${course}`;
    return err(fault('INVALID_REQUESTED_DATA', `No Enrolment found for ${named}`));
  }
  const courseVersion = engine.catalogue.course(key.course)?.version ?? 0;
  const done = await engine.submit([{ kind: 'reevaluate', key, receivedAt, courseVersion }]);
  if (!done.ok) return done;
  const sent = await sendHeard([enrolmentSyncRecord(key, receivedAt)], deps);
  return sent.ok ? ok({ response: 'SUCCESS' }) : sent;
}
