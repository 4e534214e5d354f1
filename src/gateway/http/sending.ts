/**
 * Sends records of the API to the topics that somebody listens to. Makes no record itself.
 *
 * - S1 A record is durable in the engine's outbox before this resolves, and so before the caller
 *   of the route is answered; it is repeated until it is sent.
 */
import type { Send } from '../../domain/effects.js';
import { ok, type Result } from '../../domain/result.js';
import type { Refusal } from '../../engine.js';
import type { GatewayDeps } from './deps.js';

/** Remembers those of `records` whose topic is listened to. */
export async function sendHeard(
  records: readonly Send[],
  { engine, listenedTopics }: Pick<GatewayDeps, 'engine' | 'listenedTopics'>,
): Promise<Result<void, Refusal>> {
  const heard = records.filter(({ topic }) => listenedTopics.has(topic));
  return heard.length === 0 ? ok(undefined) : engine.ask(heard);
}
