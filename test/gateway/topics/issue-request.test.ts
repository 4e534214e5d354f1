import { describe, expect, it } from 'vitest';
import {
  ISSUE_USERS_COUNT_MAX,
  parseIssueRequest,
} from '../../../src/gateway/topics/issue-request.js';
import { eventOf, key } from './given.js';

const CASE = 'pre-01-full-event-reissue';
const COURSE = 'do_11309999837886054415';
const BATCH = '0131000245281587206';
const MID = 'LP.1621833310477.429e795f-6d3e-4a11-8754-685984d62d10';

describe('a request to issue certificates', () => {
  it('has the certificates judged', () => {
    const event = parseIssueRequest(issue({ reIssue: false, attemptId: 'a1' }));

    const effect = { kind: 'certify', key: key('user001', COURSE, BATCH), request: '' };
    expect(event).toEqual({ kind: 'ask', effects: [effect] });
  });

  it('names a wish to issue again by the id of its record', () => {
    const event = parseIssueRequest(issue({ reIssue: true }));

    expect(event).toMatchObject({ effects: [{ request: MID }] });
  });

  it('names such a wish without an id by its text', () => {
    const [one, two] = ['a', 'b'].map((batchId) =>
      parseIssueRequest(JSON.stringify({ ...eventOf(CASE, { batchId }), mid: 7 })),
    );

    const requests = [one, two].map((e) => (e?.kind === 'ask' ? e.effects[0] : null));
    expect(requests[0]).toMatchObject({
      request: expect.stringMatching(/^[\da-f-]{36}$/) as string,
    });
    expect(requests[1]).not.toMatchObject({
      request: (requests[0] as { request: string }).request,
    });
  });

  it('serves every user once, in order', () => {
    const event = parseIssueRequest(issue({ userIds: ['u1', '', 'u2', 'u1', null] }));

    expect(event).toMatchObject({
      effects: [{ key: { learner: 'u1' } }, { key: { learner: 'u2' } }],
    });
  });

  it.each([
    [{ action: 'issue-certificates' }],
    [{ action: null }],
    [{ batchId: ' ' }],
    [{ courseId: null }],
    [{ userIds: null }],
    [{ userIds: [] }],
    [{ userIds: [''] }],
  ])('is ignored with %j, as upstream', (change) => {
    expect(parseIssueRequest(issue(change))).toEqual({ kind: 'ignored' });
  });

  it.each([
    [{ batchId: 5 }, 'edata.batchId is not-a-string'],
    [{ courseId: 'c\n' }, 'edata.courseId is control-character'],
    [{ userIds: 'user001' }, 'edata.userIds is not a list'],
    [{ userIds: ['u1', { id: 'u2' }] }, 'edata.userIds[1] is not-a-string'],
    [
      { userIds: Array.from({ length: ISSUE_USERS_COUNT_MAX + 1 }, (_, i) => `u${String(i)}`) },
      `edata.userIds has more than ${String(ISSUE_USERS_COUNT_MAX)} entries`,
    ],
  ])('is buried for a fault it names', (change, reason) => {
    expect(parseIssueRequest(issue(change))).toMatchObject({ kind: 'dead', reason });
  });
});

const issue = (change: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(eventOf(CASE, change));
