/**
 * One generation of a certificate, as the enrolment remembers it. The facts that it prints are
 * frozen in a row of their own (`CertificateFacts`), written in the same commit.
 *
 * - G1 One id stands for one decision; its facts never change once decided.
 * - G2 Once rendered, always rendered.
 * - G3 Once revoked, always revoked; of several reasons the earliest stays.
 */
import { compareText, type CertificateId, type Instant, type TemplateId } from './ids.js';

export interface Generation {
  readonly id: CertificateId;
  readonly template: TemplateId;
  /** Name of the certificate; compared without regard to case. */
  readonly name: string;
  /** The issue date printed on it. */
  readonly issuedAt: Instant;
  /** The certificate that this one replaces; '' = first of its kind. */
  readonly replaces: string;
  /** The document is durable and public. */
  readonly rendered: boolean;
  /** Its identifier in the registry that keeps it; '' = `id`, as Laurel keeps it itself. */
  readonly identifier: string;
  /**
   * JSON text of the columns by which it is listed beyond its name, identifier and date
   * (`issued_certificates`: token, templateUrl, type); of an imported one, all its columns.
   */
  readonly listing: string;
  /** Why it is not in force any more; `null` = nobody revoked it. */
  readonly revocation: Revocation | null;
}

export interface Revocation {
  readonly at: Instant;
  /** For whoever looks at the certificate. */
  readonly reason: string;
}

/** By which identifier a certificate is listed. */
export const listedAs = (g: Pick<Generation, 'id' | 'identifier'>): string => g.identifier || g.id;

/** Two copies of one decision: the facts are equal (G1); a fixed order keeps the join total. */
export function joinGeneration(a: Generation, b: Generation): Generation {
  const kept = compareGenerations(a, b) <= 0 ? a : b;
  const rendered = a.rendered || b.rendered;
  const identifier = knownIdentifier(a.identifier, b.identifier);
  const revocation = joinRevocation(a.revocation, b.revocation);
  const same = kept.rendered === rendered && kept.identifier === identifier;
  if (same && sameRevocation(kept.revocation, revocation)) return kept;
  return { ...kept, rendered, identifier, revocation };
}

/** G3. */
function joinRevocation(a: Revocation | null, b: Revocation | null): Revocation | null {
  if (a === null || b === null) return a ?? b;
  return (a.at - b.at || compareText(a.reason, b.reason)) <= 0 ? a : b;
}

const sameRevocation = (a: Revocation | null, b: Revocation | null): boolean =>
  a?.at === b?.at && a?.reason === b?.reason;

/** The generations that no other generation replaces, in order of issue. */
export function liveGenerations(all: Iterable<Generation>): Generation[] {
  const list = [...all];
  const replaced = new Set(list.map((g) => g.replaces));
  return list.filter((g) => !replaced.has(g.id)).sort(compareGenerations);
}

/** A known one before none; of two, which no registry should give, the lesser. */
const knownIdentifier = (a: string, b: string): string =>
  a === '' || b === '' ? a || b : compareText(a, b) <= 0 ? a : b;

/** Order by issue time, then by the remaining fields. */
function compareGenerations(a: Generation, b: Generation): number {
  return (
    a.issuedAt - b.issuedAt ||
    compareText(a.name, b.name) ||
    compareText(a.template, b.template) ||
    compareText(a.replaces, b.replaces) ||
    compareText(a.listing, b.listing) ||
    compareText(a.id, b.id)
  );
}
