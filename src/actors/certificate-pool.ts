/**
 * The certificate actors: each owns a renderer (one thread) and draws one document at a time. What
 * surrounds the drawing, reading facts and making documents durable, goes on beside it, so that no
 * thread waits for a disk.
 *
 * - Z1 The document is durable before the learner is told, so a crash between any two steps repeats
 *   the step and ends with the same id, the same bytes and the same date.
 * - Z2 The first document stored for an id stays; drawing it again changes nothing.
 * - Z3 How many are under way, and whose turn it is, is the outbox's (`effect-desk.ts`); here the
 *   next goes to whoever has least to do.
 * - Z4 A certificate whose drawing fails time and again is poison: it becomes a dead letter, which
 *   is durable before the effect is confirmed, and can be taken again (`gateway/redrive.ts`). What
 *   fails outside the drawing, a store or a registry, is never counted against a certificate.
 */
import type { CertificateFacts } from '../domain/certificate.js';
import type { ConfirmCertificate } from '../domain/command.js';
import type { Render } from '../domain/effects.js';
import type { CertificateId } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import type { Store, TemplateContent } from '../persistence/ports.js';
import type { ActorSystem, Ref } from './actor-system.js';
import type { Looked } from './follow.js';
import type { Performed } from './outbox.js';
import { letterOfRender } from './render-letter.js';

export type Drawn = Result<Uint8Array, { readonly detail: string }>;

/** Draws documents; `certificates/renderer.ts` does it on a thread of its own. */
export interface CertificateRenderer {
  render(facts: CertificateFacts, content: TemplateContent): Promise<Drawn>;
  close(): Promise<void>;
}

export interface CertificatePoolDeps {
  readonly actors: ActorSystem;
  readonly store: Pick<Store, 'certificates' | 'catalogue' | 'deadLetters'>;
  readonly workers: number;
  /** Drawings of one certificate that may fail (Z4). */
  readonly triesMax: number;
  /** Registers certificates elsewhere; `null` = they are drawn and kept here. */
  readonly register: ((facts: CertificateFacts, content: TemplateContent) => Looked<string>) | null;
  newRenderer(): CertificateRenderer;
  submit(commands: readonly ConfirmCertificate[]): Promise<Result<void, { readonly kind: string }>>;
  now(): number;
}

export interface CertificatePool {
  render(effect: Render): Promise<Performed>;
  close(): Promise<void>;
}

interface DrawMessage {
  readonly facts: CertificateFacts;
  readonly content: TemplateContent;
  reply(drawn: Drawn): void;
}

/** An actor, its renderer, and how many drawings it was given and has not answered. */
interface Member {
  readonly ref: Ref<DrawMessage>;
  readonly renderer: CertificateRenderer;
  waiting: number;
}

/** A pool of `workers` actors. */
export function certificatePool(deps: CertificatePoolDeps): CertificatePool {
  const members = Array.from({ length: deps.workers }, () => newMember(deps));
  const maker: Maker = { deps, tries: new Map(), draw: drawBy(members, deps.actors) };
  return {
    render: (effect) =>
      renderAndConfirm(maker, effect).catch((error: unknown) => failed(String(error))),
    close: async () => {
      for (const { ref } of members) deps.actors.stop(ref);
      await Promise.all(members.map(({ renderer }) => renderer.close()));
    },
  };
}

function newMember({ actors, newRenderer }: CertificatePoolDeps): Member {
  const renderer = newRenderer();
  const ref = actors.spawn('certificate', null, async (_state: null, message: DrawMessage) => {
    message.reply(await drawn(renderer, message));
    return null;
  });
  return { ref, renderer, waiting: 0 };
}

/** A renderer that throws has failed, and whoever waits hears of it. */
async function drawn(
  renderer: CertificateRenderer,
  { facts, content }: DrawMessage,
): Promise<Drawn> {
  try {
    return await renderer.render(facts, content);
  } catch (error) {
    return err({ detail: String(error) });
  }
}

type Draw = (facts: CertificateFacts, content: TemplateContent) => Promise<Drawn>;

/** Z3. */
function drawBy(members: readonly Member[], actors: ActorSystem): Draw {
  return async (facts, content) => {
    const member = leastBusy(members);
    if (member === undefined) return err({ detail: 'no certificate workers' });
    member.waiting++;
    const answer = await new Promise<Drawn>((reply) => {
      actors.tell(member.ref, { facts, content, reply });
    });
    member.waiting--;
    return answer;
  };
}

/** The one with the least to do. */
function leastBusy(members: readonly Member[]): Member | undefined {
  return [...members].sort((a, b) => a.waiting - b.waiting)[0];
}

/** The pool as one certificate on its way sees it. */
interface Maker {
  readonly deps: CertificatePoolDeps;
  /** Drawings that failed, of certificates that are to be repeated (Z4). */
  readonly tries: Map<CertificateId, number>;
  readonly draw: Draw;
}

async function renderAndConfirm(maker: Maker, effect: Render): Promise<Performed> {
  const { deps } = maker;
  const { key, certificate } = effect;
  const made = await make(maker, effect);
  if (!made.ok) return made.error;
  const confirm = { kind: 'confirm-certificate', key, courseVersion: 0, certificate } as const;
  const confirmed = await deps.submit([
    { ...confirm, receivedAt: deps.now(), identifier: made.value },
  ]);
  return confirmed.ok ? { kind: 'done' } : failed(confirmed.error.kind);
}

/** Registers or draws a certificate; answers the identifier that a registry gave it, else ''. */
async function make(maker: Maker, effect: Render): Promise<Result<string, Performed>> {
  const { store, register } = maker.deps;
  const { certificate } = effect;
  const held = await store.certificates.document(certificate);
  if (!held.ok) return err(failed(held.error.detail));
  if (held.value !== null) return ok('');
  const facts = await store.certificates.facts(certificate);
  if (!facts.ok) return err(failed(facts.error.detail));
  if (facts.value === null) return err(waits(`no facts of ${certificate}`));
  // It was erased before it was drawn, and would be drawn without its name.
  if (facts.value.erasure !== undefined) return ok('');
  const content = await store.catalogue.template(facts.value.templateHash);
  if (!content.ok) return err(failed(content.error.detail));
  if (content.value === null) return err(waits(`no template of ${certificate}`));
  if (register !== null) {
    const registered = await register(facts.value, content.value);
    return registered.ok ? registered : err(failed(registered.error.detail));
  }
  const pdf = await maker.draw(facts.value, content.value);
  if (!pdf.ok) return err(await failedDrawing(maker, effect, pdf.error.detail));
  maker.tries.delete(certificate);
  const stored = await store.certificates.putDocument(certificate, pdf.value);
  return stored.ok ? ok('') : err(failed(stored.error.detail));
}

/** Z4. */
async function failedDrawing(
  { deps, tries }: Maker,
  effect: Render,
  reason: string,
): Promise<Performed> {
  const { certificate } = effect;
  const failures = (tries.get(certificate) ?? 0) + 1;
  tries.set(certificate, failures);
  if (failures < deps.triesMax) return failed(reason);
  const buried = await deps.store.deadLetters.put([letterOfRender(effect, reason, deps.now())]);
  if (!buried.ok) return failed(buried.error.detail);
  tries.delete(certificate);
  return { kind: 'buried', reason };
}

const failed = (reason: string): Performed => ({ kind: 'failed', reason });
const waits = (reason: string): Performed => ({ kind: 'waits', reason });
