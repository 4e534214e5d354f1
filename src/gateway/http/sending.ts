/**
 * Sends records of the API to the topics that somebody listens to. Makes no record itself.
 *
 * - S1 A record is durable in the engine's outbox before this resolves, and so before the caller
 *   of the route is answered; it is repeated until it is sent.
 */
import type { Send } from '../../domain/effects.js';
import { ok, type Result } from '../../domain/result.js';
import type { EnrolmentState } from '../../domain/enrolment.js';
import type { Engine, Refusal } from '../../engine.js';
import { observes, type TakenUpdate } from '../update-records.js';
import type { GatewayDeps } from './deps.js';

/** Who is told, and what is asked on the way. */
export type Hearers = Pick<GatewayDeps, 'listenedTopics'> & {
  readonly engine: Pick<Engine, 'ask' | 'enrolment'>;
};

/** Remembers those of `records` whose topic is listened to. */
export async function sendHeard(
  records: readonly Send[],
  { engine, listenedTopics }: Hearers,
): Promise<Result<void, Refusal>> {
  const heard = records.filter(({ topic }) => listenedTopics.has(topic));
  return heard.length === 0 ? ok(undefined) : engine.ask(heard);
}

/** The enrolments that an update is about; read only where somebody is told of them. */
export async function heldBefore(
  plan: TakenUpdate,
  { engine, listenedTopics }: Hearers,
): Promise<Result<readonly EnrolmentState[], Refusal>> {
  const before: EnrolmentState[] = [];
  if (!listenedTopics.has('coursebatch.job.request')) return ok(before);
  for (const { key } of observes(plan)) {
    const state = await engine.enrolment(key);
    if (!state.ok) return state;
    before.push(state.value);
  }
  return ok(before);
}
