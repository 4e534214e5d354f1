/** Pages and parts whose code is fetched when first shown, so that the first page is small. */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Loading } from '../answer.js';
import { t } from '../language.js';

type Shown<P> = (props: P) => VNode | null;

/** Shows what `load` finds; what was found once is there at once. */
export function lazily<P extends object>(load: () => Promise<Shown<P>>): Shown<P> {
  let found: Shown<P> | null = null;
  return function Lazy(props: P): VNode {
    const [state, setState] = useState<'waits' | 'there' | 'failed'>('waits');
    useEffect(() => {
      if (found !== null) return;
      load().then(
        (loaded) => {
          found = loaded;
          setState('there');
        },
        () => setState('failed'),
      );
    }, []);
    if (found !== null) {
      const Found = found;
      return <Found {...props} />;
    }
    return state === 'failed' ? <Gone /> : <Loading />;
  };
}

/** The server is away, or has another version of the pages by now. */
const Gone = (): VNode => (
  <div class="notice bad" role="alert">
    <h2>{t('state.failed')}</h2>
    <p>{t('state.gone')}</p>
    <button type="button" onClick={() => location.reload()}>
      {t('action.again')}
    </button>
  </div>
);
