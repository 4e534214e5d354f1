/** How a client of Cassandra gets in: by TLS or plainly, with a user or without one. */
import { auth, type ClientOptions } from 'cassandra-driver';
import { tlsConnectOptions, type Tls } from '../tls.js';

export interface CassandraAccess {
  /** `null` = the servers ask for none. */
  readonly credentials: { readonly username: string; readonly password: string } | null;
  /** `null` = plain connections. */
  readonly tls: Tls | null;
}

/** The driver's options for it. The driver by itself would verify no certificate. */
export const accessOptions = ({
  credentials,
  tls,
}: CassandraAccess): Pick<ClientOptions, 'authProvider' | 'sslOptions'> => ({
  ...(credentials !== null && {
    authProvider: new auth.PlainTextAuthProvider(credentials.username, credentials.password),
  }),
  ...(tls !== null && { sslOptions: tlsConnectOptions(tls) }),
});
