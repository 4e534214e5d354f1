/** What is known to have happened in an enrolment, the newest first. */
import type { VNode } from 'preact';
import type { EnrolmentView } from '../../console-answers.js';
import { moment, t } from '../language.js';

/** What stands out. */
const MARKS = ['enrolled', 'completed', 'issued', 'revoked', 'left'];

export const Timeline = ({ enrolment }: { readonly enrolment: EnrolmentView }): VNode => (
  <div>
    <h3>{t('learner.timeline')}</h3>
    <p class="muted small">
      {t('learner.timeline.what')} {enrolment.timelineCut ? t('learner.timeline.cut') : ''}
    </p>
    <ol class="timeline" tabindex={0} aria-label={t('learner.timeline')}>
      {[...enrolment.timeline].reverse().map(({ at, kind, about, detail }, i) => (
        <li key={i} class={MARKS.includes(kind) ? 'mark' : ''}>
          <time dateTime={new Date(at).toISOString()}>{moment(at)}</time>
          {t(`event.${kind}`, about)}
          {detail === '' ? null : <span class="muted"> · {detail}</span>}
        </li>
      ))}
    </ol>
  </div>
);
