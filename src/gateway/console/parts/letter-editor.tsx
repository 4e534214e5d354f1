/** What was sent, to be corrected: the text, where it is no JSON, and what differs by now. */
import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { LetterOutcome } from '../../letter-answers.js';
import { jsonFault } from '../../json-text.js';
import { send } from '../api.js';
import { t } from '../language.js';
import { lineDiff } from '../line-diff.js';

interface LetterEditorProps {
  readonly source: string;
  readonly position: string;
  /** As it came. */
  readonly original: string;
  /** It was taken, and this became of it. */
  readonly onTaken: (outcome: LetterOutcome) => void;
}

const ROWS_MIN = 8;
const ROWS_MAX = 28;

export function LetterEditor(props: LetterEditorProps): VNode {
  const { source, position, original, onTaken } = props;
  const [content, setContent] = useState(original);
  const [trouble, setTrouble] = useState('');
  const fault = useMemo(() => jsonFault(content), [content]);
  const take = (): void =>
    void send<LetterOutcome>('POST', '/v1/console/dead-letter/redrive', {
      ...{ source, position, content },
    }).then((answer) => {
      if (!answer.ok) return setTrouble(t('state.refused', answer.message));
      const { outcome, reason } = answer.value;
      const isTaken = outcome !== 'failed' && outcome !== 'impossible';
      if (isTaken) onTaken(answer.value);
      else setTrouble(t('letters.edit.failed', reason));
    });
  const rows = Math.min(Math.max(original.split('\n').length + 1, ROWS_MIN), ROWS_MAX);
  return (
    <section class="card">
      <h2>{t('letters.edit.title')}</h2>
      <p class="muted">{t('letters.edit.what')}</p>
      <label for="letter-content">{t('letters.edit.content')}</label>
      <textarea
        id="letter-content"
        class="code"
        rows={rows}
        spellcheck={false}
        autocapitalize="off"
        aria-describedby="letter-fault"
        aria-invalid={fault !== null}
        value={content}
        onInput={(event) => setContent(event.currentTarget.value)}
      />
      <p id="letter-fault" class="fault" role="status">
        {fault === null ? '' : t('letters.edit.fault', fault.line, fault.column)}
      </p>
      <Changes original={original} content={content} />
      {trouble === '' ? null : (
        <p class="notice bad" role="alert">
          {trouble}
        </p>
      )}
      <div class="buttons">
        <button class="first" type="button" disabled={fault !== null} onClick={take}>
          {t('letters.edit.take')}
        </button>
        <button type="button" onClick={() => setContent(original)}>
          {t('letters.edit.reset')}
        </button>
      </div>
    </section>
  );
}

interface ChangesProps {
  readonly original: string;
  readonly content: string;
}

function Changes({ original, content }: ChangesProps): VNode {
  const changes = useMemo(() => lineDiff(original, content), [original, content]);
  if (changes.length === 0) return <p class="muted">{t('letters.edit.same')}</p>;
  return (
    <>
      <h3>{t('letters.edit.changes')}</h3>
      <ul class="changes">
        {changes.map(({ kind, line, text }) => (
          <li key={`${kind} ${String(line)}`} class={kind}>
            <span class="small">{t(`letters.edit.${kind}`, line)}</span> <code>{text}</code>
          </li>
        ))}
      </ul>
    </>
  );
}
