import { describe, expect, it } from 'vitest';
import {
  parseGenerateRequest,
  type GenerateRequest,
} from '../../../src/gateway/topics/generate-request.js';
import type { TopicContext } from '../../../src/gateway/topics/topic-event.js';
import { context, eventOf, jobCase, key, RECEIVED } from './given.js';

const CASE = 'gen-11-validation-table';
const ISSUER = { name: 'An academy', url: 'https://academy.example' };

describe('the validation of a generate request', () => {
  it.each(jobCase(CASE).expected.table)('answers $change with $message', ({ change, message }) => {
    const event = parseGenerateRequest(generate(change), context());

    if (message === null) expect(event.kind).toBe('generate');
    else expect(event).toEqual({ kind: 'dead', explained: true, reason: message });
  });

  it.each([
    [{ name: 5 }, 'Invalid value 5 for parameter edata.name.'],
    [{ data: {} }, 'Invalid value {} for parameter edata.data.'],
    [{ data: [7] }, 'Invalid value 7 for parameter edata.data.'],
    [{ issuer: 'x' }, 'Invalid value x for parameter edata.issuer.'],
    [{ tag: ['a'] }, 'Invalid value ["a"] for parameter tag.'],
    [{ basePath: 'ssh://x' }, 'Invalid value ssh://x for parameter certificate.basePath.'],
    [{ basePath: 'http://a b' }, 'Invalid value http://a b for parameter certificate.basePath.'],
    [{ userId: ' ' }, 'Mandatory parameter edata.userId is missing.'],
    [{ related: { courseId: 'c' } }, 'Mandatory parameter edata.related.batchId is missing.'],
    [
      { related: { courseId: 'c\t', batchId: 'b' } },
      'Invalid value c\t for parameter edata.related.courseId.',
    ],
    [{ oldId: { id: 1 } }, 'Invalid value {"id":1} for parameter edata.oldId.'],
    [{ expiry: 'soon' }, 'Invalid value soon for parameter edata.expiry.'],
    [{ expiry: 5 }, 'Invalid value 5 for parameter edata.expiry.'],
    [{ issuedDate: '24 May' }, 'Invalid value 24 May for parameter edata.issuedDate.'],
    [
      { issuedDate: '2021-02-30T00:00:00Z' },
      'Invalid value 2021-02-30T00:00:00Z for parameter edata.issuedDate.',
    ],
  ])('answers %j with %s', (change, reason) => {
    expect(parseGenerateRequest(generate(change), context())).toMatchObject({ reason });
  });

  it('names missing parameters in the order of upstream', () => {
    const event = parseGenerateRequest(generate({ data: [], tag: 'a-b', issuer: {} }), context());

    expect(event).toMatchObject({ reason: 'Mandatory parameter edata.data is missing.' });
  });

  it('cuts a long value in its message', () => {
    const event = parseGenerateRequest(generate({ tag: '-'.repeat(10_000) }), context());

    expect(event.kind === 'dead' && event.reason.length).toBeLessThan(120);
  });

  it('takes public keys of the issuer that contain the key that signs', () => {
    const change = { keys: { id: '1' }, issuer: { ...ISSUER, publicKey: ['1', '2'] } };

    expect(parseGenerateRequest(generate(change), context()).kind).toBe('generate');
  });

  it('refuses public keys of the issuer without the key that signs', () => {
    const change = { keys: { id: '3' }, issuer: { ...ISSUER, publicKey: ['1', '2'] } };

    const event = parseGenerateRequest(generate(change), context());

    expect(event).toMatchObject({
      reason:
        'Invalid value ["1","2"] for parameter edata.issuer.publicKey.' +
        ' ,public key attribute must contain keys.id value',
    });
  });

  it('leaves signatories unchecked where the installation suppresses their faults', () => {
    const text = generate({ signatoryList: [{ name: 'A. Head', id: null }] });

    const event = parsed(text, { suppressesSignatoryFaults: true });

    const signatory = { name: 'A. Head', id: '', designation: '', image: '' };
    expect(event.content.signatories).toEqual([signatory]);
  });
});

describe('what a generate request says', () => {
  it('is read into the facts of a certificate', () => {
    const request = parsed(generate({}), { courseVersion: () => 2 });

    expect(request).toEqual({
      key: key('user001', 'do_11309999837886054415', '0131000245281587206'),
      receivedAt: RECEIVED,
      courseVersion: 2,
      name: '100PercentCompletionCertificate',
      template: 'template_01_dev_001',
      content: {
        url: 'https://ntpstagingall.blob.core.windows.net/user/cert/File-01311849840255795242.svg',
        signatories: [
          {
            name: 'CEO Gujarat',
            id: 'CEO',
            designation: 'CEO',
            image: 'https://cdn.pixabay.com/photo/2014/11/09/08/06/signature-523237__340.jpg',
          },
        ],
      },
      issuer: {
        name: 'Gujarat Council of Educational Research and Training',
        url: 'https://gcert.gujarat.gov.in/gcert/',
      },
      recipientName: 'Creation ',
      courseName: 'new course may23',
      issuedAt: RECEIVED,
      expiresAt: 0,
      oldId: '',
      scorePercent: null,
    });
  });

  it.each([
    ['2021-05-24', Date.UTC(2021, 4, 23, 18, 30)],
    ['2021-05-24T10:15:30Z', Date.UTC(2021, 4, 24, 10, 15, 30)],
    ['', RECEIVED],
  ])('is issued on %s', (issuedDate, at) => {
    expect(parsed(generate({ issuedDate })).issuedAt).toBe(at);
  });

  it('ends when its expiry says, counted from its issue', () => {
    const change = { issuedDate: '2021-05-24', expiry: '1y' };
    expect(parsed(generate(change)).expiresAt).toBe(Date.UTC(2022, 4, 23, 18, 30));
  });

  it('names the learner among several recipients', () => {
    const data = ['user001', 'user002'].map((id) => ({
      recipientId: id,
      recipientName: `N-${id}`,
    }));

    expect(parsed(generate({ data })).recipientName).toBe('N-user001');
  });

  it('carries the best of its scores', () => {
    const score = { content_001: 40, content_002: 75.5, content_003: 'most' };
    const related = { courseId: 'c', batchId: 'b', assessment: { score } };

    expect(parsed(generate({ related })).scorePercent).toBe(75.5);
  });

  it('goes by the name of the certificate where no template is named', () => {
    expect(parsed(generate({ templateId: null })).template).toBe('100PercentCompletionCertificate');
  });
});

const generate = (change: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(eventOf(CASE, change));

function parsed(text: string, more: Partial<TopicContext> = {}): GenerateRequest {
  const event = parseGenerateRequest(text, context(more));
  if (event.kind !== 'generate') throw new Error(JSON.stringify(event));
  return event.request;
}
