/** Asks before something is done that cannot be taken back; with a reason where one is wanted. */
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../language.js';

interface ConfirmProps {
  readonly title: string;
  readonly what: string;
  readonly action: string;
  readonly isDangerous: boolean;
  /** Label of the reason; `null` = none is asked for. */
  readonly reason: string | null;
  readonly onCancel: () => void;
  readonly onConfirm: (reason: string) => void;
}

export function Confirm(props: ConfirmProps): VNode {
  const { title, what, action, isDangerous, reason, onCancel, onConfirm } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  useEffect(() => dialog.current?.showModal(), []);
  const submit = (event: Event): void => {
    event.preventDefault();
    onConfirm(text.trim());
  };
  return (
    <dialog ref={dialog} aria-labelledby="confirm-title" onCancel={onCancel}>
      <form onSubmit={submit}>
        <h2 id="confirm-title">{title}</h2>
        <p>{what}</p>
        {reason === null ? null : (
          <>
            <label for="confirm-reason">{reason}</label>
            <textarea
              id="confirm-reason"
              required
              maxLength={500}
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          </>
        )}
        <div class="buttons">
          <button type="button" onClick={onCancel}>
            {t('action.cancel')}
          </button>
          <button type="submit" class={isDangerous ? 'first danger' : 'first'}>
            {action}
          </button>
        </div>
      </form>
    </dialog>
  );
}
