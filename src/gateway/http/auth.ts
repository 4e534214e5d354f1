/**
 * Who asks, and whether the route is open to them. Two ways: authentication off (the caller is a
 * header or `request.userId`, and may do anything) and tokens.
 *
 * - A1 `private` and administrative routes need a system role, or come from this machine itself and
 *   not through a proxy (L10), nor from another origin's page in a browser here.
 * - A2 A token past its end is good for a state update only, up to a configured age (L10).
 * - A3 A managed user's token counts only with the token of the user who manages it.
 * - A4 In the console a token that is sent decides, on this machine, too; and where its readers
 *   sign in at a provider they always need one, since a browser runs other people's pages as well.
 *   What the roles of a token open is `console-access.ts`.
 *
 * Source: `reference/lms.md` 0.2; design 8, L10; design 9.
 */
import type { FastifyRequest } from 'fastify';
import { parseLearnerId, type LearnerId } from '../../domain/ids.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { Refusal } from '../../engine.js';
import { NOBODY, type Caller } from '../caller.js';
import { SYSTEM_ROLE, type ConsoleAccess } from '../console-access.js';
import { isFields, localUserId, own } from '../wire.js';
import type { GatewayDeps } from './deps.js';
import type { Claims, Tokens } from './token.js';

/**
 * - `open`: anybody.
 * - `user`: a known user.
 * - `update`: a known user, also by a token past its end (A2).
 * - `system`: A1.
 * - `mentor`, `operator`: the console's readers (A4).
 */
export type Access = 'open' | 'user' | 'update' | 'system' | ConsoleAccess;

type AuthFault = 'unauthenticated' | Refusal;
type Authenticated = Result<Caller, AuthFault>;

/** Makes the function that finds a request's caller. */
export function authenticator(
  deps: Pick<GatewayDeps, 'tokens' | 'clock' | 'settings' | 'console'>,
): (request: FastifyRequest, access: Access) => Authenticated | Promise<Authenticated> {
  const { tokens } = deps;
  if (tokens === null) return (request) => ok(namedCaller(request));
  const expiredMax = deps.settings.expiredTokenAgeMaxMs;
  return (request, access) => {
    if (access === 'open') return ok(NOBODY);
    if (isLocalAllowed(request, access, deps)) return ok({ ...NOBODY, system: true });
    return tokenCaller(request, access, tokens, deps.clock(), access === 'update' ? expiredMax : 0);
  };
}

/** A1, A4. */
function isLocalAllowed(
  request: FastifyRequest,
  access: Access,
  { console: pages }: Pick<GatewayDeps, 'console'>,
): boolean {
  if (access === 'system') return isLocal(request);
  if (!isConsoleAccess(access) || pages?.signIn !== null) return false;
  return headerOf(request, TOKEN_HEADER) === '' && isLocal(request);
}

export const isConsoleAccess = (access: Access): access is ConsoleAccess =>
  access === 'mentor' || access === 'operator';

/** The user of `request.userId`, where the body has one. */
export function bodyUserId(body: unknown): string | null {
  const request = isFields(body) ? own(body, 'request') : undefined;
  const userId = isFields(request) ? own(request, 'userId') : undefined;
  return typeof userId === 'string' ? localUserId(userId) : null;
}

function namedCaller(request: FastifyRequest): Caller {
  const header = headerOf(request, 'x-authenticated-userid');
  const requestedBy = learner(header === '' ? bodyUserId(request.body) : localUserId(header));
  return { ...NOBODY, requestedBy, system: true };
}

const learner = (value: string | null): LearnerId | null => {
  const id = parseLearnerId(value);
  return id.ok ? id.value : null;
};

/** A proxy on this machine connects from loopback, too; it says so by the headers it adds. */
function isLocal(request: FastifyRequest): boolean {
  const proxied = ['x-forwarded-for', 'forwarded', 'x-real-ip'].some(
    (name) => headerOf(request, name) !== '',
  );
  if (proxied || isOfForeignPage(request)) return false;
  return /^(::1|127\.|::ffff:127\.)/.test(request.socket.remoteAddress ?? '');
}

/** Browsers say whose page asks: newer ones for every request, older ones by its origin. */
function isOfForeignPage(request: FastifyRequest): boolean {
  const site = headerOf(request, 'sec-fetch-site');
  if (site !== '') return site !== 'same-origin' && site !== 'none';
  const origin = headerOf(request, 'origin');
  return origin !== '' && !origin.endsWith(`://${headerOf(request, 'host')}`);
}

async function tokenCaller(
  request: FastifyRequest,
  access: Access,
  tokens: Tokens,
  now: number,
  expiredMs: number,
): Promise<Authenticated> {
  const token = headerOf(request, TOKEN_HEADER);
  const verified = await tokens.verify(token, now, expiredMs);
  if (!verified.ok) return authFault(verified.error);
  const { roles } = verified.value;
  const system = roles.includes(SYSTEM_ROLE);
  const requestedBy = learner(verified.value.userId);
  if (requestedBy === null || (access === 'system' && !system)) return err('unauthenticated');
  const managed = headerOf(request, 'x-authenticated-for');
  if (managed === '') return ok({ requestedBy, requestedFor: null, system, roles });
  const other = await tokens.verify(managed, now, expiredMs);
  if (!other.ok) return authFault(other.error);
  return isManagedBy(other.value, requestedBy, request)
    ? ok({ requestedBy, requestedFor: learner(other.value.userId), system, roles })
    : err('unauthenticated');
}

const authFault = (fault: 'invalid' | 'unavailable'): Authenticated =>
  err(
    fault === 'invalid' ? 'unauthenticated' : { kind: 'unavailable', detail: 'no keys for tokens' },
  );

/** A3; the token must be of the user whom the request names, in its body or as the path's end. */
function isManagedBy(claims: Claims, parent: LearnerId, request: FastifyRequest): boolean {
  if (claims.parentId !== parent) return false;
  const last = request.url.split('?')[0]?.split('/').at(-1) ?? '';
  const named = bodyUserId(request.body) ?? (UUID.test(last) ? last : claims.userId);
  return named === claims.userId;
}

const TOKEN_HEADER = 'x-authenticated-user-token';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A header's text; '' = absent. */
export function headerOf(request: FastifyRequest, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}
