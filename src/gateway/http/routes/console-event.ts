/**
 * Live numbers as server-sent events, one event a sample. Each open page is one listener.
 *
 * - E1 There are at most `listenersMax` listeners; who comes later is told to come again.
 * - E2 A listener that does not read is let go, so that nothing piles up for it.
 * - E3 All end when the gateway closes. Samples come every two seconds, so that no other sign of
 *   life is needed for proxies in between.
 * - E4 Each sample is told to who would be let in now: a listener ends with the token that opened
 *   it, and the page comes again with the next one. That a token is checked anew every two seconds
 *   costs a tenth of a millisecond a listener.
 */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { LiveSample } from '../../console-answers.js';
import { SAMPLE_INTERVAL_MS } from '../../live-meter.js';
import { outcomeOf } from '../../outcomes.js';
import { admission } from '../admission.js';
import type { ConsoleContext } from '../console-context.js';
import { failureOfOutcome } from '../envelope.js';
import { headings, sendFailure } from '../sunbird-route.js';

const PATH = '/v1/console/events';

/** A listener that is so far behind is let go. */
const UNSENT_BYTES_MAX = 65_536;

const RETRY_MS = 10_000;

/** Adds the route, and has samples taken from `ready` until the gateway closes. */
export function consoleEventRoutes(app: FastifyInstance, context: ConsoleContext): void {
  const { deps, zone, pages, meter } = context;
  const admit = admission(deps);
  const heading = headings(deps, zone, PATH);
  const open = new Set<FastifyReply>();
  let stopTaking: () => void = () => undefined;
  app.addHook('onReady', (done) => {
    const take = (): void => meter.take(deps.engine.status(), deps.clock());
    take();
    stopTaking = pages.every(SAMPLE_INTERVAL_MS, take);
    done();
  });
  app.addHook('preClose', (done) => {
    stopTaking();
    for (const reply of open) reply.raw.end(); // E3
    done();
  });
  app.get(PATH, { schema: { hide: true } }, async (request, reply) => {
    const caller = await admit(request, 'operator');
    if (!caller.ok) return sendFailure(reply, heading(request), caller.error);
    if (open.size >= pages.limits.listenersMax) {
      const limit = 'LAUREL_CONSOLE_LISTENERS_MAX';
      const busy = outcomeOf({ kind: 'busy', retryAfterMs: RETRY_MS, limit });
      return sendFailure(reply, heading(request), failureOfOutcome(busy)); // E1
    }
    open.add(reply);
    const stop = meter.listen((sample) => {
      void admit(request, 'operator').then((still) => {
        if (still.ok) send(reply, sample);
        else reply.raw.end(); // E4
      });
    });
    reply.raw.on('close', () => {
      stop();
      open.delete(reply);
    });
    begin(reply, meter.samples.at(-1) ?? null);
    return reply;
  });
}

/** The newest sample at once, so that a page knows that it is connected. */
function begin(reply: FastifyReply, newest: LiveSample | null): void {
  reply.hijack();
  reply.raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // Proxies that collect answers would hold events back.
    'x-accel-buffering': 'no',
  });
  reply.raw.write(`retry: ${String(RETRY_MS)}\n\n`);
  if (newest !== null) send(reply, newest);
}

function send({ raw }: FastifyReply, sample: LiveSample): void {
  // While its token was looked at, the gateway may have closed.
  if (raw.writableEnded) return;
  if (raw.writableLength > UNSENT_BYTES_MAX)
    raw.destroy(); // E2
  else raw.write(`data: ${JSON.stringify(sample)}\n\n`);
}
