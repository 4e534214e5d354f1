/** Who is signed in, and the way out. */
import type { VNode } from 'preact';
import { CONSOLE_PATHS } from '../../console-paths.js';
import type { Entrance } from '../../console-reader.js';
import { t } from '../language.js';
import { isSignedIn, session, signedOut } from '../session.js';

/** Nothing where nobody signed in. */
export function Account({ entrance }: { readonly entrance: Entrance | null }): VNode | null {
  if (entrance === null || !isSignedIn()) return null;
  return (
    <div class="account">
      <span class="muted small">{nameOf(entrance)}</span>
      <button type="button" class="small" onClick={() => void leave()}>
        {t('signin.out')}
      </button>
    </div>
  );
}

function nameOf(entrance: Entrance): string {
  const named = session()?.name ?? '';
  if (named !== '' || entrance.kind === 'unknown') return named;
  if (entrance.kind === 'no-role') return entrance.user;
  return entrance.reader.name || entrance.reader.user;
}

/** The provider ends its session, too, where it can; else the next one to sign in would be asked
 * for nothing. */
async function leave(): Promise<void> {
  const address = await signedOut();
  location.assign(address === '' ? CONSOLE_PATHS.signIn : address);
}
