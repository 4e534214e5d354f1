/** One dead letter: what it holds, why it failed; take it again, also as edited, or drop it. */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { LetterOutcome, LetterPage as Answer } from '../../letter-answers.js';
import { CONSOLE_PATHS } from '../../console-paths.js';
import { indentedJson } from '../../json-text.js';
import { Shown, useAnswer } from '../answer.js';
import { send, withQuery } from '../api.js';
import { moment, t } from '../language.js';
import { Confirm } from '../parts/confirm.js';
import { Head } from '../parts/head.js';
import { LetterEditor } from '../parts/letter-editor.js';
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
  const [edits, setEdits] = useState(false);
  const { source, position, reason, isCut, editable, whyNot } = letter;
  const leave = ({ outcome, reason: why }: LetterOutcome): void => {
    tell(t(`letters.redrive.${outcome}`, why));
    if (outcome === 'failed' || outcome === 'impossible') again();
    else goTo(CONSOLE_PATHS.letters);
  };
  const redrive = (): void =>
    void send<LetterOutcome>('POST', '/v1/console/dead-letter/redrive', { source, position }).then(
      (answer) => (answer.ok ? leave(answer.value) : tell(t('state.refused', answer.message))),
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
        {editable === null ? null : (
          <button type="button" aria-expanded={edits} onClick={() => setEdits(!edits)}>
            {t('letters.edit')}
          </button>
        )}
        <button class="danger" type="button" onClick={() => setAsks(true)}>
          {t('letters.drop')}
        </button>
      </Head>
      {isCut ? <p class="notice warn">{t('letters.cut')}</p> : null}
      {edits && editable !== null ? (
        <LetterEditor {...{ source, position }} original={editable} onTaken={leave} />
      ) : null}
      <Content letter={letter} />
      {whyNot === '' || isCut ? null : <p class="muted">{t('letters.edit.whyNot', whyNot)}</p>}
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

const Content = ({ letter }: { readonly letter: Answer }): VNode => (
  <section class="card">
    <dl class="facts left">
      <dt>{t('letters.when')}</dt>
      <dd>{moment(letter.at)}</dd>
      <dt>{t('letters.source')}</dt>
      <dd>{letter.source}</dd>
      <dt>{t('letters.position')}</dt>
      <dd>{letter.position}</dd>
      <dt>{t('letters.way')}</dt>
      <dd>{letter.way}</dd>
    </dl>
    <h3>
      {t('letters.input')} <span class="muted small">{t('letters.bytes', letter.bytes)}</span>
    </h3>
    <pre>{indentedJson(letter.text)}</pre>
  </section>
);
