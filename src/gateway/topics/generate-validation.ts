/**
 * What keeps a generate request from being issued: upstream's checks in upstream's order, with its
 * messages. The first fault wins.
 *
 * - G1 A parameter that is absent, null or white space is missing; one of another type than asked
 *   for is invalid (upstream fails on a cast).
 *
 * Source: `reference/jobs.md` 3.2; design 8, Q12.
 */
import { isBlank, isFields, own, type Fields } from '../wire.js';

/** The message of the first fault; `null` = the request is sound. */
export function faultOfGenerate(edata: Fields, suppressesSignatoryFaults: boolean): string | null {
  const signatories = own(edata, 'signatoryList');
  return (
    partFault(edata, 'edata', ['name', 'svgTemplate']) ??
    listFault(own(edata, 'data'), 'edata.data', ['recipientName']) ??
    partFault(own(edata, 'issuer'), 'edata.issuer', ['name', 'url']) ??
    (suppressesSignatoryFaults
      ? null
      : listFault(signatories, 'edata.signatoryList', SIGNATORY_FIELDS)) ??
    partFault(own(edata, 'criteria'), 'edata.criteria', ['narrative']) ??
    tagFault(own(edata, 'tag')) ??
    basePathFault(own(edata, 'basePath')) ??
    keysFault(own(edata, 'keys'), own(edata, 'issuer'))
  );
}

export const missing = (path: string): string => `Mandatory parameter ${path} is missing.`;

/** The value is cut when it is long. */
export function invalid(value: unknown, path: string): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  const shown = text.length <= SHOWN_LENGTH_MAX ? text : `${text.slice(0, SHOWN_LENGTH_MAX)}...`;
  return `Invalid value ${shown} for parameter ${path}.`;
}

const SIGNATORY_FIELDS = ['name', 'id', 'designation', 'image'];
const SHOWN_LENGTH_MAX = 64;

/** An object with members, of which those named are texts. */
function partFault(value: unknown, path: string, names: readonly string[]): string | null {
  if (isBlank(value)) return missing(path);
  if (!isFields(value)) return invalid(value, path);
  if (Object.keys(value).length === 0) return missing(path);
  return textsFault(value, path, names);
}

/** A list with entries, each an object of which the members named are texts. */
function listFault(value: unknown, path: string, names: readonly string[]): string | null {
  if (isBlank(value)) return missing(path);
  if (!Array.isArray(value)) return invalid(value, path);
  if (value.length === 0) return missing(path);
  for (const entry of value as readonly unknown[]) {
    const fault = isFields(entry) ? textsFault(entry, path, names) : invalid(entry, path);
    if (fault !== null) return fault;
  }
  return null;
}

function textsFault(fields: Fields, path: string, names: readonly string[]): string | null {
  for (const name of names) {
    const value = own(fields, name);
    if (isBlank(value)) return missing(`${path}.${name}`);
    if (typeof value !== 'string') return invalid(value, `${path}.${name}`);
  }
  return null;
}

function tagFault(tag: unknown): string | null {
  if (isBlank(tag)) return null;
  return typeof tag === 'string' && !NOT_IN_TAGS.test(tag) ? null : invalid(tag, 'tag');
}

const NOT_IN_TAGS = /[!@#$%^&*()+=,.?/":;'{}|<>\s-]/;

function basePathFault(basePath: unknown): string | null {
  if (isBlank(basePath)) return null;
  const isAddress = typeof basePath === 'string' && ADDRESS.test(basePath);
  return isAddress && URL.canParse(basePath) ? null : invalid(basePath, 'certificate.basePath');
}

const ADDRESS = /^(https?|ftp):\/\/[^\s/]+\S*$/i;

/** Q12: the issuer's public keys, where it names any, must contain the key that signs. */
function keysFault(keys: unknown, issuer: unknown): string | null {
  if (isBlank(keys) || (isFields(keys) && Object.keys(keys).length === 0)) return null;
  const fault = partFault(keys, 'edata.keys', ['id']);
  if (fault !== null || !isFields(keys)) return fault;
  const publicKeys: unknown = isFields(issuer) ? own(issuer, 'publicKey') : null;
  if (!Array.isArray(publicKeys) || publicKeys.length === 0) return null;
  if (publicKeys.includes(own(keys, 'id'))) return null;
  const at = invalid(publicKeys, 'edata.issuer.publicKey');
  return `${at} ,public key attribute must contain keys.id value`;
}
