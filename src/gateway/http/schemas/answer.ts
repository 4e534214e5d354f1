/**
 * What every route of the LMS answers with: Sunbird's envelope around a result, and the failures
 * that any request can end in.
 *
 * - F1 A failure has one shape, named `Failure` in the document, whatever its status.
 *
 * Source: `reference/lms.md` 0.2, 0.3; `outcomes.ts` and `errors.ts` for the statuses.
 */
import type { FastifySchema } from 'fastify';
import { Type, type TSchema } from 'typebox';
import { isConsoleAccess, type Access } from '../auth.js';
import { anything, nullable, text, time } from './shape.js';

/** The failure envelope (F1), to be added to the app under its name. */
export const FAILURE = Type.Object(
  {
    id: text,
    ver: text,
    ts: time,
    params: Type.Object({
      resmsgid: Type.Null(),
      msgid: nullable(text),
      err: nullable(Type.String({ description: 'the code, e.g. `COURSE_ID_REQUIRED_ERROR`' })),
      status: text,
      errmsg: text,
    }),
    responseCode: Type.String({
      enum: ['CLIENT_ERROR', 'UNAUTHORIZED', 'RESOURCE_NOT_FOUND', 'SERVER_ERROR'],
    }),
    result: Type.Object({}),
  },
  { $id: 'Failure' },
);

/** How fastify names a schema that was added to the app. */
const FAILURE_REF = Type.Unsafe<unknown>({ $ref: 'Failure#' });

/** Answers by status, as fastify's `schema.response` has them. */
export type Answers = Readonly<Record<number, unknown>>;

/** Answer 200 with a result in Sunbird's envelope. */
export const success = (result: TSchema, description = 'Done'): Answers => ({
  200: inJson(envelope(result), description),
});

/** Sunbird's envelope around the result of a success. */
export const envelope = (result: TSchema): TSchema =>
  Type.Object({
    id: text,
    ver: text,
    ts: time,
    params: Type.Object({
      resmsgid: Type.Null(),
      msgid: nullable(text),
      err: Type.Null(),
      status: Type.Literal('success'),
      errmsg: Type.Null(),
    }),
    responseCode: Type.Literal('OK'),
    result,
  });

/** `{"response": "SUCCESS"}`. */
export const SUCCESS = Type.Object({ response: Type.Literal('SUCCESS') });

/** A failure of one status, for routes that have one of their own. */
export const failure = (description: string): object => inJson(FAILURE_REF, description);

/** One answer in JSON. */
export const inJson = (schema: TSchema, description: string): object => ({
  description,
  content: { 'application/json': { schema } },
});

/** The whole schema of a route: its own, and what its access and its method bring along. */
export function operation(schema: FastifySchema, access: Access): FastifySchema {
  const open = access === 'open';
  return {
    headers: open ? MESSAGE : CALLER,
    ...schema,
    response: {
      ...success(anything),
      ...COMMON,
      ...(open ? {} : { 401: failure('No valid caller') }),
      ...(isConsoleAccess(access) ? { 403: failure('Not for the roles of the caller') } : {}),
      ...(schema.body === undefined ? {} : { 413: failure('The body is too large') }),
      ...(schema.response as Answers | undefined),
    },
  };
}

const later = (description: string): object => ({
  ...failure(description),
  headers: { 'retry-after': { type: 'integer', description: 'seconds' } },
});

const COMMON: Answers = {
  400: failure('The request is refused; `params.err` says why'),
  404: failure('What is asked for is not there'),
  429: later('A limit is reached'),
  500: failure('Something unforeseen'),
  503: later('The store is not available, or the service is stopping'),
};

const optional = (description: string): TSchema => Type.Optional(Type.String({ description }));

const MESSAGES = { 'x-msgid': optional('echoed as `params.msgid`') };
const MESSAGE = Type.Object(MESSAGES);
const CALLER = Type.Object({
  ...MESSAGES,
  'x-authenticated-user-token': optional('the token of the caller'),
  'x-authenticated-for': optional('the token of a user whom the caller manages'),
  'x-authenticated-userid': optional('the caller, while authentication is off'),
});
