/**
 * Where the provider sends the reader back to: takes what it says, and goes on to where the reader
 * came from. Without an answer of a provider, it asks who the reader is.
 */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { CONSOLE_PATHS } from '../../console-paths.js';
import type { Entrance } from '../../console-reader.js';
import { Loading } from '../answer.js';
import { t } from '../language.js';
import { Head } from '../parts/head.js';
import { ProviderButton, SignInCard } from '../parts/sign-in.js';
import type { NotSignedIn } from '../provider.js';
import { replaceAddress } from '../router.js';
import { setSession } from '../session.js';

interface SignInPageProps {
  readonly entrance: Entrance;
  readonly query: URLSearchParams;
}

export function SignInPage({ entrance, query }: SignInPageProps): VNode {
  const [answer] = useState(query);
  const [failure, setFailure] = useState<NotSignedIn | null>(null);
  const isAnswered = answer.has('code') || answer.has('error');
  useEffect(() => {
    // The code is of use once; it is not left in the address, nor in what the browser remembers.
    replaceAddress(CONSOLE_PATHS.signIn);
    if (isAnswered) void finish(answer, setFailure);
  }, []);
  if (!isAnswered) return <Asked entrance={entrance} />;
  if (failure === null) {
    return (
      <>
        <Head title={t('signin.going')} />
        <Loading />
      </>
    );
  }
  return <Failure entrance={entrance} failure={failure} />;
}

/** The page is loaded anew, so that nothing of before is left of it. */
async function finish(
  answer: URLSearchParams,
  fail: (failure: NotSignedIn) => void,
): Promise<void> {
  const { finishSignIn } = await import('../provider.js');
  const finished = await finishSignIn(answer);
  if (finished.kind !== 'signed-in') return fail(finished);
  setSession(finished.session);
  location.replace(finished.back);
}

const Asked = ({ entrance }: { readonly entrance: Entrance }): VNode =>
  entrance.kind === 'unknown' ? (
    <Outside entrance={entrance} />
  ) : (
    <>
      <Head title={t('signin.title')} />
      <p>
        {t('signin.already')} <a href={CONSOLE_PATHS.overview}>{t('nav.overview')}</a>
      </p>
    </>
  );

interface FailureProps {
  readonly entrance: Entrance;
  readonly failure: NotSignedIn;
}

const Failure = ({ entrance, failure }: FailureProps): VNode => (
  <>
    <Head title={t('signin.failed')} />
    <div class="notice bad" role="alert">
      <h2>{t(`signin.failed.${failure.kind}`)}</h2>
      <p>{t(`signin.failed.${failure.kind}.todo`, failure.detail)}</p>
      {entrance.signIn.kind === 'oidc' ? (
        <ProviderButton client={entrance.signIn}>{t('signin.again')}</ProviderButton>
      ) : null}
    </div>
  </>
);

interface OutsideProps {
  readonly entrance: Exclude<Entrance, { readonly kind: 'reader' }>;
}

/** What a reader sees who is not let in: how to sign in, or which role they lack. */
export const Outside = ({ entrance }: OutsideProps): VNode => {
  const reload = (): void => location.reload();
  if (entrance.kind === 'unknown') {
    return (
      <>
        <Head title={t('signin.who')} />
        <SignInCard way={entrance.signIn} done={reload} />
      </>
    );
  }
  return (
    <>
      <Head title={t('signin.norole')} below={entrance.user} />
      <div class="notice">
        <p>{t('signin.norole.what', entrance.roles.join(', '))}</p>
        <p>{t('signin.norole.todo')}</p>
      </div>
    </>
  );
};
