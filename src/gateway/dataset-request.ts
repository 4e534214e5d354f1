/**
 * Reads a request for a report, and judges who may ask for one.
 *
 * Source: `reference/exhausts.md` 5.2.
 */
import type { UserEntry } from '../domain/certificate.js';
import { err, ok, type Result } from '../domain/result.js';
import type { ReportSubmission } from '../reports/request-life-cycle.js';
import type { Caller } from './caller.js';
import { fault, type Fault } from './fault.js';
import { isFields, own, requestOf, textOf } from './wire.js';

/** `ondemand.dataexhaust.roles`. */
const REPORT_ROLES = [
  'ORG_ADMIN',
  'REPORT_ADMIN',
  'CONTENT_CREATOR',
  'COURSE_MENTOR',
  'PROGRAM_MANAGER',
  'PROGRAM_DESIGNER',
];

/** Reads `{request:{tag, dataset, datasetConfig, requestedBy?, encryptionKey?}}`. */
export function parseReportSubmission(
  body: unknown,
  channel: string,
  user: string,
): Result<ReportSubmission, Fault> {
  const request = requestOf(body);
  if (!request.ok) return request;
  const texts = new Map<string, string>();
  for (const name of ['tag', 'dataset', 'requestedBy', 'encryptionKey']) {
    const text = textOf(own(request.value, name), name);
    if (!text.ok) return text;
    texts.set(name, text.value.trim());
  }
  const config = own(request.value, 'datasetConfig') ?? null;
  if (config !== null && !isFields(config)) {
    return err(fault('DATA_TYPE_ERROR', 'datasetConfig', 'Map'));
  }
  return ok({
    tag: texts.get('tag') ?? '',
    dataset: texts.get('dataset') ?? '',
    datasetConfig: config,
    requestedBy: texts.get('requestedBy') || user,
    channel,
    encryptionKey: texts.get('encryptionKey') ?? '',
  });
}

/**
 * Whether a caller may ask for reports of a channel: a role that may, and the channel is the
 * caller's own organisation by the user cache. `null` = may.
 */
export function faultOfChannel(
  caller: Caller,
  channel: string,
  user: UserEntry | null,
): Fault | null {
  if (caller.system) return null;
  if (channel === '') return fault('FORBIDDEN', 'X-Channel-ID is missing in request header');
  const allowed = caller.roles.some((role) => REPORT_ROLES.includes(role));
  return allowed && user?.['rootorgid'] === channel
    ? null
    : fault('FORBIDDEN', 'You are not authorized.');
}
