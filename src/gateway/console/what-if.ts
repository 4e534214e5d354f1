/**
 * Asks what another structure or other criteria would change. The answer is read as it comes, so
 * that a page can say how far it is; whoever stops it ends the work at the server.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { WhatIfAnswer, WhatIfNews } from '../console-course-answers.js';
import { callerHeaders } from './api.js';

const PATH = '/v1/console/what-if';

export type WhatIfState =
  | { readonly kind: 'none' }
  | { readonly kind: 'going'; readonly looked: number }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly reason: string }
  /** `question` is what was asked, for whoever wants the whole list of it. */
  | { readonly kind: 'answered'; readonly answer: WhatIfAnswer; readonly question: object };

export interface WhatIf {
  readonly state: WhatIfState;
  readonly begin: (question: object) => void;
  readonly stop: () => void;
  /** Forgets what was answered, since what was asked about is another by now. */
  readonly clear: () => void;
}

/** One question at a time; leaving the page stops it. */
export function useWhatIf(): WhatIf {
  const [state, setState] = useState<WhatIfState>({ kind: 'none' });
  const going = useRef<AbortController | null>(null);
  useEffect(() => () => going.current?.abort(), []);
  const begin = (question: object): void => {
    going.current?.abort();
    const mine = new AbortController();
    going.current = mine;
    setState({ kind: 'going', looked: 0 });
    const tell = (next: WhatIfState): void => {
      if (going.current === mine && !mine.signal.aborted) setState(next);
    };
    void answerTo(question, tell, mine.signal).catch((error: unknown) =>
      tell({ kind: 'failed', reason: String(error) }),
    );
  };
  const end = (next: WhatIfState): void => {
    going.current?.abort();
    setState(next);
  };
  const stop = (): void => end({ kind: 'stopped' });
  return { state, begin, stop, clear: () => end({ kind: 'none' }) };
}

async function answerTo(
  question: object,
  tell: (state: WhatIfState) => void,
  signal: AbortSignal,
): Promise<void> {
  const reply = await sent(question, 'application/x-ndjson', signal);
  if (!reply.ok || reply.body === null) {
    return tell({ kind: 'failed', reason: await reasonOf(reply) });
  }
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return tell({ kind: 'failed', reason: 'the connection ended' });
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const news = JSON.parse(line) as WhatIfNews;
      if (news.kind === 'going') tell({ kind: 'going', looked: news.looked });
      else {
        const { kind } = news;
        return tell(kind === 'answer' ? { kind: 'answered', answer: news.answer, question } : news);
      }
    }
  }
}

/** Fetches the whole list as a file; a reason where there is none. */
export async function downloadWhatIf(question: object, name: string): Promise<string | null> {
  try {
    const reply = await sent(question, 'text/csv', null);
    if (!reply.ok) return await reasonOf(reply);
    const url = URL.createObjectURL(await reply.blob());
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
    URL.revokeObjectURL(url);
    return null;
  } catch (error) {
    return String(error);
  }
}

async function sent(
  question: object,
  accept: string,
  signal: AbortSignal | null,
): Promise<Response> {
  const headers = { ...(await callerHeaders()), accept, 'content-type': 'application/json' };
  const body = JSON.stringify({ request: question });
  return fetch(PATH, { method: 'POST', headers, body, signal });
}

async function reasonOf(reply: Response): Promise<string> {
  const envelope = (await reply.json()) as { readonly params?: { readonly errmsg?: string } };
  return envelope.params?.errmsg ?? String(reply.status);
}
