/**
 * What one side of a TLS connection to a server knows: whom it trusts and who it is. Contents, not
 * paths: files are read once, at start, by `server-tls.ts`.
 *
 * - T1 A server whose certificate cannot be verified is never talked to; there is no way to ask for
 *   that, since a driver that only encrypts sends its password to whoever answers.
 */

export interface Tls {
  /** PEM of the authorities that are trusted; `null` = those that Node knows. */
  readonly ca: string | null;
  /** This side's certificate and key, PEM; `null` = the server asks for none. */
  readonly identity: { readonly cert: string; readonly key: string } | null;
  /** The name that the server's certificate must carry; `null` = its address. */
  readonly serverName: string | null;
}

/** The same as Node's `tls.connect` takes it, and with it all three drivers. */
export interface TlsConnectOptions {
  readonly rejectUnauthorized: true;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly servername?: string;
}

export const tlsConnectOptions = ({ ca, identity, serverName }: Tls): TlsConnectOptions => ({
  rejectUnauthorized: true, // T1
  ...(ca !== null && { ca }),
  ...identity,
  ...(serverName !== null && { servername: serverName }),
});
