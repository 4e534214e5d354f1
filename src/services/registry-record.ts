/**
 * The record by which the certificate registry knows a certificate, and how one is recognised.
 * Pure; the calls are `registry.ts`.
 *
 * Source: `reference/jobs.md` 3.4.
 */
import type { CertificateFacts } from '../domain/certificate.js';
import type { Signatory } from '../domain/template.js';
import { fieldsOf, listOf, own, textOf, type Fields } from './answer.js';
import { cloudAddress, type CloudStore } from './cloud-address.js';

/** What the registry is to keep. */
export interface RegistryEntry {
  readonly facts: CertificateFacts;
  readonly content: { readonly url: string; readonly signatories: readonly Signatory[] };
  /** Its identifier for the certificate that this one replaces; '' = none. */
  readonly replaces: string;
}

/** The record of a certificate; `kid` names the key that signs it, '' = not said. */
export function registryRecord(
  { facts, content, replaces }: RegistryEntry,
  kid: string,
  store: CloudStore,
): Fields {
  return storable({
    certificateLabel: facts.templateName,
    status: 'ACTIVE',
    templateUrl: cloudAddress(content.url, store),
    training: {
      id: facts.course,
      name: facts.courseName,
      type: 'Course',
      batchId: facts.batch,
    },
    recipient: { id: facts.learner, name: facts.recipientName },
    issuer: { url: facts.issuer.url, name: facts.issuer.name, ...(kid !== '' && { kid }) },
    signatory: content.signatories.map(({ name, id, designation, image }) => ({
      ...{ name, id, designation, image },
    })),
    ...(replaces !== '' && { oldId: replaces }),
  });
}

/** A search for the records of one learner, which is as much as every registry can filter by. */
export const searchOfLearner = ({ facts }: RegistryEntry): Fields => ({
  filters: { 'recipient.id': { eq: plain(facts.learner) } },
});

/** The identifier of the record of this certificate among those found; '' = it is none of them. */
export function identifierAmong(found: unknown, entry: RegistryEntry): string {
  const wanted = markOf(registryRecord(entry, '', NOWHERE));
  const same = recordsIn(found).find((record) => markOf(record) === wanted);
  return same === undefined ? '' : textOf(own(same, 'osid'));
}

/** A registry answers a list, or a page of one under `data`. */
const recordsIn = (found: unknown): Fields[] =>
  (Array.isArray(found) ? listOf(found) : listOf(own(fieldsOf(found), 'data'))).map(fieldsOf);

/** What tells certificates apart: for whom, for what, by which name, in place of which. */
function markOf(record: Fields): string {
  const training = fieldsOf(own(record, 'training'));
  return JSON.stringify([
    textOf(own(fieldsOf(own(record, 'recipient')), 'id')),
    textOf(own(training, 'id')),
    textOf(own(training, 'batchId')),
    textOf(own(record, 'certificateLabel')).toLowerCase(),
    textOf(own(record, 'oldId')),
  ]);
}

const NOWHERE: CloudStore = { cloudPlaceholder: '', cloudBaseUrl: '' };

/** What the registry cannot store is deleted from every text: upstream's `task.rc.badcharlist`. */
const storable = (record: Fields): Fields =>
  fieldsOf(
    JSON.parse(JSON.stringify(record), (_, value: unknown) =>
      typeof value === 'string' ? plain(value) : value,
    ),
  );

const BAD = ['\u0000', String.raw`\x00`, String.raw`\\aaa`, String.raw`\aaa`, 'Ø', 'Ý'];

const plain = (text: string): string => BAD.reduce((left, bad) => left.replaceAll(bad, ''), text);
