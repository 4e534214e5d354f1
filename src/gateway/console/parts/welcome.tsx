/** The first page of an empty store: what it is for, and two ways to begin. */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { DemoState, Overview } from '../../console-answers.js';
import { ask, send } from '../api.js';
import { t } from '../language.js';
import { Head } from './head.js';

const POLL_MS = 400;

const PUBLISH = `curl -X PUT "$LAUREL/v1/course/hierarchy/do_1" \\
  -H 'content-type: application/json' -d '
  {"request":{"hierarchy":{"identifier":"do_1","name":"First aid","children":[
    {"identifier":"do_11","name":"Burns","mimeType":"video/mp4"}]}}}'`;

interface WelcomeProps {
  readonly overview: Overview;
  readonly again: () => void;
}

export function Welcome({ overview, again }: WelcomeProps): VNode {
  const [demo, setDemo] = useState<DemoState>(overview.demo);
  const isPlaying = demo.kind === 'playing';
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setInterval(() => {
      void ask<DemoState>('/v1/console/demo').then((answer) => {
        if (!answer.ok) return;
        setDemo(answer.value);
        if (answer.value.kind === 'played') again();
      });
    }, POLL_MS);
    return () => clearInterval(timer);
  }, [isPlaying, again]);
  const play = (): void =>
    void send<DemoState>('POST', '/v1/console/demo').then((answer) => {
      if (answer.ok) setDemo(answer.value);
      else setDemo({ kind: 'failed', reason: answer.message });
    });
  return (
    <>
      <Head title={t('welcome.title')} below={t('welcome.what')} />
      <div class="grid">
        <section class="card">
          <h2>{t('welcome.demo')}</h2>
          <p>{t('welcome.demo.what')}</p>
          <Demo demo={demo} play={play} />
          <p class="muted small">{t('welcome.demo.command')}</p>
          <pre>npm run demo</pre>
        </section>
        <section class="card">
          <h2>{t('welcome.own')}</h2>
          <p>{t('welcome.own.what')}</p>
          <pre>{PUBLISH}</pre>
          <p>
            <a href="/documentation">{t('nav.docs')}</a>
          </p>
        </section>
      </div>
    </>
  );
}

interface DemoProps {
  readonly demo: DemoState;
  readonly play: () => void;
}

function Demo({ demo, play }: DemoProps): VNode | null {
  if (demo.kind === 'playing') {
    return (
      <p role="status">
        <label for="demo-progress">{t('welcome.demo.playing')}</label>
        <progress id="demo-progress" max={demo.total} value={demo.done} />
      </p>
    );
  }
  if (demo.kind === 'failed') return <p role="alert">{t('welcome.demo.failed', demo.reason)}</p>;
  if (demo.kind !== 'offered') return null;
  return (
    <p>
      <button class="first" type="button" onClick={play}>
        {t('welcome.demo.do')}
      </button>
    </p>
  );
}
