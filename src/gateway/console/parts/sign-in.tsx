/** Asks for a token where the server wants to know who the reader is. */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { setToken } from '../api.js';
import { t } from '../language.js';

export function SignIn({ done }: { readonly done: () => void }): VNode {
  const [text, setText] = useState('');
  const submit = (event: Event): void => {
    event.preventDefault();
    setToken(text);
    done();
  };
  return (
    <form class="card" onSubmit={submit}>
      <h2>{t('signin.title')}</h2>
      <p>{t('signin.what')}</p>
      <div class="form">
        <div class="wide">
          <label for="token">{t('signin.token')}</label>
          <input
            id="token"
            type="password"
            autocomplete="off"
            required
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </div>
        <button class="first" type="submit">
          {t('signin.do')}
        </button>
      </div>
    </form>
  );
}
