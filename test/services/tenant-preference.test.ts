import { afterEach, describe, expect, it } from 'vitest';
import { err, ok } from '../../src/domain/result.js';
import { tenantPreference } from '../../src/services/tenant-preference.js';
import { standIn, type Reply, type StandIn } from './stand-in.js';

const READ = 'POST /private/v2/org/preferences/read';
const SEARCH = 'POST /private/v2/org/search';
const POLICY = {
  level: 'PLAIN_DATASET',
  job: { 'userinfo-exhaust': { type: 'x', level: 'PASSWORD_PROTECTED_DATASET' } },
};

let service: StandIn | null = null;

afterEach(async () => {
  await service?.close();
  service = null;
});

describe('The security level of a job', () => {
  it.each([
    ['is its own', 'userinfo-exhaust', preference(POLICY), 'PASSWORD_PROTECTED_DATASET'],
    ['is that of all where it has none', 'progress-exhaust', preference(POLICY), 'PLAIN_DATASET'],
    ['is none where there is no policy', 'progress-exhaust', preference({}), ''],
    [
      'is none where the service knows no preference',
      'progress-exhaust',
      { status: 404, body: { responseCode: 'RESOURCE_NOT_FOUND' } },
      '',
    ],
    ['is no property that every object has', 'constructor', preference(POLICY), 'PLAIN_DATASET'],
  ])('%s', async (_, job, reply, level) => {
    const tenant = await asking({ [READ]: reply });

    expect(await tenant.securityLevel('0130', job)).toEqual(ok(level));
  });

  it.each([
    ['fails', { status: 500, body: {} }, 500],
    ['is not there, and something else says 404', { status: 404, body: {} }, 404],
  ])('is not known where the service %s', async (_, reply, status) => {
    const tenant = await asking({ [READ]: reply });

    expect(await tenant.securityLevel('0130', 'progress-exhaust')).toEqual(
      err({ detail: `the preference service answered ${String(status)}` }),
    );
  });

  it('is asked for by tenant and key', async () => {
    const tenant = await asking({ [READ]: preference(POLICY) });

    await tenant.securityLevel('0130', 'progress-exhaust');

    expect(service?.asked.map(({ body }) => body)).toEqual([
      { request: { orgId: '0130', key: 'dataSecurityPolicy' } },
    ]);
  });
});

describe('The personal columns of a tenant', () => {
  it('are those that it lists', async () => {
    const tenant = await asking({ [READ]: preference({ piiFields: ['email', 'phone'] }) });

    expect(await tenant.piiFields('0130')).toEqual(ok(['email', 'phone']));
    expect(service?.asked[0]?.body).toEqual({
      request: { orgId: '0130', key: 'userPrivateFields' },
    });
  });

  it('are none where it lists none', async () => {
    const tenant = await asking({ [READ]: preference({ piiFields: 'email' }) });

    expect(await tenant.piiFields('0130')).toEqual(ok([]));
  });
});

describe('The key of an organisation', () => {
  it('is the first that it has published', async () => {
    const keys = { exhaustEncryptionKey: ['https://store/key.pem', 'https://store/old.pem'] };
    const tenant = await asking({ [SEARCH]: found([{ keys }]) });

    expect(await tenant.exhaustKey('0130')).toEqual(ok('https://store/key.pem'));
    expect(service?.asked[0]?.body).toEqual({ request: { filters: { id: '0130' } } });
  });

  it.each([
    ['there is no organisation', []],
    ['it has no keys', [{ keys: null }]],
    ['it has none for reports', [{ keys: { exhaustEncryptionKey: [] } }]],
  ])('is nothing where %s', async (_, content) => {
    const tenant = await asking({ [SEARCH]: found(content) });

    expect(await tenant.exhaustKey('0130')).toEqual(ok(''));
  });
});

async function asking(
  replies: Readonly<Record<string, Reply>>,
): Promise<ReturnType<typeof tenantPreference>> {
  service = await standIn(replies);
  return tenantPreference(service.http);
}

function preference(data: unknown): Reply {
  return { status: 200, body: { responseCode: 'OK', result: { response: { data } } } };
}

function found(content: unknown): Reply {
  return { status: 200, body: { responseCode: 'OK', result: { response: { content } } } };
}
