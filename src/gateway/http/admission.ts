/**
 * Lets a caller in or not: who asks (`auth.ts`), and whether the console is open to their roles.
 * What is answered to who stays outside is the same everywhere.
 */
import type { FastifyRequest } from 'fastify';
import { err, type Result } from '../../domain/result.js';
import type { Caller } from '../caller.js';
import { faultOfReader } from '../console-access.js';
import { outcomeOf } from '../outcomes.js';
import { authenticator, isConsoleAccess, type Access } from './auth.js';
import type { GatewayDeps } from './deps.js';
import { failureOfFault, failureOfOutcome, UNAUTHENTICATED, type Failure } from './envelope.js';

export type Admission = (
  request: FastifyRequest,
  access: Access,
) => Promise<Result<Caller, Failure>>;

/** Makes the function that lets callers in. */
export function admission(
  deps: Pick<GatewayDeps, 'tokens' | 'clock' | 'settings' | 'console'>,
): Admission {
  const authenticate = authenticator(deps);
  const mentorRoles = deps.console?.mentorRoles ?? [];
  return async (request, access) => {
    const caller = await authenticate(request, access);
    if (!caller.ok) {
      const { error } = caller;
      return err(
        error === 'unauthenticated' ? UNAUTHENTICATED : failureOfOutcome(outcomeOf(error)),
      );
    }
    if (!isConsoleAccess(access)) return caller;
    const refused = faultOfReader(access, caller.value, mentorRoles);
    return refused === null ? caller : err(failureOfFault(refused));
  };
}
