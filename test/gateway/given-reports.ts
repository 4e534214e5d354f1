/** Report requests for the routes' tests: what stands behind them, and callers with tokens. */
import type { InjectOptions } from 'fastify';
import { err, ok } from '../../src/domain/result.js';
import type { GatewayDeps } from '../../src/gateway/http/deps.js';
import type { ReportSubmission } from '../../src/reports/request-life-cycle.js';
import { given, type Differing } from './given.js';

export interface DatasetBody {
  readonly params: { readonly errmsg: string | null };
  readonly responseCode: string;
  readonly result: unknown;
}

/** Asks as user `u1` of `org-1`. */
export async function withToken(
  roles: string[],
  channel: string,
  request: InjectOptions,
  differing: Differing = {},
) {
  const claims = { userId: 'u1', parentId: '', roles };
  const tokens = { verify: () => Promise.resolve(ok(claims)) };
  const { app, engine } = await given({ tokens, reports: reportsOf([]), ...differing });
  await engine.catalogue.putUsers([['u1' as never, { rootorgid: 'org-1' }]]);
  const headers = { 'x-authenticated-user-token': 'x', 'x-channel-id': channel };
  return { reply: await app.inject({ ...request, headers }) };
}

/** Reports that remember what was submitted and know one request. */
export const reportsOf = (submitted: ReportSubmission[]): GatewayDeps['reports'] => ({
  submit: (submission) => {
    if (submission.tag === '') {
      return Promise.resolve(err({ kind: 'invalid', message: 'tag is empty' }));
    }
    submitted.push(submission);
    return Promise.resolve(ok({ requestId: 'R1' } as never));
  },
  read: () => Promise.resolve(err({ kind: 'unknown' })),
  list: (_tag, _channel, limit) => Promise.resolve([{ limit } as never]),
  search: (search) => Promise.resolve([search as never]),
  run: () => undefined,
  isRunning: true,
});
