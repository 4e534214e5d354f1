import { describe, expect, it } from 'vitest';
import { certificateView } from '../../src/actors/certificate-view.js';
import { err, ok } from '../../src/domain/result.js';
import type { GatewayDeps } from '../../src/gateway/http/deps.js';
import { issue } from '../domain/commands.js';
import { sampleFacts } from '../certificates/sample.js';
import { KEY, given } from './given.js';

const DRAWN = Buffer.from('drawn');

describe('A picture of a certificate', () => {
  it.each([
    ['svg', 'image/svg+xml'],
    ['png', 'image/png'],
  ])('is sent as %s, under its own type', async (suffix, type) => {
    const { app, asked } = await issued();

    const reply = await app.inject({ url: `/certificates/cert-1.${suffix}` });

    expect([reply.statusCode, reply.headers['content-type']]).toEqual([200, type]);
    expect(reply.rawPayload.equals(DRAWN)).toBe(true);
    expect(reply.headers['content-disposition']).toBe(
      `inline; filename="certificate-cert-1.${suffix}"`,
    );
    expect(asked).toEqual([`cert-1 ${suffix}`]);
  });

  it('may be kept by who asked, and is not sent again while it is the same', async () => {
    const { app } = await issued();
    const url = '/certificates/cert-1.png';
    const { headers } = await app.inject({ url });

    const again = await app.inject({ url, headers: { 'if-none-match': String(headers.etag) } });

    expect(headers['cache-control']).toBe('private, max-age=300');
    expect([again.statusCode, again.body]).toEqual([304, '']);
    expect(again.headers.etag).toBe(headers.etag);
  });

  it('runs nothing when its drawing is opened by itself', async () => {
    const { app } = await issued();
    const { headers } = await app.inject({ url: '/certificates/cert-1.svg' });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });

  it("is what Sunbird's portal gets, which asks for a drawing and prints it", async () => {
    const { app, asked } = await issued();

    const url = '/api/rc/certificate/v1/download/cert-1';
    const reply = await app.inject({ url, headers: { accept: 'image/svg+xml' } });

    expect([reply.headers['content-type'], reply.body]).toEqual(['image/svg+xml', 'drawn']);
    expect(asked).toEqual(['cert-1 svg']);
  });

  it('is to be asked for again when too many are being drawn', async () => {
    const busy = { kind: 'busy', retryAfterMs: 1_000, limit: 'pictures' } as const;
    const { app } = await issued(() => Promise.resolve(err(busy)));

    const reply = await app.inject({ url: '/certificates/cert-1.png' });

    expect([reply.statusCode, reply.headers['retry-after']]).toEqual([429, '1']);
  });

  it('is not there before the document is', async () => {
    const { app, engine, asked } = await issued();
    engine.documents.clear();

    const reply = await app.inject({ url: '/certificates/cert-1.png' });

    expect([reply.statusCode, asked]).toEqual([503, []]);
  });

  it('is not there for a certificate that is unknown', async () => {
    const { app, asked } = await issued();
    const reply = await app.inject({ url: '/certificates/none.svg' });
    expect([reply.statusCode, asked]).toEqual([404, []]);
  });
});

async function issued(
  draw: () => ReturnType<GatewayDeps['picture']> = () => Promise.resolve(ok(DRAWN)),
) {
  const asked: string[] = [];
  const all = await given({
    picture: ({ certificate }, format) => {
      asked.push(`${certificate} ${format}`);
      return draw();
    },
  });
  await all.engine.submit([{ ...issue('cert-1'), key: KEY }]);
  const facts = { ...sampleFacts(), ...KEY, certificate: 'cert-1' as never };
  all.engine.documents.set('cert-1', Buffer.from('%PDF-1.3'));
  all.engine.certificates.set('cert-1', certificateView(facts, all.engine.state(KEY), false));
  return { ...all, asked };
}
