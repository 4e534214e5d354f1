/**
 * For which channel a request about reports is made, and whether its caller may make it.
 *
 * Source: `reference/exhausts.md` 5.2.
 */
import type { FastifyRequest } from 'fastify';
import type { LearnerId } from '../../domain/ids.js';
import { ok, type Result } from '../../domain/result.js';
import type { Refusal } from '../../engine.js';
import type { Caller } from '../caller.js';
import { fault, type Fault } from '../fault.js';
import { faultOfReportCaller, type ReportAction } from '../report-access.js';
import { headerOf } from './auth.js';
import type { GatewayDeps } from './deps.js';

/** `X-Channel-ID`; '' = not given. */
export const channelOf = (request: FastifyRequest): string =>
  headerOf(request, 'x-channel-id').trim();

/** What keeps a caller from it; `null` = nothing. */
export async function refusalOfReports(
  action: ReportAction,
  caller: Caller,
  channel: string,
  deps: Pick<GatewayDeps, 'engine' | 'people'>,
): Promise<Fault | Refusal | null> {
  if (caller.system || caller.requestedBy === null) return null;
  const rootOrg = await rootOrgOf(caller.requestedBy, deps);
  if (!rootOrg.ok) return rootOrg.error;
  return faultOfReportCaller(action, caller, channel, rootOrg.value);
}

/** The root organisation of a user, '' = not known: by the user service, else by the user cache. */
export async function rootOrgOf(
  user: LearnerId,
  { engine, people }: Pick<GatewayDeps, 'engine' | 'people'>,
): Promise<Result<string, Fault | Refusal>> {
  if (people !== null) {
    const root = await people.rootOrganisation(user);
    if (root.ok) return ok(root.value ?? '');
    return { ok: false, error: fault('SERVICE_UNAVAILABLE', 'The user service did not answer.') };
  }
  const entry = await engine.catalogue.user(user);
  return entry.ok ? ok(entry.value?.['rootorgid'] ?? '') : entry;
}
