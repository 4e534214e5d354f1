/**
 * Who is signed in: by the tokens of an OpenID provider, or by one that was pasted. How a provider
 * is talked to is `provider.ts`, which comes only where it is needed.
 *
 * - S1 Tokens of a provider are kept for this tab, and end with it.
 * - S2 A token is renewed before its end, once at a time, whoever waits for it.
 * - S3 A session that cannot be renewed is over; a provider that does not answer ends none.
 */
import { forget, keep, kept, remember, remembered } from './memory.js';
import { isDue } from './renewal.js';

/** The client that signed in, as the server named it then. */
export interface Client {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
}

export interface Session {
  readonly client: Client;
  readonly accessToken: string;
  /** '' = none was given, and the session ends with its token. */
  readonly refreshToken: string;
  /** Tells the provider who signs out. */
  readonly idToken: string;
  /** What the provider calls the reader; '' = it does not. */
  readonly name: string;
  /** Milliseconds since the epoch; 0 = the token names no end. */
  readonly renewAt: number;
}

const SESSION = 'session';
const TOKEN = 'token';

/** The session of this tab; `null` = there is none. */
export function session(): Session | null {
  const text = kept(SESSION);
  return text === null ? null : (JSON.parse(text) as Session);
}

export const setSession = (next: Session): void => keep(SESSION, JSON.stringify(next));

/** Takes a token that was pasted. */
export function setToken(text: string): void {
  forget(SESSION);
  remember(TOKEN, text.trim());
}

export const isSignedIn = (): boolean => session() !== null || pasted() !== '';

/** The token to be sent now; '' = nobody is signed in. */
export async function currentToken(): Promise<string> {
  const now = session();
  if (now === null) return pasted();
  if (isDue(now.renewAt, Date.now()) && now.refreshToken !== '') await renewed();
  return session()?.accessToken ?? '';
}

/** Renews the session, if there is one that can be; `false` = the token is the same as before. */
export async function renewed(): Promise<boolean> {
  const before = session();
  if (before === null || before.refreshToken === '') return false;
  renewing ??= renew(before).finally(() => (renewing = null)); // S2
  await renewing;
  const after = session();
  return after !== null && after.accessToken !== before.accessToken;
}

/** Ends the session here; the address at which the provider ends its own, '' = it has none. */
export async function signedOut(): Promise<string> {
  const ended = session();
  forget(SESSION);
  forget(TOKEN);
  if (ended === null) return '';
  const { endAddress } = await import('./provider.js');
  return endAddress(ended);
}

let renewing: Promise<void> | null = null;

const pasted = (): string => remembered(TOKEN) ?? '';

/** S3. */
async function renew(before: Session): Promise<void> {
  const { renewSession } = await import('./provider.js');
  const next = await renewSession(before);
  if (next === 'ended') forget(SESSION);
  else if (next !== 'down') setSession(next);
}
