import { describe, expect, it } from 'vitest';
import { certified } from './given-certified.js';
import { NOW } from './given.js';

const REVOKE = '/v1/certificate/revoke/batch';
const REISSUE = '/v1/certificate/reissue';
const PLACE = { courseId: 'do_c', batchId: 'b-live' };
const MANY = Array.from({ length: 1001 }, (_, i) => `c${String(i)}`);

describe('revoking by a filter', () => {
  it('in a dry run counts and shows without a reason, and revokes nobody', async () => {
    const { ask, engine } = await certified();
    const before = engine.submissions.length;
    const { status, body } = await ask('POST', REVOKE, { request: { ...PLACE, dryRun: true } });
    expect([status, body.result]).toMatchObject([
      200,
      { dryRun: true, task: 'revoke', certificates: 1, sample: [{ certificateId: 'cert-1' }] },
    ]);
    expect(engine.submissions).toHaveLength(before);
  });

  it('begins a job that can be looked at, and is no job that issues again', async () => {
    const { ask, engine } = await certified();
    const request = { ...PLACE, reason: ' Wrong name ', requestId: 'stop-1' };
    const begun = await ask('POST', REVOKE, { request });
    expect(begun.body.result).toMatchObject({ jobId: 'stop-1', task: 'revoke' });
    const looked = await ask('GET', `${REVOKE}/stop-1`);
    expect(looked.body.result).toMatchObject({ task: 'revoke', certificates: 1 });
    expect(engine.submissions.at(-1)).toEqual([
      expect.objectContaining({
        ...{ kind: 'revoke-certificate', certificate: 'cert-1', reason: 'Wrong name', at: NOW },
      }),
    ]);
    expect((await ask('GET', REVOKE)).body.result['jobs']).toHaveLength(1);
    expect((await ask('GET', REISSUE)).body.result['jobs']).toEqual([]);
    expect((await ask('GET', `${REISSUE}/stop-1`)).status).toBe(404);
  });

  it('means those alone that are named', async () => {
    const { ask } = await certified();
    const count = async (certificateIds: readonly string[]): Promise<unknown> => {
      const request = { ...PLACE, certificateIds, dryRun: true };
      return (await ask('POST', REVOKE, { request })).body.result['certificates'];
    };
    expect(await count(['cert-2'])).toBe(0);
    expect(await count(['cert-2', 'cert-1'])).toBe(1);
  });

  it.each([
    [{}, 'MANDATORY_PARAMETER_MISSING', 'reason'],
    [{ reason: 'x'.repeat(501) }, 'LIMIT_EXCEEDED', 'reason'],
    [{ reason: 'x', status: 'revoked' }, 'INVALID_PARAMETER_VALUE', 'status'],
    [{ reason: 'x', certificateIds: 'c' }, 'DATA_TYPE_ERROR', 'certificateIds'],
    [{ reason: 'x', certificateIds: ['c', 5] }, 'INVALID_PARAMETER_VALUE', 'certificateIds[1]'],
    [{ reason: 'x', certificateIds: MANY }, 'LIMIT_EXCEEDED', 'certificateIds'],
  ])('is refused for %j', async (wish, code, parameter) => {
    const { ask } = await certified();
    const { status, body } = await ask('POST', REVOKE, { request: { ...PLACE, ...wish } });
    expect([status, body.params['err']]).toEqual([400, code]);
    expect(body.params['errmsg']).toContain(parameter);
  });
});
