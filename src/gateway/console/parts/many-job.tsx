/** How far a job on many certificates is; it goes on whether or not anybody looks. */
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { CONSOLE_PATHS } from '../../console-paths.js';
import { Shown, useAnswer } from '../answer.js';
import { withQuery } from '../api.js';
import { moment, t } from '../language.js';

export type JobKind = 'reissue' | 'revoke';

export const JOB_PATHS: Readonly<Record<JobKind, string>> = {
  reissue: '/v1/certificate/reissue',
  revoke: '/v1/certificate/revoke/batch',
};

/** `ASKED` = it has gone through the batch; what it asked for is being done. */
interface Job {
  readonly status: 'PROCESSING' | 'ASKED' | 'DONE';
  readonly startedAt: string;
  readonly learners: number;
  readonly certificates: number;
  readonly notEarned: number;
  readonly withoutTemplate: number;
  readonly issued?: number;
  readonly revoked?: number;
}

const POLL_MS = 700;

interface ManyJobProps {
  readonly batch: string;
  readonly job: string;
  readonly kind: JobKind;
}

export function ManyJob({ batch, job, kind }: ManyJobProps): VNode {
  const asked = useAnswer<Job>(`${JOB_PATHS[kind]}/${encodeURIComponent(job)}`);
  const { answer, again } = asked;
  const isOver = answer?.ok === false || (answer?.ok === true && answer.value.status === 'DONE');
  useEffect(() => {
    if (answer === null || isOver) return;
    const timer = setTimeout(again, POLL_MS);
    return () => clearTimeout(timer);
  }, [answer, isOver, again]);
  return (
    <section class="card" aria-labelledby="job">
      <h2 id="job">{t(`many.${kind}.job`)}</h2>
      <Shown asked={asked} title={t('many.title')}>
        {(found) => <Progress job={found} kind={kind} batch={batch} />}
      </Shown>
    </section>
  );
}

interface ProgressProps {
  readonly job: Job;
  readonly kind: JobKind;
  readonly batch: string;
}

function Progress({ job, kind, batch }: ProgressProps): VNode {
  const { status, startedAt, learners, certificates, notEarned, withoutTemplate } = job;
  const done = job.issued ?? job.revoked ?? 0;
  const isDone = status === 'DONE';
  return (
    <>
      <div role="status">
        <p>
          <span class={isDone ? 'badge good' : 'badge warn'}>{t(`many.job.${status}`)}</span>{' '}
          {t(`many.${kind}.count`, done, certificates)}
        </p>
        {isDone ? null : (
          <progress
            aria-label={t(`many.${kind}.job`)}
            max={Math.max(certificates, 1)}
            value={Math.min(done, certificates)}
          />
        )}
        {notEarned === 0 ? null : <p>{t('many.notearned', notEarned)}</p>}
        {withoutTemplate === 0 ? null : <p>{t('many.notemplate', withoutTemplate)}</p>}
      </div>
      <p class="muted small">
        {t('many.begun', moment(Date.parse(startedAt)), learners)}
        {isDone ? '' : ` ${t('many.goeson')}`}
      </p>
      <p>
        <a href={withQuery(CONSOLE_PATHS.certificates, { batch })}>{t('many.back')}</a>
      </p>
    </>
  );
}
