/**
 * Registers a Sunbird route under its service path and its public ones, finds the caller, and
 * prints what the handler answers in Sunbird's envelope. Handlers know neither envelopes nor
 * statuses.
 *
 * - R1 An answer is printed only after the handler's promise resolved: durable first.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from 'fastify';
import type { Result } from '../../domain/result.js';
import type { Refusal } from '../../engine.js';
import type { Role } from '../../roles.js';
import type { Caller } from '../caller.js';
import type { Fault } from '../fault.js';
import { outcomeOf } from '../outcomes.js';
import type { Zone } from '../zone.js';
import { admission } from './admission.js';
import { aliasesOf } from './aliases.js';
import type { Access } from './auth.js';
import type { GatewayDeps } from './deps.js';
import {
  apiOf,
  failureOfFault,
  failureOfOutcome,
  failureText,
  successText,
  type Failure,
  type Heading,
} from './envelope.js';
import type { RefusalLog } from './refusal-log.js';
import { operation } from './schemas/answer.js';

/** What a handler answers: the `result`, or why there is none. */
export type Answered = Result<unknown, Fault | Refusal>;

export interface SunbirdRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT';
  /** The path of the LMS service, e.g. `/v1/course/batch/read/:batchId`. */
  readonly path: string;
  /** Path from which the envelope's id follows, where it is not `path`. */
  readonly named?: string;
  readonly access: Access;
  /** The part of Sunbird that answers here; `null` = none does, the route is Laurel's own. */
  readonly role: Role | null;
  readonly schema: FastifySchema;
  /**
   * No timer for each request: it would halve the throughput of the route that matters most. What
   * the route waits for, the log, has limits of its own.
   */
  readonly hot?: true;
  readonly handle: (request: FastifyRequest, caller: Caller) => Answered | Promise<Answered>;
}

/** What all Sunbird routes of one gateway share. */
export interface Sunbird {
  readonly deps: GatewayDeps;
  readonly zone: Zone;
  readonly add: (route: SunbirdRoute) => void;
}

/** Binds the registration of routes to an app. */
export function sunbird(app: FastifyInstance, deps: GatewayDeps, zone: Zone): Sunbird {
  const admit = admission(deps);
  const add = (route: SunbirdRoute): void => {
    const servicePath = route.named ?? route.path;
    const heading = headings(deps, zone, servicePath);
    const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const startedAt = deps.clock();
      // Where nobody is authenticated, no other web page may read what is answered to this machine.
      if (deps.tokens !== null) reply.header('access-control-allow-origin', '*');
      const caller = await admit(request, route.access);
      if (!caller.ok) return sendFailure(reply, heading(request), caller.error);
      const answered = await route.handle(request, caller.value);
      reply.header('request-time', deps.clock() - startedAt);
      return answered.ok
        ? sendSuccess(reply, heading(request), answered.value)
        : sendFailure(reply, heading(request), failureOf(answered.error));
    };
    const schema = operation(route.schema, route.access);
    const config = { servicePath, role: route.role };
    const timed = route.hot === true ? {} : { handlerTimeout: deps.settings.requestTimeoutMs };
    const shared = { method: route.method, config, handler, ...timed };
    app.route({ ...shared, url: route.path, schema });
    for (const url of aliasesOf(route.path)) {
      app.route({ ...shared, url, schema: { ...schema, hide: true } });
    }
  };
  return { deps, zone, add };
}

/**
 * Makes the headings of one route's answers from the LMS's path of it. `null` = no route: a request
 * is then named by its own path.
 */
export function headings(
  deps: Pick<GatewayDeps, 'clock'>,
  zone: Zone,
  template: string | null,
): (request: FastifyRequest) => Heading {
  const fixed = template === null || template.includes(':') ? null : apiOf(template);
  return (request) => {
    const api = fixed ?? apiOf(template === null ? pathOf(request) : filled(template, request));
    return { id: api.id, ver: api.ver, ts: zone.format(deps.clock()), msgid: request.id };
  };
}

/** Prints a success with the length of its result (`reference/lms.md` 0.3). */
export function sendSuccess(reply: FastifyReply, heading: Heading, value: unknown): FastifyReply {
  const result = JSON.stringify(value);
  return reply
    .code(200)
    .header('content-type', JSON_TYPE)
    .header('x-response-length', Buffer.byteLength(result))
    .send(successText(heading, result));
}

/** Prints a failure, and tells the log of it. */
export function sendFailure(reply: FastifyReply, heading: Heading, failure: Failure): FastifyReply {
  reply.server.refusals.tell(reply, failure);
  return printFailure(reply, heading, failure);
}

/** Prints a failure that the log was told of. */
export function printFailure(
  reply: FastifyReply,
  heading: Heading,
  failure: Failure,
): FastifyReply {
  if (failure.retryAfterS > 0) reply.header('retry-after', failure.retryAfterS);
  return reply
    .code(failure.status)
    .header('content-type', JSON_TYPE)
    .send(failureText(heading, failure));
}

const JSON_TYPE = 'application/json; charset=utf-8';

const failureOf = (error: Fault | Refusal): Failure =>
  error.kind === 'fault' ? failureOfFault(error) : failureOfOutcome(outcomeOf(error));

const pathOf = (request: FastifyRequest): string => request.url.split('?')[0] ?? '';

function filled(template: string, request: FastifyRequest): string {
  const values = request.params as Readonly<Record<string, string>>;
  return template.replace(/:(\w+)/g, (_, name: string) => values[name] ?? '');
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly refusals: RefusalLog;
  }
  interface FastifyContextConfig {
    /** The LMS's own path of a Sunbird route, from which the envelope's id follows. */
    readonly servicePath?: string;
    /** Whose work the route does; absent or `null` = it answers whatever the roles are. */
    readonly role?: Role | null;
  }
}
