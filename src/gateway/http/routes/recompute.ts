/**
 * Derives an enrolment again, and scores attempts, on request.
 *
 * Source: `reference/lms.md` 4.2, 4.3; design 8, L9.
 */
import type { FastifyRequest } from 'fastify';
import type { EnrolmentKey } from '../../../domain/ids.js';
import { err, ok } from '../../../domain/result.js';
import { planScoring } from '../../assessment-request.js';
import { maySpeak, type Caller } from '../../caller.js';
import { deadLetter } from '../../dead-letter.js';
import { enrolmentSyncRecord } from '../../events/enrolment-record.js';
import { fault } from '../../fault.js';
import { keptRequest } from '../../kept-request.js';
import { parseRecompute, recomputeCommand } from '../../recompute.js';
import { UPDATE_ENTRIES_COUNT_MAX } from '../deps.js';
import { ASSESSMENT_AGG, RECOMPUTE } from '../schemas/recompute.js';
import { scoringRecords } from '../../update-records.js';
import { logLetters } from '../log-letters.js';
import { sendHeard } from '../sending.js';
import type { Answered, Sunbird } from '../sunbird-route.js';

const tags = ['aggregate'];

/** Adds the routes of this resource. */
export function recomputeRoutes(gateway: Sunbird): void {
  addRecompute(gateway);
  addScoring(gateway);
}

function addRecompute({ deps, zone, add }: Sunbird): void {
  const { engine, settings } = deps;
  const { catalogue } = engine;
  const limits = {
    updateEntriesCountMax: UPDATE_ENTRIES_COUNT_MAX,
    progressDetailsBytesMax: settings.progressDetailsBytesMax,
    endedBatchGraceMs: settings.endedBatchGraceMs,
  };
  const recompute = async (request: FastifyRequest, caller: Caller): Promise<Answered> => {
    const asked = parseRecompute(request.body, limits);
    if (!asked.ok) return asked;
    const { key } = asked.value;
    if (!maySpeak(caller, key.learner)) return err(fault('UNAUTHORIZED_USER'));
    const receivedAt = deps.clock();
    const command = recomputeCommand(asked.value, {
      ...{ receivedAt, zone, limits },
      batch: (id) => catalogue.batch(id),
      courseVersion: (id) => catalogue.course(id)?.version ?? 0,
    });
    if (command === null) return ok({ response: 'SUCCESS' });
    const done = await engine.submit([command]);
    if (!done.ok) return done;
    const sent = await sendHeard([enrolmentSyncRecord(key, receivedAt)], deps);
    return sent.ok ? ok({ response: 'SUCCESS' }) : sent;
  };
  add({
    method: 'POST',
    path: '/v1/activity/agg',
    access: 'user',
    role: 'api',
    schema: { summary: 'Derive an enrolment again', tags, body: RECOMPUTE },
    handle: recompute,
  });
}

function addScoring({ deps, add }: Sunbird): void {
  const { engine } = deps;
  const score = async (request: FastifyRequest, caller: Caller): Promise<Answered> => {
    const receivedAt = deps.clock();
    const courseVersion = (id: EnrolmentKey['course']): number =>
      engine.catalogue.course(id)?.version ?? 0;
    const plan = planScoring(request.body, { receivedAt, courseVersion });
    if (!plan.ok) return plan;
    const { scorings, rejected, attemptId } = plan.value;
    if (scorings.some(({ command }) => !maySpeak(caller, command.key.learner))) {
      return err(fault('UNAUTHORIZED_USER'));
    }
    const id = deps.newId();
    const letters = rejected.map(({ reason, entry }, i) => {
      const place = { source: 'http', position: `${id}:${String(i)}`, way: 'scoring' } as const;
      return deadLetter(place, reason, receivedAt, keptRequest({ caller, request: entry }));
    });
    const buried = letters.length === 0 ? ok(undefined) : await deps.bury(letters);
    if (!buried.ok) return buried;
    logLetters(request, letters);
    const commands = scorings.map(({ command }) => command);
    const done = commands.length === 0 ? ok(undefined) : await engine.submit(commands);
    if (!done.ok) return done;
    const sent = await sendHeard(scoringRecords(plan.value), deps);
    return sent.ok ? ok({ response: 'SUCCESS', attemptId }) : sent;
  };
  add({
    method: 'POST',
    path: '/v1/assessment/agg',
    access: 'user',
    role: 'api',
    schema: { summary: 'Score attempts, or look at scores again', tags, body: ASSESSMENT_AGG },
    handle: score,
  });
}
