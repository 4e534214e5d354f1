/** Which dead letters came of a request: found in the log by its id, and by theirs. */
import type { FastifyRequest } from 'fastify';
import type { DeadLetter } from '../../persistence/ports.js';

/** One line for all that one request left; says nothing where there are none. */
export function logLetters(
  { log, routeOptions }: FastifyRequest,
  letters: readonly DeadLetter[],
): void {
  const [first] = letters;
  if (first === undefined) return;
  const { source, position } = first;
  const line = { route: routeOptions.url, count: letters.length, source, position };
  log.info(line, 'entries of a request kept as dead letters');
}
