/**
 * Who performs which effect: certificates are judged and drawn here, events are told and records
 * sent by whoever the installation connected. Owns no queue and no retry; that is `outbox.ts`.
 */
import type { Command } from '../domain/command.js';
import type { Effect, Tell } from '../domain/effects.js';
import type { Answer } from '../engine.js';
import type { CatalogueCache } from '../persistence/catalogue.js';
import type { TableOf } from '../persistence/snapshot.js';
import { certificatePool } from './certificate-pool.js';
import { certify, durableState, type CertifierDeps } from './certifier.js';
import type { EngineParts } from './engine-parts.js';
import type { Performed } from './outbox.js';

export interface PerformerDeps {
  readonly parts: EngineParts;
  readonly cache: CatalogueCache;
  readonly tableOf: TableOf;
  /** Has results of effects made durable. */
  submit(commands: readonly Command[]): Answer<void>;
}

export interface Performer {
  /** Certificates made by this process. */
  readonly certificates: number;
  perform(effect: Effect): Promise<Performed>;
  /** Whether an effect leads to anything in this installation. */
  isWanted(effect: Effect): boolean;
  close(): Promise<void>;
}

export function performer({ parts, cache, tableOf, submit }: PerformerDeps): Performer {
  const { actors, store, clock, follow, origin } = parts;
  const certifier = certifierDeps(parts, cache, tableOf, submit);
  const pool = certificatePool({
    ...{ actors, store, submit },
    workers: parts.limits.certificateWorkers,
    register: follow.register,
    newRenderer: () => parts.newRenderer(),
    now: () => clock.now(),
  });
  let certificates = 0;
  const tell = async (effect: Tell): Promise<Performed> => {
    const state = await durableState({ store, origin, tableOf }, effect.key);
    if (!state.ok) return { kind: 'failed', reason: state.error.detail };
    return follow.tell(effect, state.value);
  };
  return {
    get certificates() {
      return certificates;
    },
    perform: async (effect) => {
      if (effect.kind === 'certify') return certify(certifier, effect);
      if (effect.kind === 'tell') return tell(effect);
      if (effect.kind === 'send') return follow.send(effect);
      const performed = await pool.render(effect);
      if (performed.kind === 'done') certificates++;
      return performed;
    },
    isWanted: (effect) => {
      if (effect.kind === 'tell') return follow.tells.has(effect.event);
      if (effect.kind !== 'certify') return true;
      const templates = cache.batch(effect.key.batch)?.templates ?? {};
      return follow.judges && Object.keys(templates).length > 0;
    },
    close: () => pool.close(),
  };
}

function certifierDeps(
  { store, origin, follow, names, publicUrl, timeZone, clock }: EngineParts,
  cache: CatalogueCache,
  tableOf: TableOf,
  submit: PerformerDeps['submit'],
): CertifierDeps {
  return {
    ...{ store, origin, follow, names, publicUrl, timeZone, tableOf, submit },
    now: () => clock.now(),
    batch: (batch) => cache.batch(batch),
    course: (course) => cache.course(course),
    tree: (course) => cache.structure(course, 0)?.tree ?? null,
  };
}
