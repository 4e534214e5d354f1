import { describe, expect, it } from 'vitest';
import type { CertificateFacts } from '../../src/domain/certificate.js';
import { err, ok, type Result } from '../../src/domain/result.js';
import { PREVIEW_WAITING_MAX } from '../../src/gateway/http/routes/template-preview.js';
import type { TemplateContent } from '../../src/persistence/ports.js';
import { given, type Differing, type Envelope } from './given.js';

describe('looking at a template', () => {
  const PREVIEW = '/v1/certificate/template/preview';
  const looked = async (request: object, differing: Differing = {}) => {
    const drawn: { facts: CertificateFacts; content: TemplateContent }[] = [];
    const { app } = await given({
      drawPreview: (facts, content) => {
        drawn.push({ facts, content });
        return Promise.resolve(ok(Buffer.from('%PDF-')));
      },
      ...differing,
    });
    const headers = { 'x-authenticated-userid': 'u1' };
    const reply = await app.inject({
      ...{ method: 'POST', url: PREVIEW, headers },
      payload: { request },
    });
    return { reply, drawn };
  };

  it('answers a PDF of a specimen that is nobody’s', async () => {
    const { reply, drawn } = await looked({ template: { layout: 'modern' }, sample: 'hindi' });
    expect([reply.statusCode, reply.headers['content-type'], reply.body]).toEqual([
      200,
      'application/pdf',
      '%PDF-',
    ]);
    const [{ facts, content } = { facts: null, content: null }] = drawn;
    expect(facts).toMatchObject({
      recipientName: 'अनन्या कृष्णमूर्ति श्रीवास्तव',
      verifyUrl: 'http://laurel.example/certificates/specimen',
    });
    expect(JSON.stringify(content?.design?.blocks[0])).toContain('SPECIMEN');
  });

  it('takes the built-in look, sample signatories and an issuer where a template has none', async () => {
    const { drawn } = await looked({ template: {} });
    expect(drawn[0]!.content.signatories).toHaveLength(2);
    expect(drawn[0]!.facts.issuer.name).not.toBe('');
    expect(drawn[0]!.content.design!.blocks.length).toBeGreaterThan(5);
  });

  it('takes the stored template that it names', async () => {
    const stored = { name: 'Stored', artifactUrl: 'https://content.example/layout.svg' };
    const { drawn } = await looked(
      { template: { identifier: 'tpl-1' } },
      { templates: { template: () => Promise.resolve(ok(stored)) } },
    );
    expect(drawn[0]!.facts.templateName).toBe('Stored');
    expect(drawn[0]!.content.design!.height).toBe(420.95);
  });

  it.each([
    ['without a template', {}, 400, 'template'],
    ['of another type', { template: 'x' }, 400, 'template'],
    ['with an unknown sample', { template: {}, sample: 'x' }, 400, 'sample'],
    ['with a fault', { template: { layout: 'x' } }, 400, 'template.layout'],
  ])('is refused %s', async (_, request, status, part) => {
    const { reply, drawn } = await looked(request);
    expect([reply.statusCode, drawn]).toEqual([status, []]);
    expect(reply.json<Envelope>().params['errmsg']).toContain(part);
  });

  it('tells why something cannot be drawn', async () => {
    const failing = { drawPreview: () => Promise.resolve(err({ detail: 'too wide' })) };
    const { reply } = await looked({ template: {} }, failing);
    expect(reply.json<Envelope>().params['errmsg']).toBe('It cannot be drawn: too wide');
  });

  it('is refused while too many wait', async () => {
    const ends: (() => void)[] = [];
    const drawPreview = (): Promise<Result<Uint8Array, { detail: string }>> =>
      new Promise((resolve) => ends.push(() => resolve(ok(new Uint8Array(1)))));
    const { app } = await given({ drawPreview });
    const ask = () =>
      app.inject({
        ...{ method: 'POST', url: PREVIEW, payload: { request: { template: {} } } },
        headers: { 'x-authenticated-userid': 'u1' },
      });
    const waiting = Array.from({ length: PREVIEW_WAITING_MAX }, ask);
    await expect.poll(() => ends.length).toBe(PREVIEW_WAITING_MAX);
    expect((await ask()).statusCode).toBe(503);
    for (const end of ends) end();
    for (const { statusCode } of await Promise.all(waiting)) expect(statusCode).toBe(200);
  });
});
