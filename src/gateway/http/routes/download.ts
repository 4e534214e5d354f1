/**
 * Report files, to be fetched by signed links.
 *
 * - D1 Nothing outside the report folder is ever read, whatever a link says.
 */
import { open } from 'node:fs/promises';
import { basename, relative, resolve, sep } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DOWNLOAD_PATH, isValidDownload } from '../../download-link.js';
import { fault, type Fault } from '../../fault.js';
import type { Zone } from '../../zone.js';
import type { GatewayDeps } from '../deps.js';
import { failureOfFault } from '../envelope.js';
import { headings, sendFailure } from '../sunbird-route.js';
import { DOWNLOAD_ANSWERS } from '../schemas/documents.js';

/** Adds the route of this resource. */
export function downloadRoutes(app: FastifyInstance, deps: GatewayDeps, zone: Zone): void {
  const servicePath = '/v1/dataset/files';
  const heading = headings(deps, zone, servicePath);
  app.get(
    `${DOWNLOAD_PATH}/*`,
    {
      schema: {
        summary: 'Fetch a report file by its signed link',
        tags: ['report request'],
        response: DOWNLOAD_ANSWERS,
      },
      config: { servicePath, role: 'reports' },
    },
    async (request, reply) => {
      const file = (request.params as { readonly '*': string })['*'];
      const refuse = (reason: Fault): FastifyReply =>
        sendFailure(reply, heading(request), failureOfFault(reason));
      if (!isSigned(request, file, deps)) {
        return refuse(fault('FORBIDDEN', 'The link is not valid, or it has expired.'));
      }
      const path = pathWithin(deps.reportDir, file);
      const sent = path !== null && (await sendFile(reply, path));
      return sent ? reply : refuse(fault('RESOURCE_NOT_FOUND'));
    },
  );
}

function isSigned(request: FastifyRequest, file: string, deps: GatewayDeps): boolean {
  const { expires, signature } = request.query as Readonly<Record<string, unknown>>;
  if (typeof expires !== 'string' || typeof signature !== 'string') return false;
  return isValidDownload(file, expires, signature, deps.downloadKey, deps.clock());
}

function pathWithin(folder: string, file: string): string | null {
  const path = resolve(folder, file);
  const inside = relative(folder, path);
  return inside === '' || inside.startsWith('..') || inside.startsWith(sep) ? null : path;
}

/** Streams a file; `false` when there is none. */
async function sendFile(reply: FastifyReply, path: string): Promise<boolean> {
  const file = await open(path).catch(() => null);
  if (file === null) return false;
  const stat = await file.stat();
  if (!stat.isFile()) {
    await file.close();
    return false;
  }
  void reply
    .header('content-type', TYPES[path.slice(path.lastIndexOf('.'))] ?? 'application/octet-stream')
    .header('content-length', stat.size)
    .header('content-disposition', `attachment; filename="${basename(path).replace(/"/g, '')}"`)
    .header('cache-control', 'private, no-store')
    .send(file.createReadStream());
  return true;
}

const TYPES: Readonly<Record<string, string>> = {
  '.csv': 'text/csv; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.zip': 'application/zip',
};
