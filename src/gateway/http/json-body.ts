/**
 * Parses JSON bodies: `__proto__` and `constructor.prototype` keys are removed, of duplicate keys
 * the last counts (as `JSON.parse` has it), and nesting is bounded, so that no later step that
 * walks a body can exhaust the stack.
 */
import type { FastifyInstance } from 'fastify';

/** Deepest nesting of a body: a course hierarchy of 64 levels needs two for each. */
export const BODY_DEPTH_MAX = 200;

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

/** Whether a JSON value nests deeper than `depthMax`; looks no deeper than that itself. */
export function isDeeperThan(value: unknown, depthMax: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depthMax === 0) return true;
  if (Array.isArray(value)) return value.some((element) => isDeeperThan(element, depthMax - 1));
  for (const key in value) {
    if (isDeeperThan((value as Record<string, unknown>)[key], depthMax - 1)) return true;
  }
  return false;
}

const tooDeep = (): Error =>
  Object.assign(new Error(`the body nests deeper than ${String(BODY_DEPTH_MAX)} levels`), {
    statusCode: 400,
  });
