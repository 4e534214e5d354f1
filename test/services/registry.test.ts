import { afterEach, describe, expect, it } from 'vitest';
import type { RegistryEntry } from '../../src/services/registry-record.js';
import { certificateRegistry, type Registry } from '../../src/services/registry.js';
import { FACTS } from './facts.js';
import { standIn, type Reply, type StandIn } from './stand-in.js';

const SIGNATORY = { name: 'CEO', id: 'CEO', designation: 'Director', image: 'https://i.example/s' };
const ENTRY: RegistryEntry = {
  facts: FACTS,
  content: { url: 'CLOUD/cert/File-1.svg', signatories: [SIGNATORY] },
  replaces: '',
};
const SETTINGS = {
  entity: 'TrainingCertificate',
  cloudPlaceholder: 'CLOUD',
  cloudBaseUrl: 'https://cloud.example/content',
};
const KEY = { status: 200, body: [{ osid: '1-key', value: 'v', alg: 'RSA' }] };
const MADE = { status: 200, body: { result: { TrainingCertificate: { osid: 'validId' } } } };
const WORKING = {
  'DELETE /TrainingCertificate/old%2Fid': { status: 404, body: {} },
  'POST /PublicKey/search': KEY,
  'POST /TrainingCertificate': MADE,
};
const SEARCH = 'POST /TrainingCertificate/search';
const HELD_TRAINING = { id: FACTS.course, batchId: FACTS.batch, name: 'renamed since' };
const HELD = {
  osid: 'held',
  certificateLabel: '100percentcompletioncertificate',
  recipient: { id: 'user001', name: 'Creation ' },
  training: HELD_TRAINING,
};

let server: StandIn | null = null;
afterEach(() => server?.close());

describe('Registering a certificate', () => {
  it('asks for the key, then creates the record, and answers its identifier', async () => {
    const answer = await register(ENTRY);

    expect(answer).toEqual({ ok: true, value: 'validId' });
    expect(server!.asked).toEqual([
      { call: 'POST /PublicKey/search', authorization: 'token', body: { filters: {} } },
      { call: 'POST /TrainingCertificate', authorization: 'token', body: RECORD },
    ]);
  });

  it('deletes the record that it replaces first and names it', async () => {
    await register({ ...ENTRY, replaces: 'old/id' });

    expect(server!.asked.map(({ call }) => call)).toEqual([
      'DELETE /TrainingCertificate/old%2Fid',
      'POST /PublicKey/search',
      'POST /TrainingCertificate',
    ]);
    expect(server!.asked[2]!.body).toEqual({ ...RECORD, oldId: 'old/id' });
  });

  it('takes out of every text what the registry cannot store', async () => {
    const recipientName = String.raw`Øystein \aaaÝ \x00`;
    const signatories = [{ ...SIGNATORY, name: 'Ýmir', image: 'https://i.example/Øs' }];

    await register({
      ...{ facts: { ...FACTS, recipientName }, replaces: '' },
      content: { url: 'https://t.example/Ø.svg', signatories },
    });

    expect(server!.asked[1]!.body).toMatchObject({
      recipient: { name: 'ystein  ' },
      templateUrl: 'https://t.example/.svg',
      signatory: [{ name: 'mir', image: 'https://i.example/s' }],
    });
  });

  it('keeps the template address where the cloud store is not known', async () => {
    server = await standIn(WORKING);
    const nowhere = { ...SETTINGS, cloudBaseUrl: '' };

    await certificateRegistry(server.http, nowhere)(ENTRY);

    expect(server.asked[1]!.body).toMatchObject({ templateUrl: 'CLOUD/cert/File-1.svg' });
  });

  it('leaves the key out where it has no id', async () => {
    await register(ENTRY, { 'POST /PublicKey/search': { status: 200, body: [{ alg: 'RSA' }] } });

    const { name, url } = FACTS.issuer;
    expect(server!.asked[1]!.body).toMatchObject({ issuer: { name, url } });
    expect(server!.asked[1]!.body).not.toHaveProperty('issuer.kid');
  });

  it('creates nothing that no key could sign', async () => {
    const answer = await register(ENTRY, { 'POST /PublicKey/search': { status: 200, body: [] } });

    expect(answer).toEqual({ ok: false, error: { detail: 'the registry has no public key' } });
    expect(server!.asked.map(({ call }) => call)).toEqual(['POST /PublicKey/search']);
  });

  it.each([
    ['POST /PublicKey/search', 'service.rc.search.api'],
    ['POST /TrainingCertificate', 'service.rc.create.api'],
  ])('says which call was refused: %s', async (call, name) => {
    const answer = await register(ENTRY, { [call]: { status: 500, body: {} } });

    const detail = `Something Went Wrong While Making API Call:  ${name} | Status is: 500`;
    expect(answer).toEqual({ ok: false, error: { detail } });
  });

  it('is no success without an identifier', async () => {
    const answer = await register(ENTRY, {
      'POST /TrainingCertificate': { status: 200, body: { result: {} } },
    });

    expect(answer).toMatchObject({
      error: { detail: expect.stringContaining('result.TrainingCertificate.osid') as string },
    });
  });
});

describe('Registering a certificate again', () => {
  it('takes the record that an earlier try made', async () => {
    const registry = await registering({ [SEARCH]: { status: 200, body: [HELD] } });
    await registry(ENTRY);

    const answer = await registry(ENTRY);

    expect(answer).toEqual({ ok: true, value: 'held' });
    expect(server!.asked.at(-1)).toMatchObject({
      call: SEARCH,
      body: { filters: { 'recipient.id': { eq: 'user001' } } },
    });
  });

  it('looks for one that was decided before this process began, also page by page', async () => {
    const body = { totalCount: 1, data: [HELD] };
    const registry = await registering({ [SEARCH]: { status: 200, body } }, FACTS.issuedAt + 1);

    expect(await registry(ENTRY)).toEqual({ ok: true, value: 'held' });
  });

  it.each([
    ['another learner', { recipient: { id: 'user002' } }],
    ['another batch', { training: { ...HELD_TRAINING, batchId: 'other' } }],
    ['another course', { training: { ...HELD_TRAINING, id: 'other' } }],
    ['another name', { certificateLabel: 'Merit' }],
    ['the place of an older one', { oldId: 'older' }],
  ])('makes one where what is there is for %s', async (_, other) => {
    const body = [{ ...HELD, ...other }];
    const registry = await registering({ [SEARCH]: { status: 200, body } }, FACTS.issuedAt + 1);

    expect(await registry(ENTRY)).toEqual({ ok: true, value: 'validId' });
  });

  it('makes one where the registry knows of no search', async () => {
    const registry = await registering({}, FACTS.issuedAt + 1);

    expect(await registry(ENTRY)).toEqual({ ok: true, value: 'validId' });
  });

  it('makes none while the search fails', async () => {
    const registry = await registering({ [SEARCH]: { status: 503, body: {} } }, Infinity);

    expect(await registry(ENTRY)).toMatchObject({ ok: false });
    expect(server!.asked.map(({ call }) => call)).toEqual([SEARCH]);
  });
});

const RECORD = {
  certificateLabel: '100PercentCompletionCertificate',
  status: 'ACTIVE',
  templateUrl: 'https://cloud.example/content/cert/File-1.svg',
  training: {
    id: 'do_11309999837886054415',
    name: 'new course may23',
    type: 'Course',
    batchId: '0131000245281587206',
  },
  recipient: { id: 'user001', name: 'Creation ' },
  issuer: { url: 'https://council.example/', name: 'State Council', kid: '1-key' },
  signatory: [SIGNATORY],
};

async function register(
  entry: RegistryEntry,
  but: Readonly<Record<string, Reply>> = {},
): ReturnType<Registry> {
  return (await registering(but))(entry);
}

async function registering(
  but: Readonly<Record<string, Reply>>,
  openedAt?: number,
): Promise<Registry> {
  server = await standIn({ ...WORKING, ...but });
  return certificateRegistry(server.http, SETTINGS, openedAt);
}
