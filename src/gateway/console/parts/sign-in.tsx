/** Asks who the reader is: at the provider, where there is one, or by a token. */
import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Entrance, SignInWay } from '../../console-reader.js';
import { CONSOLE_PATHS } from '../../console-paths.js';
import { ask } from '../api.js';
import { t } from '../language.js';
import type { NotSignedIn } from '../provider.js';
import { isSignedIn, setToken, type Client } from '../session.js';

/** Where a page was not answered because nobody, or nobody any more, is signed in. */
export function SignIn({ done }: { readonly done: () => void }): VNode | null {
  const [way, setWay] = useState<SignInWay | null>(null);
  useEffect(() => {
    void ask<Entrance>('/v1/console/me').then((answer) => {
      setWay(answer.ok ? answer.value.signIn : { kind: 'token' });
    });
  }, []);
  return way === null ? null : <SignInCard way={way} done={done} />;
}

interface SignInCardProps {
  readonly way: SignInWay;
  readonly done: () => void;
}

export const SignInCard = ({ way, done }: SignInCardProps): VNode => (
  <div class="stack">
    {isSignedIn() ? (
      <p class="notice bad" role="alert">
        {t('signin.nottaken')}
      </p>
    ) : null}
    {way.kind === 'oidc' ? (
      <section class="card">
        <h2>{t('signin.title')}</h2>
        <p>{t('signin.provider', new URL(way.issuer).host)}</p>
        <ProviderButton client={way}>{t('signin.do')}</ProviderButton>
        <details class="other">
          <summary>{t('signin.other')}</summary>
          <TokenForm done={done} />
        </details>
      </section>
    ) : (
      <section class="card">
        <h2>{t('signin.title')}</h2>
        <TokenForm done={done} />
      </section>
    )}
  </div>
);

interface ProviderButtonProps {
  readonly client: Client;
  readonly children: ComponentChildren;
}

/** Leads to the provider, and back to where the reader is. */
export function ProviderButton({ client, children }: ProviderButtonProps): VNode {
  const [isGoing, setIsGoing] = useState(false);
  const [failure, setFailure] = useState<NotSignedIn | null>(null);
  const go = async (): Promise<void> => {
    setIsGoing(true);
    setFailure(null);
    const { failureOf, signInAddress } = await import('../provider.js');
    try {
      location.assign(await signInAddress(client, backAddress()));
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      // A browser may show this very page again when the reader goes back.
      setIsGoing(false);
    }
  };
  return (
    <>
      <button class="first" type="button" disabled={isGoing} onClick={() => void go()}>
        {children}
      </button>
      {failure === null ? null : (
        <p role="alert">
          {failure.kind === 'down'
            ? t('signin.down', new URL(client.issuer).host)
            : t('signin.failed.failed.todo', failure.detail)}
        </p>
      )}
    </>
  );
}

/** From the page that signs in one comes to the first page. */
const backAddress = (): string =>
  location.pathname === CONSOLE_PATHS.signIn
    ? CONSOLE_PATHS.overview
    : location.pathname + location.search;

function TokenForm({ done }: { readonly done: () => void }): VNode {
  const [text, setText] = useState('');
  const submit = (event: Event): void => {
    event.preventDefault();
    setToken(text);
    done();
  };
  return (
    <form onSubmit={submit}>
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
          {t('signin.take')}
        </button>
      </div>
    </form>
  );
}
