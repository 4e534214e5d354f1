/** What is in the way of a completion and of a certificate, in sentences. */
import type { VNode } from 'preact';
import type { CertificateOutlook, EnrolmentView, ObstacleView } from '../../console-answers.js';
import { t } from '../language.js';
import type { Texts } from '../texts/en.js';

const MISSING_SHOWN = 8;

export function Obstacles({ enrolment }: { readonly enrolment: EnrolmentView }): VNode | null {
  const { outlook, completedAt } = enrolment;
  const open = outlook.filter(({ standing }) => standing !== 'issued');
  if (completedAt !== 0 && open.length === 0) return null;
  return (
    <div class="notice">
      {completedAt === 0 ? <Missing enrolment={enrolment} /> : null}
      {open.map((certificate) => (
        <Outlook key={certificate.name} certificate={certificate} />
      ))}
    </div>
  );
}

function Missing({ enrolment }: { readonly enrolment: EnrolmentView }): VNode {
  const { isCourseKnown, missing, completed, required } = enrolment;
  const more = required - completed - MISSING_SHOWN;
  return (
    <>
      <h3>{t('learner.why')}</h3>
      {isCourseKnown ? (
        <p>
          {t('learner.why.missing')} {missing.slice(0, MISSING_SHOWN).join(', ')}
          {more > 0 ? ` ${t('learner.why.more', more)}` : ''}
        </p>
      ) : (
        <p>{t('learner.why.course')}</p>
      )}
    </>
  );
}

function Outlook({ certificate }: { readonly certificate: CertificateOutlook }): VNode {
  const { name, standing, obstacles } = certificate;
  return (
    <>
      <h3>
        {t('learner.why.certificate')} <span class="muted small">{name}</span>
      </h3>
      <ul class="plainlist">
        {standing === 'open' || standing === 'issued' ? null : <li>{t(`standing.${standing}`)}</li>}
        {obstacles.map((obstacle, i) => (
          <li key={i}>{sentence(obstacle)}</li>
        ))}
      </ul>
    </>
  );
}

const KINDS = [
  ...(['not-enrolled', 'enrolment-inactive', 'status', 'score', 'user-unknown'] as const),
  ...(['user-field', 'name-unknown', 'template'] as const),
];

function sentence({ kind, wanted, is }: ObstacleView): string {
  const known = KINDS.find((name) => name === kind);
  const key: keyof Texts | null = known === undefined ? null : `obstacle.${known}`;
  return key === null ? kind : t(key, wanted.replace('>=', '≥').replace('<=', '≤'), is);
}
