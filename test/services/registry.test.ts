import { afterEach, describe, expect, it } from 'vitest';
import { certificateRegistry, type RegistryEntry } from '../../src/services/registry.js';
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

  it('takes out of texts what the registry cannot store', async () => {
    const recipientName = String.raw`Øystein \aaaÝ`;

    await register({ ...ENTRY, facts: { ...FACTS, recipientName } });

    expect(server!.asked[1]!.body).toMatchObject({ recipient: { name: 'ystein ' } });
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
): ReturnType<ReturnType<typeof certificateRegistry>> {
  server = await standIn({
    'DELETE /TrainingCertificate/old%2Fid': { status: 404, body: {} },
    'POST /PublicKey/search': KEY,
    'POST /TrainingCertificate': MADE,
    ...but,
  });
  return certificateRegistry(server.http, SETTINGS)(entry);
}
