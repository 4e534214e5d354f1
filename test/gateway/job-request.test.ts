import { describe, expect, it } from 'vitest';
import type { ReportSubmission } from '../../src/reports/request-life-cycle.js';
import { reportsOf, withToken } from './given-reports.js';
import { given } from './given.js';

describe('a request by way of the LMS', () => {
  it.each(['/v1/jobrequest/submit', '/api/course/v1/jobrequest/submit'])(
    'is submitted at %s in the envelope of the LMS',
    async (url) => {
      const submitted: ReportSubmission[] = [];
      const { ask } = await given({ reports: reportsOf(submitted) });
      const request = { tag: 't', dataset: 'response-exhaust', datasetConfig: { batchId: 'b' } };

      const reply = await ask('POST', url, { request });

      expect(reply.body).toMatchObject({
        id: 'api.jobrequest.submit',
        responseCode: 'OK',
        result: { requestId: 'R1' },
      });
      expect(submitted).toMatchObject([{ ...request, requestedBy: 'u1' }]);
    },
  );

  it.each([
    [{ dataset: 'response-exhaust' }, 'Mandatory parameter tag is missing.'],
    [{ tag: 't' }, 'Mandatory parameter dataset is missing.'],
  ])('of %j is refused: %s', async (request, message) => {
    const { ask } = await given({ reports: reportsOf([]) });

    const reply = await ask('POST', '/v1/jobrequest/submit', { request });

    expect([reply.status, reply.body.params['err'], reply.body.params['errmsg']]).toEqual([
      400,
      'MANDATORY_PARAMETER_MISSING',
      message,
    ]);
  });

  it('is listed', async () => {
    const { ask } = await given({ reports: reportsOf([]) });

    const reply = await ask('GET', '/v1/jobrequest/list/t?limit=2');

    expect(reply.body).toMatchObject({
      id: 'api.jobrequest.list.t',
      result: { count: 1, jobs: [{ limit: 2 }] },
    });
  });

  it('is for the roles and the channel of reports only', async () => {
    const url = '/v1/jobrequest/list/t';
    const { reply } = await withToken(['PUBLIC'], 'org-1', { url });

    expect(reply.statusCode).toBe(403);
  });
});

describe('a run of requests', () => {
  const RUN = '/private/v1/jobrequest/run';

  it('is begun for a dataset, and told while it lasts', async () => {
    const begun: string[] = [];
    const reports = { ...reportsOf([]), run: (dataset: string) => void begun.push(dataset) };
    const { ask } = await given({ reports });

    const reply = await ask('POST', RUN, { request: { dataset: 'userinfo-exhaust' } });

    expect([reply.body.result, begun]).toEqual([{ running: true }, ['userinfo-exhaust']]);
    expect((await ask('GET', RUN)).body.result).toEqual({ running: true });
  });

  it('is refused for what is no dataset', async () => {
    const { ask } = await given({ reports: reportsOf([]) });

    expect((await ask('POST', RUN, { request: { dataset: 'shoes' } })).status).toBe(400);
  });
});
