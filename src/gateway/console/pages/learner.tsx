/** One learner: each enrolment, what is in the way, and what happened when. */
import type { VNode } from 'preact';
import type { EnrolmentView, LearnerPage as Answer } from '../../console-answers.js';
import { CONSOLE_PATHS, consolePath } from '../../console-paths.js';
import { Shown, useAnswer } from '../answer.js';
import { withQuery } from '../api.js';
import { ago, day, moment, t } from '../language.js';
import { Bars, Meter } from '../parts/bars.js';
import { Empty, Head } from '../parts/head.js';
import { Obstacles } from '../parts/obstacles.js';
import { Timeline } from '../parts/timeline.js';

export function LearnerPage({ learner }: { readonly learner: string }): VNode {
  const asked = useAnswer<Answer>(`/v1/console/learners/${encodeURIComponent(learner)}`);
  return (
    <Shown asked={asked} title={t('learners.name')}>
      {(page) =>
        page.isKnown ? (
          <>
            <Head title={page.name || t('learner.nameless')} below={page.learner} />
            {page.enrolments.length === 0 ? (
              <p class="muted">{t('learner.none')}</p>
            ) : (
              page.enrolments.map((e) => (
                <Enrolment key={`${e.course} ${e.batch}`} enrolment={e} learner={learner} />
              ))
            )}
          </>
        ) : (
          <>
            <Head title={t('learner.unknown')} />
            <Empty title={learner} todo={t('learner.unknown.todo', learner)} />
          </>
        )
      }
    </Shown>
  );
}

interface EnrolmentProps {
  readonly enrolment: EnrolmentView;
  readonly learner: string;
}

function Enrolment({ enrolment, learner }: EnrolmentProps): VNode {
  const { batch, batchName, courseName, units } = enrolment;
  return (
    <section class="card">
      <h2>
        {courseName}{' '}
        <a class="small" href={consolePath('batch', { batch })}>
          {batchName}
        </a>
      </h2>
      <Standing enrolment={enrolment} />
      <Obstacles enrolment={enrolment} />
      <div class="grid">
        <div>
          {units.length === 0 ? null : (
            <>
              <h3>{t('learner.units')}</h3>
              {units.map(({ name, completed, required }) => (
                <Bars
                  key={name}
                  kind="units"
                  full={required}
                  bars={[
                    { label: name, value: completed, note: `/ ${String(required)}`, isGold: false },
                  ]}
                />
              ))}
            </>
          )}
          <Certificates enrolment={enrolment} learner={learner} />
          <Attempts enrolment={enrolment} />
        </div>
        <Timeline enrolment={enrolment} />
      </div>
    </section>
  );
}

function Standing({ enrolment }: { readonly enrolment: EnrolmentView }): VNode {
  const { percent, completed, required, completedAt, enrolledAt, lastActiveAt } = enrolment;
  const membership = !enrolment.isEnrolled
    ? t('learner.never')
    : enrolment.isActive
      ? t('learner.enrolled', day(enrolledAt))
      : t('learner.inactive');
  return (
    <>
      <Meter percent={percent} />
      <p class="muted">
        {completedAt === 0
          ? t('learner.part', completed, required)
          : t('learner.complete', day(completedAt))}
        {' · '}
        {membership}
        {lastActiveAt === 0 ? '' : ` · ${t('learner.last', ago(lastActiveAt, Date.now()))}`}
      </p>
    </>
  );
}

function Certificates({ enrolment, learner }: EnrolmentProps): VNode | null {
  if (enrolment.certificates.length === 0) return null;
  return (
    <>
      <h3>{t('learner.certificates')}</h3>
      <ul class="plainlist">
        {enrolment.certificates.map(({ id, name, issuedAt, status }) => (
          <li key={id}>
            <a href={`/certificates/${encodeURIComponent(id)}`}>{name}</a>{' '}
            <span class={status === 'valid' ? 'badge good' : 'badge'}>
              {t(`certificates.status.${status}`)}
            </span>{' '}
            <span class="muted small">{day(issuedAt)}</span>
          </li>
        ))}
      </ul>
      <p>
        <a href={withQuery(CONSOLE_PATHS.certificates, { learner })}>{t('certificates.actions')}</a>
      </p>
    </>
  );
}

function Attempts({ enrolment }: { readonly enrolment: EnrolmentView }): VNode | null {
  if (enrolment.attempts.length === 0) return null;
  return (
    <>
      <h3>{t('learner.attempts')}</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('learner.attempt')}</th>
            <th scope="col">{t('learner.when')}</th>
            <th scope="col" class="number">
              {t('learner.score')}
            </th>
          </tr>
        </thead>
        <tbody>
          {enrolment.attempts.map(({ attempt, title, at, score, maxScore }) => (
            <tr key={attempt}>
              <td>{title}</td>
              <td>{moment(at)}</td>
              <td class="number">{`${String(score)} / ${String(maxScore)}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
