/**
 * The certificate registry: keeps a decided certificate and gives it the identifier by which it is
 * listed. What the certificate says was decided before; nothing is judged or drawn here.
 *
 * - G1 Creating twice makes two records. So where an earlier create may have been carried out
 *   without its answer being kept (it was tried before, or the certificate was decided before this
 *   process began), the registry is searched first (`reference/jobs.md` 0.6, Q13).
 * - G2 A registry that shows a new record late in its searches can still get it twice: outside, at
 *   least once is what can be promised.
 *
 * Source: `reference/jobs.md` 3.4.
 */
import type { Instant } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import { fieldsOf, listOf, own, textOf } from './answer.js';
import type { CloudStore } from './cloud-address.js';
import type { HttpAnswer, HttpService } from './http-service.js';
import {
  identifierAmong,
  registryRecord,
  searchOfLearner,
  type RegistryEntry,
} from './registry-record.js';

export interface RegistrySettings extends CloudStore {
  /** Name of the registry's schema; upstream's is `TrainingCertificate`. */
  readonly entity: string;
}

type Asked<T> = Promise<Result<T, { readonly detail: string }>>;

/** Answers the registry's identifier; an error says which call failed and how. */
export type Registry = (entry: RegistryEntry) => Asked<string>;

/** Certificates remembered as tried; the one tried first is forgotten first. */
const TRIED_COUNT_MAX = 10_000;

/** `openedAt` is when this process began: what was decided earlier may be registered already. */
export function certificateRegistry(
  http: HttpService,
  settings: RegistrySettings,
  openedAt: Instant = 0,
): Registry {
  const tried = new Set<string>();
  return async (entry) => {
    const { certificate, issuedAt } = entry.facts;
    if (tried.has(certificate) || issuedAt < openedAt) {
      const held = await search(http, settings, entry);
      if (!held.ok || held.value !== '') return held;
    }
    await forget(http, settings, entry.replaces);
    const kid = await publicKey(http);
    if (!kid.ok) return kid;
    remember(tried, certificate);
    return create(http, settings, registryRecord(entry, kid.value, settings));
  };
}

/** G1. The identifier of a record that is there already; '' = there is none. */
async function search(
  http: HttpService,
  { entity }: RegistrySettings,
  entry: RegistryEntry,
): Asked<string> {
  const found = await http.post(`/${entity}/search`, searchOfLearner(entry));
  if (!found.ok) return found;
  if (found.value.status === 404) return ok('');
  if (found.value.status !== 200) return refused('service.rc.search.api', found.value);
  return ok(identifierAmong(found.value.body, entry));
}

/** A record that is gone already, or stays for now, keeps no certificate back: as upstream. */
async function forget(
  http: HttpService,
  { entity }: RegistrySettings,
  replaced: string,
): Promise<void> {
  if (replaced !== '') await http.delete(`/${entity}/${encodeURIComponent(replaced)}`);
}

/** The id of the registry's first key; '' where the key has none. */
async function publicKey(http: HttpService): Asked<string> {
  const answer = await http.post('/PublicKey/search', { filters: {} });
  if (!answer.ok) return answer;
  if (answer.value.status !== 200) return refused('service.rc.search.api', answer.value);
  const [key] = listOf(answer.value.body);
  if (key === undefined) return err({ detail: 'the registry has no public key' });
  return ok(textOf(own(fieldsOf(key), 'osid')));
}

async function create(
  http: HttpService,
  { entity }: RegistrySettings,
  record: unknown,
): Asked<string> {
  const created = await http.post(`/${entity}`, record);
  if (!created.ok) return created;
  if (created.value.status !== 200) return refused('service.rc.create.api', created.value);
  const result = fieldsOf(own(fieldsOf(created.value.body), 'result'));
  const identifier = textOf(own(fieldsOf(own(result, entity)), 'osid'));
  if (identifier !== '') return ok(identifier);
  return err({ detail: `the registry answered without result.${entity}.osid` });
}

function remember(tried: Set<string>, certificate: string): void {
  tried.add(certificate);
  for (const oldest of tried) {
    if (tried.size <= TRIED_COUNT_MAX) return;
    tried.delete(oldest);
  }
}

const refused = (
  call: string,
  { status }: HttpAnswer,
): Result<never, { readonly detail: string }> =>
  err({
    detail: `Something Went Wrong While Making API Call:  ${call} | Status is: ${String(status)}`,
  });
