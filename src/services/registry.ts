/**
 * The certificate registry: keeps a decided certificate and gives it the identifier by which it is
 * listed. What the certificate says was decided before; nothing is judged or drawn here.
 *
 * - G1 A create is not repeatable: the registry makes a second record of the same certificate. So it
 *   is the last call, and is repeated only when its answer did not arrive or was a refusal.
 *
 * Source: `reference/jobs.md` 3.4.
 */
import type { CertificateFacts } from '../domain/certificate.js';
import type { Signatory } from '../domain/template.js';
import { err, ok, type Result } from '../domain/result.js';
import { fieldsOf, listOf, own, textOf } from './answer.js';
import type { HttpAnswer, HttpService } from './http-service.js';

/** What the registry is to keep. */
export interface RegistryEntry {
  readonly facts: CertificateFacts;
  readonly content: { readonly url: string; readonly signatories: readonly Signatory[] };
  /** Its identifier for the certificate that this one replaces; '' = none. */
  readonly replaces: string;
}

export interface RegistrySettings {
  /** Name of the registry's schema; upstream's is `TrainingCertificate`. */
  readonly entity: string;
  /** What stands in template addresses for the cloud store's base address; '' = nothing does. */
  readonly cloudPlaceholder: string;
  readonly cloudBaseUrl: string;
}

export type Registry = (entry: RegistryEntry) => Promise<Result<string, { detail: string }>>;

/** The answer is the registry's identifier; an error says which call failed and how. */
export function certificateRegistry(http: HttpService, settings: RegistrySettings): Registry {
  return async (entry) => {
    await forget(http, settings, entry.replaces);
    const key = await http.post('/PublicKey/search', { filters: {} });
    if (!key.ok) return err(key.error);
    if (key.value.status !== 200) return refused('service.rc.search.api', key.value);
    const kid = textOf(own(fieldsOf(listOf(key.value.body)[0]), 'osid'));
    const created = await http.post(`/${settings.entity}`, registryBody(entry, kid, settings));
    if (!created.ok) return err(created.error);
    if (created.value.status !== 200) return refused('service.rc.create.api', created.value);
    return identifierOf(created.value, settings.entity);
  };
}

/** A record that is gone already, or stays for now, keeps no certificate back: as upstream. */
async function forget(
  http: HttpService,
  { entity }: RegistrySettings,
  replaced: string,
): Promise<void> {
  if (replaced !== '') await http.delete(`/${entity}/${encodeURIComponent(replaced)}`);
}

/** The record of a certificate; what is not known is left out. */
export function registryBody(
  { facts, content, replaces }: RegistryEntry,
  kid: string,
  settings: RegistrySettings,
): Readonly<Record<string, unknown>> {
  const { url } = content;
  const { cloudPlaceholder, cloudBaseUrl } = settings;
  return {
    certificateLabel: plain(facts.templateName),
    status: 'ACTIVE',
    templateUrl: cloudPlaceholder === '' ? url : url.replaceAll(cloudPlaceholder, cloudBaseUrl),
    training: {
      id: facts.course,
      name: plain(facts.courseName),
      type: 'Course',
      batchId: facts.batch,
    },
    recipient: { id: facts.learner, name: plain(facts.recipientName) },
    issuer: { url: facts.issuer.url, name: plain(facts.issuer.name), ...(kid !== '' && { kid }) },
    signatory: content.signatories.map(({ name, id, designation, image }) => ({
      ...{ name: plain(name), id, designation: plain(designation), image },
    })),
    ...(replaces !== '' && { oldId: replaces }),
  };
}

/** What the registry cannot store is deleted from texts, as upstream's `task.rc.badcharlist`. */
const BAD = ['\u0000', String.raw`\x00`, String.raw`\\aaa`, String.raw`\aaa`, 'Ø', 'Ý'];

const plain = (text: string): string => BAD.reduce((left, bad) => left.replaceAll(bad, ''), text);

function identifierOf(
  { body }: HttpAnswer,
  entity: string,
): Result<string, { readonly detail: string }> {
  const result = fieldsOf(own(fieldsOf(body), 'result'));
  const identifier = textOf(own(fieldsOf(own(result, entity)), 'osid'));
  if (identifier !== '') return ok(identifier);
  return err({ detail: `the registry answered without result.${entity}.osid` });
}

const refused = (
  call: string,
  { status }: HttpAnswer,
): Result<never, { readonly detail: string }> =>
  err({
    detail: `Something Went Wrong While Making API Call:  ${call} | Status is: ${String(status)}`,
  });
