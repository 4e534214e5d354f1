/** Certificates on disk for servers of a test that let in only whom they know. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Secured } from '../../scripts/services/recipe.js';
import { LOOPBACK } from '../../scripts/services/ports.js';
import { newAuthority } from './certificates.js';

export interface Credentials extends Secured {
  /** An authority that signed nothing here. */
  readonly otherCaFile: string;
  remove(): void;
}

/** For a server on this machine and its clients. */
export function newCredentials(): Credentials {
  const folder = mkdtempSync(join(tmpdir(), 'laurel-tls-'));
  const written = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const authority = newAuthority('Authority of a test');
  const { cert, key } = authority.issue(['localhost', 'servers.of.a.test'], [LOOPBACK]);
  return {
    caFile: written('ca.pem', authority.cert),
    otherCaFile: written('other-ca.pem', newAuthority('Another authority').cert),
    certFile: written('cert.pem', cert),
    keyFile: written('key.pem', key),
    ...{ username: 'cassandra', password: 'cassandra' },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
