/**
 * The demo: a term played on an empty store.
 *
 * - M1 It is offered only where nothing is stored yet, on the embedded profile, with every role on
 *   and without authentication, since it acts as everybody.
 */
import type { FastifyInstance } from 'fastify';
import { err, ok } from '../../../domain/result.js';
import { ROLES } from '../../../roles.js';
import type { DemoState } from '../../console-answers.js';
import { DemoPlayer, resultOf, type Send } from '../../demo/player.js';
import { fault } from '../../fault.js';
import type { ConsoleContext } from '../console-context.js';
import type { Sunbird } from '../sunbird-route.js';

const PATH = '/v1/console/demo';

/** Adds the routes; what is returned tells how the demo stands. */
export function consoleDemoRoutes(
  app: FastifyInstance,
  { add }: Sunbird,
  { deps, zone, pages }: ConsoleContext,
): () => DemoState {
  const send: Send = async (method, url, user, payload) => {
    const headers = { 'x-authenticated-userid': user };
    const reply = await app.inject({ method, url, payload, headers });
    return resultOf(reply.statusCode, reply.json());
  };
  const player = new DemoPlayer({ engine: deps.engine, send, zone, now: deps.clock });
  const isPossible =
    pages.profile === 'embedded' && deps.tokens === null && ROLES.every((r) => deps.roles.has(r));
  let playing: Promise<void> = Promise.resolve();
  const state = (): DemoState => {
    if (player.state.kind !== 'none') return player.state;
    const isEmpty = deps.engine.catalogue.allBatches().length === 0;
    return isPossible && isEmpty ? { kind: 'offered' } : player.state; // M1
  };
  // What is begun is waited for, so that its requests do not meet an engine that has stopped.
  app.addHook('preClose', () => {
    player.stop();
    return playing;
  });
  add({
    method: 'GET',
    path: PATH,
    access: 'operator',
    role: null,
    schema: { summary: 'How the demo stands', tags: ['console'] },
    handle: () => ok(state()),
  });
  add({
    method: 'POST',
    path: PATH,
    access: 'operator',
    role: null,
    schema: { summary: 'Play a term on an empty store', tags: ['console'] },
    handle: () => {
      if (state().kind !== 'offered') {
        return err(fault('CLIENT_ERROR', 'the demo is played on an empty store, and once'));
      }
      playing = player.play();
      return ok(state());
    },
  });
  return state;
}
