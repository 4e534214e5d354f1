/**
 * Parses JSON bodies: `__proto__` and `constructor.prototype` keys are removed, of duplicate keys
 * the last counts (as `JSON.parse` has it), and nesting is bounded, so that no later step that
 * walks a body can exhaust the stack.
 */
import type { FastifyInstance } from 'fastify';
import { BODY_DEPTH_MAX, isDeeperThan } from '../json-depth.js';

/** Replaces fastify's JSON parser. */
export function parseJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('remove', 'remove');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    void parse(request, body as string, (error, value: unknown) => {
      const deep = error === null && isDeeperThan(value, BODY_DEPTH_MAX);
      done(deep ? tooDeep() : error, value);
    });
  });
}

const tooDeep = (): Error =>
  Object.assign(new Error(`the body nests deeper than ${String(BODY_DEPTH_MAX)} levels`), {
    statusCode: 400,
  });
