/** What one kind of server is: how it is prepared, started and asked whether it answers. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const KINDS = ['cassandra', 'kafka', 'redis'] as const;

export type Kind = (typeof KINDS)[number];

export interface Place {
  /** Holds everything that the server writes. */
  readonly folder: string;
  readonly port: number;
  /** For what the server says to itself: Kafka's controller, Cassandra's gossip. */
  readonly innerPort: number;
  /** What it acknowledged outlives SIGKILL. Costs a write to disk each: only where it is tested. */
  readonly durable: boolean;
  /** Who is let in, and how; `null` = everybody. */
  readonly secured: Secured | null;
}

/** A server that talks by TLS alone, to clients with a certificate and a password. PEM files. */
export interface Secured {
  readonly caFile: string;
  /** Certificate and key of the server; `ask` shows the same. */
  readonly certFile: string;
  readonly keyFile: string;
  /** Cassandra begins with one user that is made by itself, under this name and password. */
  readonly username: 'cassandra';
  readonly password: 'cassandra';
}

export interface Recipe {
  readonly kind: Kind;
  /** Writes the server's files into its folder; called once a folder. */
  prepare(place: Place, say: (line: string) => void): Promise<void>;
  /** The program and its arguments. */
  command(place: Place): Promise<readonly [string, ...string[]]>;
  /** Rejects unless the server does real work for a client. Takes what Laurel's setting takes. */
  ask(address: string, secured: Secured | null): Promise<void>;
}

/** How a client of a secured server connects, as Node has it. */
export async function tlsOf({ caFile, certFile, keyFile }: Secured): Promise<ClientTls> {
  const [ca, cert, key] = await Promise.all(
    [caFile, certFile, keyFile].map((file) => readFile(file, 'utf8')),
  );
  return { ca: ca!, cert: cert!, key: key!, rejectUnauthorized: true };
}

interface ClientTls {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly rejectUnauthorized: true;
}

/** Key and certificate in one PEM file, as Java servers take them; resolves with its path. */
export async function identityFile(folder: string, secured: Secured): Promise<string> {
  const path = join(folder, 'identity.pem');
  const { cert, key } = await tlsOf(secured);
  await writeFile(path, `${key}${cert}`, { mode: 0o600 });
  return path;
}
