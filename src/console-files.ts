/**
 * The built pages of the console, read once at start and kept as they are sent. Part of the
 * composition root; `scripts/build.mjs` makes the files.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { ConsoleFile, ConsoleFiles } from './gateway/http/console-deps.js';

/** Beside the gateway's compiled code; beside its sources there is none. */
const BUILT = fileURLToPath(new URL('gateway/console-pages/', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The files of a folder; none where it is not there. */
export function consoleFiles(folder = BUILT): ConsoleFiles {
  const shell = join(folder, 'index.html');
  if (!existsSync(shell)) return { shell: null, assets: new Map() };
  const assets = join(folder, 'assets');
  const names = existsSync(assets) ? readdirSync(assets) : [];
  return {
    shell: fileAt(shell),
    assets: new Map(names.map((name) => [name, fileAt(join(assets, name))])),
  };
}

function fileAt(path: string): ConsoleFile {
  const body = readFileSync(path);
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  return {
    type: TYPES[extname(path)] ?? 'application/octet-stream',
    ...{ body, gzip: gzipSync(body, { level: 9 }), etag: `"${hash}"` },
  };
}
