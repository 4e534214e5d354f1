/**
 * A real OpenID provider on this machine, with its own pages. Whoever gives a name is signed in by
 * it, whatever the password; tokens are signed, and name roles as Keycloak's do.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

export interface OpenIdProvider {
  readonly issuer: string;
  /** Kinds of grants that tokens were given for, in order. */
  readonly grants: string[];
  /** Takes a console at this address as its client. */
  open(console: string, accessTokenS: number): Promise<void>;
  /** While it is down it answers 503. */
  setDown(isDown: boolean): void;
  close(): Promise<void>;
}

export const CLIENT_ID = 'laurel-console';

export interface Person {
  readonly name: string;
  readonly roles: readonly string[];
}

const DAY_S = 86_400;

/** Starts it on a free port. */
export async function openIdProvider(
  people: Readonly<Record<string, Person>>,
): Promise<OpenIdProvider> {
  let answer: ReturnType<Provider['callback']> | null = null;
  let isDown = false;
  const grants: string[] = [];
  const server = createServer((request, reply) => {
    if (answer !== null && !isDown) return void answer(request, reply);
    // A page of another origin reads a failure only where it may read an answer.
    reply.writeHead(503, { 'access-control-allow-origin': '*' }).end();
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const issuer = `http://localhost:${String((server.address() as AddressInfo).port)}`;
  return {
    ...{ issuer, grants },
    open: async (console, accessTokenS) => {
      const provider = await providerFor(issuer, console, accessTokenS, people);
      provider.on('grant.success', ({ oidc }) => grants.push(String(oidc.params?.['grant_type'])));
      answer = provider.callback();
    },
    setDown: (next) => void (isDown = next),
    close: () => closed(server),
  };
}

async function providerFor(
  issuer: string,
  console: string,
  accessTokenS: number,
  people: Readonly<Record<string, Person>>,
): Promise<Provider> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const ttl = { Session: DAY_S, Interaction: DAY_S, Grant: DAY_S, RefreshToken: DAY_S };
  return new Provider(issuer, {
    clients: [
      {
        ...{ client_id: CLIENT_ID, token_endpoint_auth_method: 'none' },
        ...{ application_type: 'native', response_types: ['code'] },
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: [`${console}/sign-in`],
        post_logout_redirect_uris: [`${console}/sign-in`],
      },
    ],
    clientBasedCORS: (_context, origin) => origin === console,
    issueRefreshToken: () => true,
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], profile: ['name'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, name: people[id]?.name ?? '' }),
    }),
    extraTokenClaims: (_context, token) => {
      const id = 'accountId' in token ? token.accountId : '';
      return { realm_access: { roles: people[id]?.roles ?? [] } };
    },
    features: {
      resourceIndicators: {
        enabled: true,
        defaultResource: () => 'urn:laurel',
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          ...{ scope: '', audience: 'laurel', accessTokenTTL: accessTokenS },
          ...{ accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } },
        }),
      },
    },
    cookies: { keys: ['a key of this test'] },
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'k1', alg: 'RS256', use: 'sig' }] },
    ttl: { ...ttl, IdToken: DAY_S, AuthorizationCode: 60, AccessToken: accessTokenS },
  });
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
