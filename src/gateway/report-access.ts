/**
 * Who may ask for reports of a channel, and read of them. Pure; `http/report-caller.ts` finds out
 * who calls.
 *
 * Source: `reference/exhausts.md` 5.2 (authorisation; `policies.rego` of the API gateway's rules).
 */
import type { Caller } from './caller.js';
import { fault, type Fault } from './fault.js';

/** What is done with requests: whoever reads of reports gets their files. */
export type ReportAction = 'submit' | 'read';

const SUBMITTING_ROLES = ['ORG_ADMIN', 'REPORT_ADMIN', 'CONTENT_CREATOR', 'COURSE_MENTOR'];

const ROLES: Readonly<Record<ReportAction, readonly string[]>> = {
  submit: SUBMITTING_ROLES,
  /** `ondemand.dataexhaust.roles`. */
  read: [...SUBMITTING_ROLES, 'PROGRAM_MANAGER', 'PROGRAM_DESIGNER'],
};

/**
 * What keeps a caller from it; `null` = nothing. `rootOrg` is the caller's own root organisation,
 * '' = not known.
 */
export function faultOfReportCaller(
  action: ReportAction,
  caller: Caller,
  channel: string,
  rootOrg: string,
): Fault | null {
  if (caller.system) return null;
  if (channel === '') return fault('FORBIDDEN', CHANNEL_MISSING);
  const allowed = caller.roles.some((role) => ROLES[action].includes(role));
  return allowed && rootOrg === channel ? null : fault('FORBIDDEN', 'You are not authorized.');
}

const CHANNEL_MISSING = 'X-Channel-ID is missing in request header';

/** What somebody without a token is told: consumers without users have no channels here. */
export const faultOfConsumer = (consumer: string, channel: string): Fault =>
  channel === ''
    ? fault('FORBIDDEN', CHANNEL_MISSING)
    : fault(
        'FORBIDDEN',
        `Given X-Consumer-ID='${consumer}' and X-Channel-ID='${channel}' are not authorized`,
      );
