/**
 * Certificates found by id, by learner, or by batch. Of a batch only those in force are found: its
 * learners are glanced at, and a glance knows no others.
 */
import type { FastifyRequest } from 'fastify';
import type { Batch } from '../../../domain/batch.js';
import { recipientName, type UserEntry } from '../../../domain/certificate.js';
import type { EnrolmentState } from '../../../domain/enrolment.js';
import {
  parseBatchId,
  parseCertificateId,
  parseLearnerId,
  type EnrolmentKey,
} from '../../../domain/ids.js';
import { err, ok } from '../../../domain/result.js';
import type { Answer, CertificateView } from '../../../engine.js';
import { faultOfBatch, isOwnBatch, type Reader } from '../../console-access.js';
import type { CertificateSearch, FoundCertificate } from '../../console-answers.js';
import type { ConsoleReads } from '../../console-reads.js';
import { fault } from '../../fault.js';
import { LearnerPageDraft } from '../../learner-list.js';
import { certificateLines } from '../../learner-view.js';
import { idOf } from '../../wire.js';
import type { GatewayDeps } from '../deps.js';
import { countedHere, ownStates, type ConsoleContext } from '../console-context.js';
import { CERTIFICATE_SEARCH_QUERY } from '../schemas/console.js';
import type { Answered, Sunbird } from '../sunbird-route.js';

/** Adds the route of this resource. */
export function consoleCertificateRoutes({ add }: Sunbird, context: ConsoleContext): void {
  add({
    method: 'GET',
    path: '/v1/console/certificates',
    access: 'mentor',
    role: null,
    schema: {
      summary: 'Certificates by id, learner or batch',
      ...{ tags: ['console'], querystring: CERTIFICATE_SEARCH_QUERY },
    },
    handle: (request, caller) => search(request, context, context.reader(caller)),
  });
}

async function search(
  request: FastifyRequest,
  context: ConsoleContext,
  reader: Reader,
): Promise<Answered> {
  const query = request.query as Readonly<Record<string, string>>;
  if (query['id'] !== undefined) return byId(query['id'], context, reader);
  if (query['learner'] !== undefined) return byLearner(query['learner'], context, reader);
  if (query['batch'] !== undefined) {
    return byBatch(query['batch'], query['after'] ?? '', context, reader);
  }
  return err(fault('MANDATORY_PARAMETER_MISSING', 'id, learner or batch'));
}

/** One of somebody else's batch is not found, as one that nobody has. */
async function byId(text: string, { deps }: ConsoleContext, reader: Reader): Promise<Answered> {
  const id = idOf(text, 'id', parseCertificateId);
  if (!id.ok) return id;
  const view = await deps.engine.certificate(id.value);
  if (!view.ok) return view;
  if (view.value === null || !isOwn(view.value, deps, reader)) return ok(whole([]));
  return ok(whole([ofView(view.value)]));
}

function isOwn({ facts }: CertificateView, { engine }: GatewayDeps, reader: Reader): boolean {
  if (reader.kind === 'system') return true;
  const id = parseBatchId(facts.batch);
  const batch = id.ok ? engine.catalogue.batch(id.value) : null;
  return batch !== null && isOwnBatch(reader, batch);
}

async function byLearner(text: string, context: ConsoleContext, reader: Reader): Promise<Answered> {
  const learner = idOf(text, 'learner', parseLearnerId);
  if (!learner.ok) return learner;
  const { engine } = context.deps;
  const states = await engine.learner(learner.value);
  if (!states.ok) return states;
  const user = await engine.catalogue.user(learner.value);
  if (!user.ok) return user;
  const seen = ownStates(reader, states.value, engine.catalogue);
  return ok(whole(seen.flatMap((state) => ofState(state, user.value, context))));
}

async function byBatch(
  text: string,
  after: string,
  context: ConsoleContext,
  reader: Reader,
): Promise<Answered> {
  const id = idOf(text, 'batch', parseBatchId);
  if (!id.ok) return id;
  const batch = context.deps.engine.catalogue.batch(id.value);
  if (batch === null) return ok(whole([]));
  const refused = faultOfBatch(reader, batch);
  if (refused !== null) return err(refused);
  const { reads } = context.pages;
  if (reads === null) {
    return ok<CertificateSearch>({ certificates: [], next: null, counted: 'cluster' });
  }
  return inBatch(batch, after, reads, context);
}

async function inBatch(
  batch: Batch,
  after: string,
  reads: ConsoleReads,
  context: ConsoleContext,
): Answer<CertificateSearch> {
  const { deps, pages } = context;
  const { learnersMax, stuckDays } = pages.limits;
  const draft = new LearnerPageDraft({
    ...{ filter: 'certified', after, required: 0, stuckDays, now: deps.clock() },
  });
  let seen = 0;
  const scanned = await reads.scan(
    batch,
    { optional: [], scored: [], fields: [] },
    (glance) => {
      seen++;
      draft.add(glance);
    },
    () => !draft.isMore && seen < learnersMax,
  );
  if (!scanned.ok) return scanned;
  const certificates: FoundCertificate[] = [];
  for (const { learner } of draft.learners) {
    const key = { learner, course: batch.course, batch: batch.batch } as EnrolmentKey;
    const state = await reads.enrolment(key);
    if (!state.ok) return state;
    const user = await deps.engine.catalogue.user(key.learner);
    if (!user.ok) return user;
    const found = state.value === null ? [] : ofState(state.value, user.value, context);
    certificates.push(...found.filter(({ status }) => status !== 'superseded'));
  }
  return ok({ certificates, next: draft.next, counted: countedHere(seen < learnersMax) });
}

const whole = (certificates: readonly FoundCertificate[]): CertificateSearch => ({
  ...{ certificates, next: null, counted: 'here' },
});

function ofState(
  state: EnrolmentState,
  user: UserEntry | null,
  { deps }: ConsoleContext,
): FoundCertificate[] {
  const { learner, course, batch } = state.key;
  const { catalogue } = deps.engine;
  return certificateLines(state).map((line) => ({
    ...line,
    ...{ learner, recipient: user === null ? '' : recipientName(user), course, batch },
    courseName: catalogue.course(course)?.name ?? course,
    batchName: catalogue.batch(batch)?.name ?? batch,
    reason: state.generations.get(line.id)?.revocation?.reason ?? '',
  }));
}

/** What it prints, as it was frozen. */
const ofView = ({ facts, status, revocation }: CertificateView): FoundCertificate => ({
  ...{ id: facts.certificate, name: facts.templateName, issuedAt: facts.issuedAt, status },
  ...{ learner: facts.learner, recipient: facts.recipientName },
  ...{ course: facts.course, courseName: facts.courseName },
  ...{ batch: facts.batch, batchName: facts.batchName, reason: revocation?.reason ?? '' },
});
