/** Says where numbers are not of everybody. */
import type { VNode } from 'preact';
import type { Counted } from '../../console-answers.js';
import { t } from '../language.js';

export function CountedNote({ counted }: { readonly counted: Counted }): VNode | null {
  if (counted === 'here') return null;
  return <p class="notice warn">{t(counted === 'cluster' ? 'state.cluster' : 'state.partial')}</p>;
}
