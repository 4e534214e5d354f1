/**
 * The pages of the console: one document for each of their addresses, and the files it asks for.
 * Where they were not built, or are turned off, a page without any script.
 *
 * - H1 The pages run what comes from here and nothing else: no inline script, no other origin. They
 *   talk to nobody else either, but to the origin of the OpenID provider where one is set.
 * - H2 A file's name holds a hash of its content, so that it may be kept for ever; the document may
 *   not.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CONSOLE_PATHS } from '../../console-paths.js';
import type { ConsoleFile, ConsoleFiles, ProviderClient } from '../console-deps.js';
import type { Zone } from '../../zone.js';
import { UNKNOWN } from '../certificate-file.js';
import type { GatewayDeps } from '../deps.js';
import { LANDING_PAGE } from '../landing-page.js';
import { headings, sendFailure } from '../sunbird-route.js';

/** Adds the routes. */
export function consoleShellRoutes(app: FastifyInstance, deps: GatewayDeps, zone: Zone): void {
  const { shell, assets } = deps.console?.files ?? NO_FILES;
  const shellHeaders = headersFor(deps.console?.signIn ?? null);
  const hidden = { schema: { hide: true } };
  const paths = shell === null ? [CONSOLE_PATHS.overview] : Object.values(CONSOLE_PATHS);
  for (const path of paths) {
    app.get(path, hidden, (request, reply) => {
      if (shell === null) return reply.type('text/html; charset=utf-8').send(LANDING_PAGE);
      return sendFile(request, reply.headers(shellHeaders), shell);
    });
  }
  // Browsers ask for it beside pages that name no icon, e.g. those of certificates.
  app.get('/favicon.ico', hidden, (request, reply) => {
    const icon = assets.get(ICON);
    return icon === undefined ? reply.code(204).send() : sendFile(request, reply, icon);
  });
  const heading = headings(deps, zone, null);
  app.get('/assets/:name', hidden, (request, reply) => {
    const file = assets.get((request.params as { readonly name: string }).name);
    if (file === undefined) return sendFailure(reply, heading(request), UNKNOWN);
    return sendFile(request, reply.header('cache-control', FOR_EVER), file);
  });
}

const NO_FILES: ConsoleFiles = { shell: null, assets: new Map() };

const ICON = 'laurel.svg';

const FOR_EVER = 'public, max-age=31536000, immutable';

/** H1, H2. */
const headersFor = (provider: ProviderClient | null): Record<string, string> => ({
  'cache-control': 'no-cache',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    provider === null ? "connect-src 'self'" : `connect-src 'self' ${originOf(provider)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
});

const originOf = ({ issuer }: ProviderClient): string => new URL(issuer).origin;

function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { type, body, gzip, etag }: ConsoleFile,
): FastifyReply {
  reply.headers({ etag, vary: 'accept-encoding', 'x-content-type-options': 'nosniff' });
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  const takesGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  if (takesGzip) reply.header('content-encoding', 'gzip');
  return reply.type(type).send(takesGzip ? gzip : body);
}
