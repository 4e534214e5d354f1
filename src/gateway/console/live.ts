/**
 * Live numbers, as the server sends them. Read by `fetch`, since the browser's own event source can
 * carry no token. Comes back by itself when the connection ends.
 */
import { useEffect, useState } from 'preact/hooks';
import type { LiveSample } from '../console-answers.js';
import { fetchAsReader } from './api.js';

const SAMPLES_SHOWN_MAX = 300;
const RETRY_MS = 5_000;

export interface Live {
  readonly samples: readonly LiveSample[];
  readonly connection: 'connecting' | 'connected' | 'lost';
}

/** Goes on from the samples that are known already. */
export function useLive(known: readonly LiveSample[]): Live {
  const [live, setLive] = useState<Live>({ samples: known, connection: 'connecting' });
  useEffect(() => {
    const ended = new AbortController();
    const add = (sample: LiveSample): void =>
      setLive(({ samples }) => {
        const newer = samples.filter(({ at }) => at < sample.at);
        return { samples: [...newer, sample].slice(-SAMPLES_SHOWN_MAX), connection: 'connected' };
      });
    const lost = (): void => setLive(({ samples }) => ({ samples, connection: 'lost' }));
    void listen(add, lost, ended.signal);
    return () => ended.abort();
  }, []);
  return live;
}

/** Until the page is left; what is told after that, nobody hears. */
async function listen(
  add: (sample: LiveSample) => void,
  lost: () => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const begunAt = Date.now();
    try {
      await readEvents(add, signal);
      // The server ends what a token opened when the token ends: that is no loss, but one that ends
      // at once again is.
      if (Date.now() - begunAt > RETRY_MS) continue;
    } catch {
      // Told below, and tried again.
    }
    lost();
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

async function readEvents(add: (sample: LiveSample) => void, signal: AbortSignal): Promise<void> {
  const reply = await fetchAsReader('/v1/console/events', { signal });
  if (!reply.ok || reply.body === null) return;
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const events = (rest + value).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      if (event.startsWith('data: ')) add(JSON.parse(event.slice(6)) as LiveSample);
    }
  }
}
