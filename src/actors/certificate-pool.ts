/**
 * The certificate actors: each owns a renderer (one thread) and makes one document at a time.
 *
 * - Z1 The document is durable before the learner is told, so a crash between any two steps repeats
 *   the step and ends with the same id, the same bytes and the same date.
 * - Z2 The first document stored for an id stays; drawing it again changes nothing.
 */
import type { CertificateFacts } from '../domain/certificate.js';
import type { ConfirmCertificate } from '../domain/command.js';
import type { Effect } from '../domain/effects.js';
import type { CertificateId } from '../domain/ids.js';
import type { Result } from '../domain/result.js';
import type { Store, TemplateContent } from '../persistence/ports.js';
import type { ActorSystem, Ref } from './actor-system.js';
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
  newRenderer(): CertificateRenderer;
  submit(commands: readonly ConfirmCertificate[]): Promise<Result<void, { readonly kind: string }>>;
  now(): number;
}

export type RenderEffect = Effect & { readonly kind: 'render' };

interface RenderMessage {
  readonly effect: RenderEffect;
  reply(performed: Performed): void;
}

export interface CertificatePool {
  render(effect: RenderEffect): Promise<Performed>;
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
  { key, certificate }: RenderEffect,
): Promise<Performed> {
  try {
    const failed = await storeDocument(deps, renderer, certificate);
    if (failed !== null) return failed;
  } catch (error) {
    return { kind: 'failed', reason: String(error) };
  }
  const receivedAt = deps.now();
  const confirmed = await deps.submit([
    { kind: 'confirm-certificate', key, receivedAt, courseVersion: 0, certificate },
  ]);
  return confirmed.ok ? { kind: 'done' } : { kind: 'failed', reason: confirmed.error.kind };
}

/** Z1, Z2. Returns why the document is not durable, `null` when it is. */
async function storeDocument(
  { store }: CertificatePoolDeps,
  renderer: CertificateRenderer,
  certificate: CertificateId,
): Promise<Performed | null> {
  const held = await store.certificates.document(certificate);
  if (!held.ok) return { kind: 'failed', reason: held.error.detail };
  if (held.value !== null) return null;
  const facts = await store.certificates.facts(certificate);
  if (!facts.ok) return { kind: 'failed', reason: facts.error.detail };
  if (facts.value === null) return { kind: 'waits', reason: `no facts of ${certificate}` };
  const content = await store.catalogue.template(facts.value.templateHash);
  if (!content.ok) return { kind: 'failed', reason: content.error.detail };
  if (content.value === null) return { kind: 'waits', reason: `no template of ${certificate}` };
  const pdf = await renderer.render(facts.value, content.value);
  if (!pdf.ok) return { kind: 'failed', reason: pdf.error.detail };
  const stored = await store.certificates.putDocument(certificate, pdf.value);
  return stored.ok ? null : { kind: 'failed', reason: stored.error.detail };
}
