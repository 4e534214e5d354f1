/**
 * Issues, or issues again, the certificates of a batch: judged here, or asked of others where
 * somebody listens to such requests.
 *
 * - I1 Unlike upstream, which answers 200 with the word Failed, a request that could not be
 *   remembered is refused and may be repeated.
 *
 * Source: `reference/lms.md` 4.5, 6.3.
 */
import type { FastifyRequest } from 'fastify';
import type { LearnerId } from '../../../domain/ids.js';
import { ok, type Result } from '../../../domain/result.js';
import type { Engine, Refusal } from '../../../engine.js';
import {
  certifyEffect,
  isJudged,
  orderAnswer,
  orderedBatch,
  parseCertificateOrder,
  type CertificateOrder,
} from '../../certificate-issue.js';
import { issueOrderRecord } from '../../events/issue-record.js';
import { isFields, own } from '../../wire.js';
import { CERTIFICATE_ISSUE, REISSUE_QUERY } from '../schemas/certificate-issue.js';
import type { Answered, Sunbird } from '../sunbird-route.js';

/** Learners whose judging is made durable together. */
const SLICE_COUNT = 5000;

/** Adds the route of this resource. */
export function certificateIssueRoutes({ deps, add }: Sunbird): void {
  const { engine, listenedTopics } = deps;
  const issue = async (request: FastifyRequest): Promise<Answered> => {
    const reIssue = isFields(request.query) ? own(request.query, 'reIssue') : undefined;
    const order = parseCertificateOrder(request.body, reIssue);
    if (!order.ok) return order;
    const batch = orderedBatch(order.value, engine.catalogue.batch(order.value.batch));
    if (!batch.ok) return batch;
    const record = issueOrderRecord(order.value, deps.clock());
    const remembered = listenedTopics.has(record.topic)
      ? await engine.ask([record])
      : await judge(order.value, record.id, engine);
    return remembered.ok ? ok(orderAnswer(order.value)) : remembered;
  };
  add({
    method: 'POST',
    path: '/v1/course/batch/cert/issue',
    access: 'user',
    role: 'api',
    schema: {
      summary: 'Issue the certificates of a batch, or issue them again',
      tags: ['certificate'],
      querystring: REISSUE_QUERY,
      body: CERTIFICATE_ISSUE,
    },
    handle: issue,
  });
}

async function judge(
  order: CertificateOrder,
  orderId: string,
  engine: Engine,
): Promise<Result<void, Refusal>> {
  const request = order.reIssue ? orderId : '';
  let slice: LearnerId[] = [];
  const remember = (): ReturnType<Engine['ask']> =>
    engine.ask(slice.map((learner) => certifyEffect(order, learner, request)));
  for await (const learner of learnersOf(order, engine)) {
    slice.push(learner);
    if (slice.length < SLICE_COUNT) continue;
    const remembered = await remember();
    if (!remembered.ok) return remembered;
    slice = [];
  }
  return slice.length === 0 ? ok(undefined) : remember();
}

async function* learnersOf(order: CertificateOrder, engine: Engine): AsyncIterable<LearnerId> {
  yield* order.learners;
  if (order.learners.length > 0) return;
  for await (const state of engine.participants(order.course, order.batch)) {
    if (isJudged(state)) yield state.key.learner;
  }
}
