/**
 * Which settings of callers and of the console's sign-in go together. Pure; what a token must be is
 * `gateway/http/token.ts`.
 *
 * - A1 Nobody beyond this machine may call without proving who they are, unless it is said twice.
 * - A2 A sign-in that could not work, or whose tokens others could read on their way, is a fault.
 */
import type { SettingName, Settings } from './settings.js';

interface Fault {
  readonly variable: SettingName;
  readonly problem: string;
}

/** All that is wrong with them. */
export const authFaults = (settings: Settings): Fault[] => [
  ...callerFaults(settings),
  ...signInFaults(settings),
];

/** A1. */
function callerFaults(settings: Settings): Fault[] {
  const variable = 'LAUREL_AUTH';
  const { LAUREL_HOST: host, LAUREL_JWKS_URL: jwks, LAUREL_JWT_KEY_DIR: keys } = settings;
  if (settings.LAUREL_AUTH === 'jwt') {
    if (jwks !== '' || keys !== '' || settings.LAUREL_OIDC_ISSUER !== '') return [];
    const needed = 'LAUREL_JWKS_URL, LAUREL_JWT_KEY_DIR or LAUREL_OIDC_ISSUER';
    return [{ variable, problem: `is 'jwt', which needs ${needed}` }];
  }
  if (isLoopback(host) || settings.LAUREL_ALLOW_INSECURE === 'yes') return [];
  const problem =
    `is 'off' while LAUREL_HOST is '${host}', so anybody could write any learner's progress; ` +
    'set LAUREL_AUTH=jwt, listen on 127.0.0.1, or set LAUREL_ALLOW_INSECURE=yes';
  return [{ variable, problem }];
}

/** A2. */
function signInFaults(settings: Settings): Fault[] {
  const { LAUREL_OIDC_ISSUER: issuer, LAUREL_OIDC_CLIENT_ID: client } = settings;
  if (issuer === '') {
    const problem = 'is set, and LAUREL_OIDC_ISSUER, where it would be used, is not';
    return client === '' ? [] : [{ variable: 'LAUREL_OIDC_CLIENT_ID', problem }];
  }
  return [
    ...(client === '' ? [NO_CLIENT] : []),
    ...(settings.LAUREL_AUTH === 'off' ? [NOTHING_TO_PROVE] : []),
    ...(hasOpenId(settings.LAUREL_OIDC_SCOPE) ? [] : [NO_OPENID]),
    ...(isReadable(issuer) && settings.LAUREL_ALLOW_INSECURE === 'no' ? [READABLE] : []),
  ];
}

const NO_CLIENT: Fault = {
  variable: 'LAUREL_OIDC_CLIENT_ID',
  problem: 'is not set, and LAUREL_OIDC_ISSUER needs it',
};

const NOTHING_TO_PROVE: Fault = {
  variable: 'LAUREL_OIDC_ISSUER',
  problem: "is set while LAUREL_AUTH is 'off', so that nobody has to sign in; set LAUREL_AUTH=jwt",
};

const NO_OPENID: Fault = {
  variable: 'LAUREL_OIDC_SCOPE',
  problem: "lacks the word 'openid'",
};

const READABLE: Fault = {
  variable: 'LAUREL_OIDC_ISSUER',
  problem: 'is an http address beyond this machine, so that others could read tokens; use https',
};

const hasOpenId = (scope: string): boolean => scope.split(' ').includes('openid');

/** What is no address at all is told elsewhere. */
function isReadable(issuer: string): boolean {
  if (!URL.canParse(issuer)) return false;
  const { protocol, hostname } = new URL(issuer);
  return protocol === 'http:' && !isLoopback(hostname.replace(/^\[|\]$/g, ''));
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
