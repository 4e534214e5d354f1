/**
 * Talks to the OpenID provider as a public client: authorization code with PKCE, `state` and
 * `nonce`. Keeps nothing but what it has to know when the reader comes back.
 *
 * - P1 An answer is taken once, and only by the tab that asked.
 *
 * Source: OpenID Connect Core 1.0, 3.1; RFC 7636; RP-Initiated Logout 1.0; RFC 9700, 2.1.
 */
import * as oauth from 'oauth4webapi';
import { CONSOLE_PATHS } from '../console-paths.js';
import { forget, keep, kept } from './memory.js';
import { renewalOf } from './renewal.js';
import type { Client, Session } from './session.js';

/**
 * Why nobody is signed in. `refused`: the reader, or the provider for them, said no; `mismatch`:
 * this tab did not ask, or asked anew since; `down`: the provider does not answer; `failed`: it
 * does, with something else.
 */
export interface NotSignedIn {
  readonly kind: 'refused' | 'mismatch' | 'down' | 'failed';
  readonly detail: string;
}

export type Finished =
  { readonly kind: 'signed-in'; readonly session: Session; readonly back: string } | NotSignedIn;

/** What is known only here until the reader comes back. */
interface Pending {
  readonly client: Client;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly back: string;
}

const PENDING = 'sign-in';
const TIMEOUT_MS = 10_000;

/**
 * The address to which the reader goes to sign in, and from there comes back for `back`. Throws
 * what `failureOf` knows.
 */
export async function signInAddress(client: Client, back: string): Promise<string> {
  const { authorization_endpoint: address } = await discovered(client);
  if (address === undefined) throw new Error('the provider names no authorization endpoint');
  const pending = {
    ...{ client, back, state: oauth.generateRandomState(), nonce: oauth.generateRandomNonce() },
    verifier: oauth.generateRandomCodeVerifier(),
  };
  keep(PENDING, JSON.stringify(pending satisfies Pending));
  return withParameters(address, {
    ...{ response_type: 'code', client_id: client.clientId, scope: client.scope },
    ...{ redirect_uri: redirectAddress(), state: pending.state, nonce: pending.nonce },
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: 'S256',
  });
}

/** Takes what the provider sent along with the reader. */
export async function finishSignIn(answer: URLSearchParams): Promise<Finished> {
  const text = kept(PENDING);
  forget(PENDING); // P1
  const pending = text === null ? null : (JSON.parse(text) as Pending);
  if (pending === null || answer.get('state') !== pending.state) {
    return { kind: 'mismatch', detail: '' };
  }
  try {
    return { kind: 'signed-in', session: await exchanged(answer, pending), back: pending.back };
  } catch (error) {
    return failureOf(error);
  }
}

/** A session that goes on; `ended` = the provider ends it, `down` = it gives no proper answer. */
export async function renewSession(before: Session): Promise<Session | 'ended' | 'down'> {
  const { client, refreshToken } = before;
  try {
    const server = await discovered(client);
    const us = clientOf(client);
    const how = options(client);
    const reply = await oauth.refreshTokenGrantRequest(server, us, NO_SECRET, refreshToken, how);
    const tokens = await oauth.processRefreshTokenResponse(server, us, reply);
    return sessionOf(client, tokens, before);
  } catch (error) {
    // Only a refusal by name ends it, e.g. `invalid_grant`; a proxy's failure in between does not.
    return error instanceof oauth.ResponseBodyError ? 'ended' : 'down';
  }
}

/** Where the provider ends its own session; '' = nowhere, or it does not answer. */
export async function endAddress({ client, idToken }: Session): Promise<string> {
  try {
    const { end_session_endpoint: address } = await discovered(client);
    if (address === undefined) return '';
    return withParameters(address, {
      ...{ client_id: client.clientId, post_logout_redirect_uri: redirectAddress() },
      ...(idToken === '' ? {} : { id_token_hint: idToken }),
    });
  } catch {
    return '';
  }
}

/** What kept the provider from answering as it should. */
export function failureOf(error: unknown): NotSignedIn {
  if (error instanceof oauth.AuthorizationResponseError) {
    const kind = error.error === 'access_denied' ? 'refused' : 'failed';
    return { kind, detail: error.error_description ?? error.error };
  }
  // Browsers say so of an address that does not answer, or that the pages' policy does not allow.
  const isDown = error instanceof TypeError || error instanceof DOMException;
  const detail = error instanceof Error ? error.message : String(error);
  return { kind: isDown || error instanceof NoAnswer ? 'down' : 'failed', detail };
}

class NoAnswer extends Error {}

async function discovered(client: Client): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(client.issuer);
  const reply = await oauth.discoveryRequest(issuer, options(client));
  if (reply.status >= 500) throw new NoAnswer(`${client.issuer}: ${String(reply.status)}`);
  return oauth.processDiscoveryResponse(issuer, reply);
}

async function exchanged(answer: URLSearchParams, pending: Pending): Promise<Session> {
  const { client, state, nonce, verifier } = pending;
  const server = await discovered(client);
  const us = clientOf(client);
  const reply = await oauth.authorizationCodeGrantRequest(
    server,
    us,
    NO_SECRET,
    oauth.validateAuthResponse(server, us, answer, state),
    redirectAddress(),
    verifier,
    options(client),
  );
  const tokens = await oauth.processAuthorizationCodeResponse(server, us, reply, {
    ...{ expectedNonce: nonce, requireIdToken: true },
  });
  return sessionOf(client, tokens, null);
}

/** What a renewal does not give anew stays. */
function sessionOf(
  client: Client,
  tokens: oauth.TokenEndpointResponse,
  before: Session | null,
): Session {
  const claims = oauth.getValidatedIdTokenClaims(tokens);
  const named = [claims?.['name'], claims?.['preferred_username']];
  return {
    client,
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token ?? before?.refreshToken ?? '',
    idToken: tokens.id_token ?? before?.idToken ?? '',
    name: named.find((name) => typeof name === 'string') ?? before?.name ?? '',
    renewAt: renewalOf(Date.now(), (tokens.expires_in ?? 0) * 1000),
  };
}

const clientOf = ({ clientId }: Client): oauth.Client => ({ client_id: clientId });

const NO_SECRET = oauth.None();

/* eslint-disable @typescript-eslint/no-deprecated -- marked only so that it stands out */
interface AskOptions {
  readonly signal: AbortSignal;
  readonly [oauth.allowInsecureRequests]: boolean;
}

/** Which issuers may be without TLS is the server's rule (`auth-rules.ts`): those on loopback. */
const options = ({ issuer }: Client): AskOptions => ({
  signal: AbortSignal.timeout(TIMEOUT_MS),
  [oauth.allowInsecureRequests]: issuer.startsWith('http:'),
});
/* eslint-enable @typescript-eslint/no-deprecated */

const redirectAddress = (): string => location.origin + CONSOLE_PATHS.signIn;

function withParameters(address: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
