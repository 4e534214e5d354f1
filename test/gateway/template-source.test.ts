import { describe, expect, it } from 'vitest';
import type { Template } from '../../src/domain/template.js';
import { err, ok } from '../../src/domain/result.js';
import { TEMPLATE, given, type Given } from './given.js';

const ADD = '/v1/course/batch/cert/template/add';
const { issuer, signatoryList } = TEMPLATE;
const stored = {
  name: 'stored name',
  artifactUrl: 'https://content.example/layout.svg',
  data: { title: 'Certificate of merit' },
  issuer,
  signatoryList,
};

describe('a template that a content service keeps', () => {
  it('gives name and layout, and what the request does not bring', async () => {
    const made = await withStored(stored);
    expect(await add(made)).toBe(200);
    expect(templateOf(made)).toMatchObject({
      name: 'Certificate of merit',
      url: 'https://content.example/layout.svg',
      issuer,
      signatories: signatoryList,
    });
  });

  it('may hold its parts as JSON text, and need no title', async () => {
    const made = await withStored({
      ...stored,
      data: '{}',
      issuer: JSON.stringify(issuer),
      signatoryList: JSON.stringify(signatoryList),
    });
    await add(made);
    expect(templateOf(made)).toMatchObject({
      name: 'stored name',
      issuer,
      signatories: signatoryList,
    });
  });

  it('gives way to the issuer and the signatories of the request, each by itself', async () => {
    const made = await withStored(stored);
    const other = { name: 'Another academy', url: 'https://other.example' };
    await add(made, { issuer: other });
    expect(templateOf(made)).toMatchObject({ issuer: other, signatories: signatoryList });
  });

  it('keeps what an issuer says beyond what is printed', async () => {
    const made = await withStored({ ...stored, issuer: { ...issuer, publicKey: ['7'] } });
    await add(made);
    expect(templateOf(made)?.extras['issuer']).toEqual({ ...issuer, publicKey: ['7'] });
  });

  it.each([
    ['does not exist', ok(null), 400, 'Given cert template not found: tpl-1'],
    ['cannot be read', ok('text'), 400, 'Invalid template Id: tpl-1'],
    ['cannot be asked for', err({ detail: 'x' }), 503, 'The content service did not answer.'],
  ])('that %s is refused', async (_, answer, status, message) => {
    const { ask } = await given({ templates: { template: () => Promise.resolve(answer) } });
    const reply = await ask('PATCH', ADD, { request: wish() });
    expect(reply.status).toBe(status);
    expect(reply.body.params['errmsg']).toContain(message);
  });

  it('without signatories, anywhere, is refused by the name of what is missing', async () => {
    const { ask } = await withStored({ ...stored, signatoryList: null });
    const reply = await ask('PATCH', ADD, { request: wish() });
    expect(reply.body.params['errmsg']).toContain('template.signatoryList');
  });
});

const wish = (differing: object = {}): object => ({
  batch: {
    ...{ courseId: 'do_c', batchId: 'b-live' },
    template: { identifier: 'tpl-1', criteria: { enrollment: { status: '2' } }, ...differing },
  },
});

const withStored = (template: unknown): Promise<Given> =>
  given({ templates: { template: () => Promise.resolve(ok(template)) } });

const add = async ({ ask }: Given, differing: object = {}): Promise<number> =>
  (await ask('PATCH', ADD, { request: wish(differing) })).status;

const templateOf = ({ engine }: Given): Template | undefined =>
  engine.catalogue.batch('b-live' as never)?.templates['tpl-1' as never];
