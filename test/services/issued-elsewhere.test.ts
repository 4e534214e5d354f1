import { afterEach, describe, expect, it } from 'vitest';
import { keepersOfCertificates } from '../../src/services/issued-elsewhere.js';
import { standIn, type Reply, type StandIn } from './stand-in.js';

let server: StandIn | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

describe('The registry of certificates that Sunbird issued', () => {
  it('answers its record, its drawing and its keys', async () => {
    const record = { osid: '1-a', certificateLabel: 'Merit' };
    const { keepers, asked } = await given({
      'GET /TrainingCertificate/1-a': { status: 200, body: record },
      'GET /PublicKey/k%2F1': { status: 200, body: { value: 'PEM' } },
    });
    expect(await keepers.record?.('1-a')).toEqual({ ok: true, value: record });
    expect(await keepers.key?.('k/1')).toEqual({ ok: true, value: { value: 'PEM' } });
    const svg = await keepers.svg?.('1-a', 'https://templates/x.svg');
    expect(svg).toEqual({ ok: true, value: JSON.stringify(record) });
    expect(asked.at(-1)).toMatchObject({ authorization: 'token' });
  });

  it('knows no certificate where it answers 404', async () => {
    const { keepers } = await given({});
    expect(await keepers.record?.('1-b')).toEqual({ ok: true, value: null });
    expect(await keepers.svg?.('1-b', 'no header\n')).toEqual({ ok: true, value: null });
  });

  it('is unanswered where it fails', async () => {
    const { keepers } = await given({
      'GET /TrainingCertificate/1-a': { status: 500, body: {} },
    });
    const error = { detail: 'the registry answered 500' };
    expect(await keepers.record?.('1-a')).toEqual({ ok: false, error });
    expect(await keepers.svg?.('1-a', '')).toEqual({ ok: false, error });
  });

  it('is not asked where there is none', () => {
    expect(keepersOfCertificates(null, 'TrainingCertificate', null)).toEqual({
      ...{ record: null, svg: null, key: null, printUri: null },
    });
  });
});

describe('The service of certificates before there was a registry', () => {
  it('answers the drawing', async () => {
    const path = 'GET /certs/v2/registry/download/uuid-1';
    const { keepers } = await given({
      [path]: { status: 200, body: { result: { printUri: 'data:image/svg+xml,x' } } },
    });
    expect(await keepers.printUri?.('uuid-1')).toEqual({ ok: true, value: 'data:image/svg+xml,x' });
    expect(await keepers.printUri?.('uuid-2')).toEqual({ ok: true, value: null });
  });

  it('is unanswered where it fails', async () => {
    const { keepers } = await given({
      'GET /certs/v2/registry/download/u': { status: 503, body: 'busy' },
    });
    expect(await keepers.printUri?.('u')).toEqual({
      ok: false,
      error: { detail: 'the certificate service answered 503' },
    });
  });
});

async function given(replies: Readonly<Record<string, Reply>>) {
  server = await standIn(replies);
  const { http, asked } = server;
  return { keepers: keepersOfCertificates(http, 'TrainingCertificate', http), asked };
}
