/**
 * Reads `issue.certificate.request`: judge the certificates of learners of a batch, or issue again
 * what they have.
 *
 * - I1 Every user of the list is served (Q9); which templates they earn is judged later, from
 *   durable state. `attemptId` and `trigger` change nothing.
 * - I2 A wish to issue again is named by the record's `mid`, so that the same record asks once.
 *
 * Source: `reference/jobs.md` 2.1.
 */
import type { Certify } from '../../domain/effects.js';
import {
  ID_LENGTH_MAX,
  parseLearnerId,
  type EnrolmentKey,
  type LearnerId,
} from '../../domain/ids.js';
import { err, ok, type Result } from '../../domain/result.js';
import { stableId } from '../events/stable-id.js';
import { isBlank, own, type Fields } from '../wire.js';
import { textOf } from './fields.js';
import { readEdata, readKey } from './read-event.js';
import { dead, IGNORED, type TopicEvent } from './topic-event.js';

/** Most users of one request. */
export const ISSUE_USERS_COUNT_MAX = 10_000;

const ACTION = 'issue-certificate';

/** Another action, or no batch, course or user, is ignored, as upstream. */
export function parseIssueRequest(text: string): TopicEvent {
  const read = readEdata(text);
  if (!read.ok) return dead(read.error);
  const { event, edata } = read.value;
  if (textOf(edata, 'action').toLowerCase() !== ACTION) return IGNORED;
  if (isBlank(own(edata, 'batchId')) || isBlank(own(edata, 'courseId'))) return IGNORED;
  const keys = keysOf(edata);
  if (!keys.ok) return dead(keys.error);
  if (keys.value.length === 0) return IGNORED;
  const request = own(edata, 'reIssue') === true ? requestId(own(event, 'mid'), text) : '';
  const effects = keys.value.map((key): Certify => ({ kind: 'certify', key, request }));
  return { kind: 'ask', effects };
}

function keysOf(edata: Fields): Result<readonly EnrolmentKey[], string> {
  const users = own(edata, 'userIds') ?? [];
  if (!Array.isArray(users)) return err('edata.userIds is not a list');
  if (users.length > ISSUE_USERS_COUNT_MAX) {
    return err(`edata.userIds has more than ${String(ISSUE_USERS_COUNT_MAX)} entries`);
  }
  const learners = new Set<LearnerId>();
  for (const [i, userId] of (users as readonly unknown[]).entries()) {
    if (isBlank(userId)) continue;
    const learner = parseLearnerId(userId);
    if (!learner.ok) return err(`edata.userIds[${String(i)}] is ${learner.error}`);
    learners.add(learner.value);
  }
  const [first] = learners;
  if (first === undefined) return ok([]);
  const key = readKey({ ...edata, userId: first }, 'edata.');
  return key.ok ? ok([...learners].map((learner) => ({ ...key.value, learner }))) : key;
}

/** I2. A record without a usable `mid` is named by its text. */
function requestId(mid: unknown, text: string): string {
  const isUsable = typeof mid === 'string' && !isBlank(mid) && mid.length <= ID_LENGTH_MAX;
  return isUsable ? mid : stableId('issue-request', text);
}
