/**
 * The services that keep certificates which Sunbird issued: its registry, and the service that kept
 * them before there was one. Nothing is written there.
 *
 * Source: `reference/jobs.md` 3.4, 3.5; the registry's API of `GET <entity>/<osid>` by `Accept`.
 */
import { err, ok, type Result } from '../domain/result.js';
import { fieldsOf, own, textOf } from './answer.js';
import type { HttpAnswer, HttpService } from './http-service.js';

type Asked<T> = Promise<Result<T, { readonly detail: string }>>;

export interface KeepersOfCertificates {
  readonly record: ((id: string) => Asked<unknown>) | null;
  readonly svg: ((id: string, templateUrl: string) => Asked<string | null>) | null;
  readonly key: ((id: string) => Asked<unknown>) | null;
  readonly printUri: ((id: string) => Asked<string | null>) | null;
}

/** `registry` and `older` are `null` where there is none to ask. */
export function keepersOfCertificates(
  registry: HttpService | null,
  entity: string,
  older: HttpService | null,
): KeepersOfCertificates {
  const printUri = older === null ? null : (id: string) => printUriOf(older, id);
  if (registry === null) return { record: null, svg: null, key: null, printUri };
  return {
    record: async (id) => recordOf(await registry.get(`/${entity}/${encodeURIComponent(id)}`)),
    key: async (id) => recordOf(await registry.get(`/PublicKey/${encodeURIComponent(id)}`)),
    svg: (id, templateUrl) => svgOf(registry, `/${entity}/${encodeURIComponent(id)}`, templateUrl),
    printUri,
  };
}

/** `null` = it does not know it. */
function recordOf(
  answer: Result<HttpAnswer, { readonly detail: string }>,
): Result<unknown, { readonly detail: string }> {
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (status === 200) return ok(body);
  return status === 404 ? ok(null) : refused('the registry', status);
}

async function svgOf(
  registry: HttpService,
  path: string,
  templateUrl: string,
): Asked<string | null> {
  // The registry takes the template's address from a header.
  const template = /^[\x21-\x7e]+$/.test(templateUrl) ? { template: templateUrl } : {};
  const answer = await registry.getText(path, { accept: 'image/svg+xml', ...template });
  if (!answer.ok) return answer;
  const { status, text } = answer.value;
  if (status === 200) return ok(text);
  return status === 404 ? ok(null) : refused('the registry', status);
}

async function printUriOf(older: HttpService, id: string): Asked<string | null> {
  const answer = await older.get(`/certs/v2/registry/download/${encodeURIComponent(id)}`);
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (status === 404) return ok(null);
  if (status !== 200) return refused('the certificate service', status);
  const uri = textOf(own(fieldsOf(own(fieldsOf(body), 'result')), 'printUri'));
  return ok(uri === '' ? null : uri);
}

const refused = (who: string, status: number): Result<never, { readonly detail: string }> =>
  err({ detail: `${who} answered ${String(status)}` });
