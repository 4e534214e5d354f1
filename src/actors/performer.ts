/**
 * Who performs which effect: certificates are judged and drawn here, events are told, records sent
 * and batches indexed by whoever the installation connected. Owns no queue and no retry; that is
 * `outbox.ts`.
 */
import type { Command } from '../domain/command.js';
import type { Effect, IndexBatch, Tell, TellEvent } from '../domain/effects.js';
import { listedAs } from '../domain/generation.js';
import type { BatchId, CertificateId, EnrolmentKey } from '../domain/ids.js';
import { ok } from '../domain/result.js';
import type { Answer } from '../engine.js';
import type { CatalogueCache } from '../persistence/catalogue.js';
import type { Stored } from '../persistence/ports.js';
import type { TableOf } from '../persistence/snapshot.js';
import { certificatePool, type CertificatePoolDeps } from './certificate-pool.js';
import { certify, durableState, type CertifierDeps } from './certifier.js';
import type { EngineParts } from './engine-parts.js';
import type { Issued } from './follow.js';
import type { Performed } from './outbox.js';

export interface PerformerDeps {
  readonly parts: EngineParts;
  readonly cache: CatalogueCache;
  readonly tableOf: TableOf;
  /** Brings a batch up to date with what other processes wrote; answers whether it could. */
  upToDate(batch: BatchId): Promise<boolean>;
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

export function performer(deps: PerformerDeps): Performer {
  const { follow } = deps.parts;
  const certifier = certifierDeps(deps);
  const pool = certificatePool(poolDeps(deps));
  let certificates = 0;
  return {
    get certificates() {
      return certificates;
    },
    perform: async (effect) => {
      if (effect.kind === 'certify') return follow.judges ? certify(certifier, effect) : NO_JUDGE;
      if (effect.kind === 'tell') return tell(deps, effect);
      if (effect.kind === 'send') return follow.send(effect);
      if (effect.kind === 'index') return index(deps, effect);
      const performed = await pool.render(effect);
      if (performed.kind === 'done') certificates++;
      return performed;
    },
    isWanted: (effect) => {
      if (effect.kind === 'tell') return follow.tells.has(effect.event);
      if (effect.kind === 'send') return follow.sends;
      if (effect.kind === 'index') return follow.index !== null;
      if (effect.kind !== 'certify') return true;
      const templates = deps.cache.batch(effect.key.batch)?.templates ?? {};
      return follow.judges && Object.keys(templates).length > 0;
    },
    close: () => pool.close(),
  };
}

/** Effects of an earlier setting are kept: they are performed when it is in force again. */
const NO_JUDGE: Performed = { kind: 'waits', reason: 'certificates are not judged here' };
const NOT_READ: Performed = { kind: 'failed', reason: 'the batch cannot be read' };
const NO_INDEX: Performed = { kind: 'waits', reason: 'no search index is connected' };

/**
 * What is indexed is the batch as it is now, with all batches of its course. It may have changed at
 * another process a moment ago, and this effect is the only one that there will be for it.
 */
async function index(deps: PerformerDeps, effect: IndexBatch): Promise<Performed> {
  const { parts, cache } = deps;
  if (!(await deps.upToDate(effect.batch))) return NOT_READ;
  const batch = cache.batch(effect.batch);
  // Its change was refused after the effect was remembered, and there was none before.
  if (batch === null) return { kind: 'done' };
  const ofCourse = cache.batches().filter(({ course }) => course === batch.course);
  return parts.follow.index?.(batch, ofCourse) ?? NO_INDEX;
}

async function tell({ parts, cache, tableOf }: PerformerDeps, effect: Tell): Promise<Performed> {
  const { store, origin, follow } = parts;
  const state = await durableState({ store, origin, tableOf }, effect.key);
  if (!state.ok) return { kind: 'failed', reason: state.error.detail };
  const issued = await issuedOf(parts, cache, effect);
  if (!issued.ok) return { kind: 'failed', reason: issued.error.detail };
  return follow.tell(effect, state.value, issued.value);
}

const ISSUED: readonly TellEvent[] = [
  'certificate-issued',
  'certificate-notify',
  'certificate-feed',
];

/** The certificate that an event is about. */
async function issuedOf(
  { store }: EngineParts,
  cache: CatalogueCache,
  { key, event, subject }: Tell,
): Stored<Issued | null> {
  if (!ISSUED.includes(event)) return ok(null);
  const facts = await store.certificates.facts(subject as CertificateId);
  if (!facts.ok) return facts;
  if (facts.value === null) return ok(null);
  const template = cache.batch(key.batch)?.templates[facts.value.template] ?? null;
  return ok({ facts: facts.value, template });
}

function certifierDeps({ parts, cache, tableOf, submit }: PerformerDeps): CertifierDeps {
  const { store, origin, follow, names, publicUrl, timeZone, clock } = parts;
  return {
    ...{ store, origin, follow, names, publicUrl, timeZone, tableOf, submit },
    now: () => clock.now(),
    batch: (batch) => cache.batch(batch),
    course: (course) => cache.course(course),
    tree: (course) => cache.structure(course, 0)?.tree ?? null,
  };
}

function poolDeps(deps: PerformerDeps): CertificatePoolDeps {
  const { actors, store, limits, clock } = deps.parts;
  return {
    ...{ actors, store },
    workers: limits.certificateWorkers,
    triesMax: limits.certificateTriesMax,
    register: registration(deps),
    newRenderer: () => deps.parts.newRenderer(),
    submit: (commands) => deps.submit(commands),
    now: () => clock.now(),
  };
}

/** A registry knows the certificate that is replaced by the identifier it gave it. */
function registration({ parts, tableOf }: PerformerDeps): CertificatePoolDeps['register'] {
  const { register } = parts.follow;
  if (register === null) return null;
  return async (facts, content) => {
    const { learner, course, batch, replaces } = facts;
    const state = await durableState({ store: parts.store, origin: parts.origin, tableOf }, {
      learner,
      course,
      batch,
    } as EnrolmentKey);
    if (!state.ok) return state;
    const old = state.value.generations.get(replaces);
    return register({ facts, content, replaces: old === undefined ? replaces : listedAs(old) });
  };
}
