/**
 * The certificate actors: each owns a renderer (one thread) and makes one document at a time.
 *
 * - Z1 The document is durable before the learner is told, so a crash between any two steps repeats
 *   the step and ends with the same id, the same bytes and the same date.
 * - Z2 The first document stored for an id stays; drawing it again changes nothing.
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

/** Draws documents; `certificates/renderer.ts` does it on a thread of its own. */
export interface CertificateRenderer {
  render(
    facts: CertificateFacts,
    content: TemplateContent,
  ): Promise<Result<Uint8Array, { readonly detail: string }>>;
  close(): Promise<void>;
}

export interface CertificatePoolDeps {
  readonly actors: ActorSystem;
  readonly store: Pick<Store, 'certificates' | 'catalogue'>;
  readonly workers: number;
  /** Registers certificates elsewhere; `null` = they are drawn and kept here. */
  readonly register: ((facts: CertificateFacts, content: TemplateContent) => Looked<string>) | null;
  newRenderer(): CertificateRenderer;
  submit(commands: readonly ConfirmCertificate[]): Promise<Result<void, { readonly kind: string }>>;
  now(): number;
}

interface RenderMessage {
  readonly effect: Render;
  reply(performed: Performed): void;
}

export interface CertificatePool {
  render(effect: Render): Promise<Performed>;
  close(): Promise<void>;
}

/** A pool of `workers` actors, chosen in turn. */
export function certificatePool(deps: CertificatePoolDeps): CertificatePool {
  const renderers: CertificateRenderer[] = [];
  const members: Ref<RenderMessage>[] = [];
  for (let i = 0; i < deps.workers; i++) {
    const renderer = deps.newRenderer();
    renderers.push(renderer);
    members.push(
      deps.actors.spawn('certificate', null, async (_state: null, message: RenderMessage) => {
        message.reply(await renderAndConfirm(deps, renderer, message.effect));
        return null;
      }),
    );
  }
  let turn = 0;
  return {
    render: (effect) =>
      new Promise((reply) => {
        const member = members[turn++ % members.length];
        if (member === undefined) reply({ kind: 'waits', reason: 'no certificate workers' });
        else deps.actors.tell(member, { effect, reply });
      }),
    close: async () => {
      for (const member of members) deps.actors.stop(member);
      await Promise.all(renderers.map((renderer) => renderer.close()));
    },
  };
}

async function renderAndConfirm(
  deps: CertificatePoolDeps,
  renderer: CertificateRenderer,
  { key, certificate }: Render,
): Promise<Performed> {
  const made = await make(deps, renderer, certificate).catch((error: unknown) =>
    err(failed(String(error))),
  );
  if (!made.ok) return made.error;
  const confirm = { kind: 'confirm-certificate', key, courseVersion: 0, certificate } as const;
  const confirmed = await deps.submit([
    { ...confirm, receivedAt: deps.now(), identifier: made.value },
  ]);
  return confirmed.ok ? { kind: 'done' } : failed(confirmed.error.kind);
}

/** Registers or draws a certificate; answers the identifier that a registry gave it, else ''. */
async function make(
  { store, register }: CertificatePoolDeps,
  renderer: CertificateRenderer,
  certificate: CertificateId,
): Promise<Result<string, Performed>> {
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
  const pdf = await renderer.render(facts.value, content.value);
  if (!pdf.ok) return err(failed(pdf.error.detail));
  const stored = await store.certificates.putDocument(certificate, pdf.value);
  return stored.ok ? ok('') : err(failed(stored.error.detail));
}

const failed = (reason: string): Performed => ({ kind: 'failed', reason });
const waits = (reason: string): Performed => ({ kind: 'waits', reason });
