import { describe, expect, it } from 'vitest';
import { NOW, TEMPLATE, given } from './given.js';

describe('a certificate', () => {
  const facts = {
    certificate: 'cert-1',
    recipientName: 'Asha Rao',
    courseName: 'A course',
    templateName: 'Merit',
    issuer: TEMPLATE.issuer,
    completedAt: NOW,
    issuedAt: NOW,
    replaces: '',
    verifyUrl: 'http://laurel.example/certificates/cert-1',
    accessCode: 'A1B2C3',
    timeZone: 'Asia/Kolkata',
    batch: 'b-live',
    batchName: 'A batch',
    course: 'do_c',
    scorePercent: null,
  };

  const issued = async (status: string) => {
    const all = await given();
    const view = { facts, status, revocation: null, replacedBy: '' };
    all.engine.certificates.set('cert-1', view as never);
    return all;
  };

  it('is shown as a page', async () => {
    const { app } = await issued('valid');
    const reply = await app.inject({
      url: '/certificates/cert-1',
      headers: { accept: 'text/html' },
    });
    expect([reply.statusCode, reply.headers['content-type']]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    expect(reply.body).toContain('Asha Rao');
    expect(reply.body).toContain('/certificates/cert-1.pdf');
  });

  it('is shown as JSON to who asks for that', async () => {
    const { app } = await issued('valid');
    const headers = { accept: 'application/json' };
    const reply = await app.inject({ url: '/certificates/cert-1', headers });
    expect(reply.json<{ result: object }>().result).toMatchObject({
      id: 'cert-1',
      status: 'valid',
    });
  });

  it('is a document', async () => {
    const { app, engine } = await issued('valid');
    engine.documents.set('cert-1', new TextEncoder().encode('%PDF-1.7'));
    const reply = await app.inject({ url: '/certificates/cert-1.pdf' });
    expect([reply.headers['content-type'], reply.body]).toEqual(['application/pdf', '%PDF-1.7']);
  });

  it('that is being drawn says when to come again', async () => {
    const { app } = await issued('being-rendered');
    const reply = await app.inject({ url: '/certificates/cert-1.pdf' });
    expect([reply.statusCode, reply.headers['retry-after']]).toEqual([503, '1']);
  });

  it.each(['/certificates/none', '/certificates/none.pdf'])('is not known at %s', async (url) => {
    const { app } = await given();
    expect((await app.inject({ url })).statusCode).toBe(404);
  });
});
