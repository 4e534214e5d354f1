/**
 * Asks what other structures or criteria would change, as one answer that goes on for as long as
 * learners are looked at: a line of JSON each time there is news, or a CSV of everybody whom it
 * concerns. Nothing is kept here between requests, so that any process of a cluster answers.
 *
 * - W1 Whoever closes the connection ends the scan behind it, after the learners of one chunk.
 * - W2 At most `QUESTIONS_AT_ONCE_MAX` are answered at once; who comes later is told to come again.
 */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { outcomeOf } from '../../outcomes.js';
import { whatIfCsv, whatIfNews, type WhatIfParts } from '../../what-if.js';
import { parseQuestion } from '../../what-if-question.js';
import { admission } from '../admission.js';
import { headerOf } from '../auth.js';
import type { ConsoleContext } from '../console-context.js';
import { failureOfFault, failureOfOutcome } from '../envelope.js';
import { operation } from '../schemas/answer.js';
import { WHAT_IF, WHAT_IF_ANSWERS } from '../schemas/console-course.js';
import { headings, sendFailure } from '../sunbird-route.js';

const PATH = '/v1/console/what-if';
const QUESTIONS_AT_ONCE_MAX = 4;
const RETRY_MS = 5_000;

/** Adds the route. */
export function consoleWhatIfRoutes(app: FastifyInstance, context: ConsoleContext): void {
  const { deps, zone, pages } = context;
  const admit = admission(deps);
  const heading = headings(deps, zone, PATH);
  const parts = { engine: deps.engine, users: pages.users, now: deps.clock };
  let going = 0;
  const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const caller = await admit(request, 'operator');
    if (!caller.ok) return sendFailure(reply, heading(request), caller.error);
    const question = parseQuestion(request.body, deps.engine.catalogue);
    if (!question.ok) return sendFailure(reply, heading(request), failureOfFault(question.error));
    if (going >= QUESTIONS_AT_ONCE_MAX) {
      const busy = { kind: 'busy', retryAfterMs: RETRY_MS, limit: 'questions at once' } as const;
      return sendFailure(reply, heading(request), failureOfOutcome(outcomeOf(busy))); // W2
    }
    going++;
    const isTable = headerOf(request, 'accept').includes('text/csv');
    const lines = isTable ? whatIfCsv(question.value, parts) : newsLines(question.value, parts);
    const stream = Readable.from(lines, { objectMode: false });
    stream.on('close', () => going--);
    reply.header('cache-control', 'no-store').header('x-accel-buffering', 'no');
    return reply.type(isTable ? 'text/csv; charset=utf-8' : 'application/x-ndjson').send(stream);
  };
  const route = {
    summary: 'Who would change by another structure of a course, or by other criteria',
    ...{ tags: ['console'], body: WHAT_IF, response: WHAT_IF_ANSWERS },
  };
  app.post(PATH, { schema: operation(route, 'operator'), handler });
}

async function* newsLines(
  question: Parameters<typeof whatIfNews>[0],
  parts: WhatIfParts,
): AsyncGenerator<string> {
  for await (const news of whatIfNews(question, parts)) yield `${JSON.stringify(news)}\n`;
}
