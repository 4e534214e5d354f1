/** One dead letter: what it holds, why it failed; take it again, or drop it. */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { LetterOutcome, LetterPage as Answer } from '../../console-answers.js';
import { CONSOLE_PATHS } from '../../console-paths.js';
import { Shown, useAnswer } from '../answer.js';
import { send, withQuery } from '../api.js';
import { moment, t } from '../language.js';
import { Confirm } from '../parts/confirm.js';
import { Head } from '../parts/head.js';
import { tell } from '../parts/told.js';
import { goTo } from '../router.js';

interface LetterPageProps {
  readonly source: string;
  readonly position: string;
}

export function LetterPage({ source, position }: LetterPageProps): VNode {
  const asked = useAnswer<Answer>(withQuery('/v1/console/dead-letter', { source, position }));
  return (
    <>
      <Shown asked={asked}>{(letter) => <Letter letter={letter} again={asked.again} />}</Shown>
      <p>
        <a href={CONSOLE_PATHS.letters}>{t('letters.back')}</a>
      </p>
    </>
  );
}

interface LetterProps {
  readonly letter: Answer;
  readonly again: () => void;
}

function Letter({ letter, again }: LetterProps): VNode {
  const [asks, setAsks] = useState(false);
  const { source, position, way, reason, at, bytes, text, isCut } = letter;
  const redrive = (): void =>
    void send<LetterOutcome>('POST', '/v1/console/dead-letter/redrive', { source, position }).then(
      (answer) => {
        if (!answer.ok) return tell(t('state.refused', answer.message));
        const { outcome, reason: why } = answer.value;
        tell(t(`letters.redrive.${outcome}`, why));
        if (outcome === 'failed' || outcome === 'impossible') again();
        else goTo(CONSOLE_PATHS.letters);
      },
    );
  const drop = (): void => {
    setAsks(false);
    const request = { source, position, confirm: position };
    void send('POST', '/v1/console/dead-letter/drop', request).then((answer) => {
      tell(answer.ok ? t('letters.drop.done') : t('state.refused', answer.message));
      if (answer.ok) goTo(CONSOLE_PATHS.letters);
    });
  };
  return (
    <>
      <Head title={reason}>
        <button class="first" type="button" disabled={isCut} onClick={redrive}>
          {t('letters.redrive')}
        </button>
        <button class="danger" type="button" onClick={() => setAsks(true)}>
          {t('letters.drop')}
        </button>
      </Head>
      {isCut ? <p class="notice warn">{t('letters.cut')}</p> : null}
      <section class="card">
        <dl class="facts left">
          <dt>{t('letters.when')}</dt>
          <dd>{moment(at)}</dd>
          <dt>{t('letters.source')}</dt>
          <dd>{source}</dd>
          <dt>{t('letters.position')}</dt>
          <dd>{position}</dd>
          <dt>{t('letters.way')}</dt>
          <dd>{way}</dd>
        </dl>
        <h3>
          {t('letters.input')} <span class="muted small">{t('letters.bytes', bytes)}</span>
        </h3>
        <pre>{readable(text)}</pre>
      </section>
      {asks ? (
        <Confirm
          title={t('letters.drop.ask')}
          what={t('letters.drop.what')}
          action={t('letters.drop')}
          isDangerous={true}
          reason={null}
          onCancel={() => setAsks(false)}
          onConfirm={drop}
        />
      ) : null}
    </>
  );
}

/** JSON in lines, anything else as it is. */
function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
