/** What the demo left in a server, as its API tells it. */
import { expect, vi } from 'vitest';
import { DEMO_COURSE } from '../../src/gateway/demo/course.js';
import { consolePath } from '../../src/gateway/console-paths.js';
import type { Server } from '../system/program.js';

/** A certificate in force of somebody. */
export async function certificateOf(
  server: Server,
): Promise<{ readonly id: string; readonly learner: string }> {
  const { certificates } = await result<{ certificates: { id: string; learner: string }[] }>(
    server,
    '/v1/console/certificates?batch=demo-autumn',
  );
  return certificates[0]!;
}

/** Plays the demo, and resolves when it is through and its certificates are there. */
export async function playDemo(server: Server): Promise<void> {
  await fetch(`${server.url}/v1/console/demo`, { method: 'POST' });
  await vi.waitFor(
    async () => {
      expect(await result(server, '/v1/console/demo')).toMatchObject({ kind: 'played' });
      const { live } = await result<{ live: { pendingEffects: number }[] }>(server, OVERVIEW);
      expect(live.at(-1)?.pendingEffects).toBe(0);
    },
    { timeout: DEMO_MS_MAX, interval: 500 },
  );
}

const OVERVIEW = '/v1/console/overview';
const DEMO_MS_MAX = 110_000;

/** The page of the dead letter that is about a batch. */
export async function letterAbout(server: Server, batch: string): Promise<string> {
  const list = '/v1/console/dead-letters';
  const { letters } = await result<{ letters: Place[] }>(server, list);
  for (const { source, position } of letters) {
    const query = new URLSearchParams({ source, position }).toString();
    const letter = await result<{ text: string }>(server, `/v1/console/dead-letter?${query}`);
    if (letter.text.includes(batch)) return consolePath('letter', { source, position });
  }
  throw new Error(`no letter about ${batch}`);
}

/** Has somebody send work in batches that there are not: a dead letter each. */
export async function sendMistyped({ url }: Server, ...batches: readonly string[]): Promise<void> {
  const entry = { courseId: DEMO_COURSE, contentId: 'do_demo_sounds', status: 2 };
  const contents = batches.map((batchId) => ({ ...entry, batchId }));
  await fetch(`${url}/v1/content/state/update`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', 'x-authenticated-userid': 'demo-visitor' },
    body: JSON.stringify({ request: { contents } }),
  });
}

interface Place {
  readonly source: string;
  readonly position: string;
}

async function result<T>({ url }: Server, path: string): Promise<T> {
  const reply = await fetch(url + path);
  return ((await reply.json()) as { readonly result: T }).result;
}
