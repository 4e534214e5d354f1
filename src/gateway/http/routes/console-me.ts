/**
 * Who the reader of the console is, what they may do, and how they sign in. Open to anybody, so
 * that a page which nobody is named on has an answer, and no failure; it holds nothing secret.
 */
import type { FastifyRequest } from 'fastify';
import { recipientName } from '../../../domain/certificate.js';
import { err, ok } from '../../../domain/result.js';
import type { Caller } from '../../caller.js';
import { neededRoles, permittedActions, readerOf, type Reader } from '../../console-access.js';
import type { Entrance, ReaderView, SignInWay } from '../../console-reader.js';
import { authenticator } from '../auth.js';
import type { ConsoleContext } from '../console-context.js';
import type { ProviderClient } from '../console-deps.js';
import type { GatewayDeps } from '../deps.js';
import { rootOrgOf } from '../report-caller.js';
import { ENTRANCE } from '../schemas/console-me.js';
import { success } from '../schemas/answer.js';
import type { Answered, Sunbird } from '../sunbird-route.js';

/** Adds the route of this resource. */
export function consoleMeRoutes({ add }: Sunbird, { deps, pages }: ConsoleContext): void {
  const authenticate = authenticator(deps);
  const { mentorRoles } = pages;
  const signIn = wayOf(deps, pages.signIn);
  const handle = async (request: FastifyRequest): Promise<Answered> => {
    const found = await authenticate(request, 'mentor');
    if (!found.ok) {
      const { error } = found;
      return error === 'unauthenticated' ? ok<Entrance>({ kind: 'unknown', signIn }) : err(error);
    }
    const caller = found.value;
    const reader = readerOf(caller, mentorRoles);
    if (reader !== null) {
      return ok<Entrance>({ kind: 'reader', signIn, reader: await viewOf(reader, caller, deps) });
    }
    const roles = neededRoles(mentorRoles);
    return ok<Entrance>({ kind: 'no-role', signIn, user: caller.requestedBy ?? '', roles });
  };
  add({
    method: 'GET',
    path: '/v1/console/me',
    access: 'open',
    role: null,
    schema: {
      summary: 'Who reads the console, what they may do, and how they sign in',
      ...{ tags: ['console'], response: success(ENTRANCE) },
    },
    handle,
  });
}

function wayOf({ tokens }: GatewayDeps, provider: ProviderClient | null): SignInWay {
  if (tokens === null) return { kind: 'none' };
  return provider === null ? { kind: 'token' } : { kind: 'oidc', ...provider };
}

/** What is not known just now is left out: the pages are of use without it. */
async function viewOf(reader: Reader, caller: Caller, deps: GatewayDeps): Promise<ReaderView> {
  const { requestedBy } = caller;
  const user = requestedBy === null ? null : await deps.engine.catalogue.user(requestedBy);
  const root = reader.kind === 'mentor' ? await rootOrgOf(reader.user, deps) : ok('');
  const channel = root.ok ? root.value : '';
  return {
    ...{ kind: reader.kind, user: requestedBy ?? '', channel },
    name: user?.ok === true && user.value !== null ? recipientName(user.value) : '',
    may: permittedActions(reader, caller, channel),
  };
}
