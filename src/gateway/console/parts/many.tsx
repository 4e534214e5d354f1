/**
 * Issues many certificates of a batch again, or revokes them: which ones, what that would do, and
 * only then the question whether it is meant.
 */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { BatchPage } from '../../console-answers.js';
import { CONSOLE_PATHS, consolePath } from '../../console-paths.js';
import { Shown, useAnswer } from '../answer.js';
import { send, withQuery } from '../api.js';
import { day, t } from '../language.js';
import { goTo } from '../router.js';
import { Confirm } from './confirm.js';
import { JOB_PATHS, type JobKind } from './many-job.js';
import { tell } from './told.js';

/** What a job would do, as the server counts it. */
interface Plan {
  readonly certificates: number;
  readonly learners: number;
  readonly withoutTemplate: number;
  readonly notEarned: number;
  readonly sample: readonly {
    readonly certificateId: string;
    readonly userId: string;
    readonly recipientName: string;
    readonly name: string;
    readonly issuedAt: string;
  }[];
}

interface Planned {
  readonly kind: JobKind;
  readonly request: Readonly<Record<string, unknown>>;
  readonly plan: Plan;
}

interface ManyProps {
  readonly batch: string;
  /** Ids of the certificates that are ticked. */
  readonly ticked: readonly string[];
}

export function Many({ batch, ticked }: ManyProps): VNode {
  const asked = useAnswer<BatchPage>(`/v1/console/batches/${encodeURIComponent(batch)}`);
  return (
    <section class="card" aria-labelledby="many">
      <h2 id="many">{t('many.title')}</h2>
      <Shown asked={asked} title={t('many.title')}>
        {(page) => <Choosing key={ticked.join(' ')} page={page} ticked={ticked} />}
      </Shown>
    </section>
  );
}

interface ChoosingProps {
  readonly page: BatchPage;
  readonly ticked: readonly string[];
}

function Choosing({ page, ticked }: ChoosingProps): VNode {
  const [filter, setFilter] = useState<Filter>(NO_FILTER);
  const [planned, setPlanned] = useState<Planned | null>(null);
  const [isGoing, setGoing] = useState(false);
  const change = (more: Partial<Filter>): void => {
    setPlanned(null);
    setFilter({ ...filter, ...more });
  };
  const look = (kind: JobKind): void => {
    const request = requestOf(page, filter, ticked);
    setGoing(true);
    void send<Plan>('POST', JOB_PATHS[kind], { ...request, dryRun: true }).then((answer) => {
      setGoing(false);
      if (answer.ok) setPlanned({ kind, request, plan: answer.value });
      else tell(t('state.refused', answer.message));
    });
  };
  return (
    <>
      <p>{ticked.length === 0 ? t('many.all', page.name) : t('many.ticked', ticked.length)}</p>
      {ticked.length === 0 ? <Fields page={page} filter={filter} onChange={change} /> : null}
      <p class="buttons">
        <button type="button" disabled={isGoing} onClick={() => look('reissue')}>
          {t('many.reissue')}
        </button>
        <button class="danger" type="button" disabled={isGoing} onClick={() => look('revoke')}>
          {t('many.revoke')}
        </button>
      </p>
      {planned === null ? null : <Outcome planned={planned} batch={page.batch} />}
    </>
  );
}

interface Filter {
  readonly template: string;
  readonly from: string;
  readonly before: string;
  readonly status: 'issued' | 'expired';
}

const NO_FILTER: Filter = { template: '', from: '', before: '', status: 'issued' };

/** The members of a request that say which certificates are meant. */
function requestOf(
  { course, batch }: BatchPage,
  { template, from, before, status }: Filter,
  ticked: readonly string[],
): Readonly<Record<string, unknown>> {
  const place = { courseId: course, batchId: batch };
  if (ticked.length > 0) return { ...place, certificateIds: ticked };
  return {
    ...{ ...place, status },
    ...(template === '' ? {} : { templateId: template }),
    ...(from === '' ? {} : { issuedAfter: from }),
    ...(before === '' ? {} : { issuedBefore: before }),
  };
}

interface FieldsProps {
  readonly page: BatchPage;
  readonly filter: Filter;
  readonly onChange: (more: Partial<Filter>) => void;
}

const Fields = ({ page, filter, onChange }: FieldsProps): VNode => (
  <div class="form">
    <div>
      <label for="many-template">{t('certificates.name')}</label>
      <select
        id="many-template"
        value={filter.template}
        onChange={(event) => onChange({ template: event.currentTarget.value })}
      >
        <option value="">{t('many.every')}</option>
        {page.certificates.map(({ template, name }) => (
          <option key={template} value={template}>
            {name}
          </option>
        ))}
      </select>
    </div>
    <div>
      <label for="many-status">{t('certificates.status')}</label>
      <select
        id="many-status"
        value={filter.status}
        onChange={(event) =>
          onChange({ status: event.currentTarget.value === 'expired' ? 'expired' : 'issued' })
        }
      >
        <option value="issued">{t('many.status.issued')}</option>
        <option value="expired">{t('many.status.expired')}</option>
      </select>
    </div>
    <div>
      <label for="many-from">{t('many.from')}</label>
      <input
        id="many-from"
        type="date"
        value={filter.from}
        onInput={(event) => onChange({ from: event.currentTarget.value })}
      />
    </div>
    <div>
      <label for="many-before">{t('many.before')}</label>
      <input
        id="many-before"
        type="date"
        value={filter.before}
        onInput={(event) => onChange({ before: event.currentTarget.value })}
      />
    </div>
  </div>
);

interface OutcomeProps {
  readonly planned: Planned;
  readonly batch: string;
}

/** What was counted, and the way on. */
function Outcome({ planned, batch }: OutcomeProps): VNode {
  const [asks, setAsks] = useState(false);
  const { kind, request, plan } = planned;
  const begin = (reason: string): void => {
    setAsks(false);
    const wish = kind === 'revoke' ? { ...request, reason } : request;
    void send<{ readonly jobId: string }>('POST', JOB_PATHS[kind], wish).then((answer) => {
      if (!answer.ok) return tell(t('state.refused', answer.message));
      goTo(withQuery(CONSOLE_PATHS.certificates, { batch, job: answer.value.jobId, task: kind }));
    });
  };
  if (plan.certificates === 0) {
    return (
      <div role="status">
        <p class="notice warn">{t('many.none')}</p>
        <LeftAlone plan={plan} />
      </div>
    );
  }
  return (
    <div role="status">
      <p class="notice">{t(`many.${kind}.would`, plan.certificates, plan.learners)}</p>
      <LeftAlone plan={plan} />
      <h3>{t('many.sample')}</h3>
      <ul class="plainlist">
        {plan.sample.map(({ certificateId, userId, recipientName, name, issuedAt }) => (
          <li key={certificateId}>
            <a href={consolePath('learner', { learner: userId })}>
              {recipientName || t('learner.nameless')}
            </a>{' '}
            · {name} · {day(Date.parse(issuedAt))}
          </li>
        ))}
      </ul>
      {plan.sample.length < plan.certificates ? (
        <p class="muted">{t('learner.why.more', plan.certificates - plan.sample.length)}</p>
      ) : null}
      <p>
        <button
          class={kind === 'revoke' ? 'first danger' : 'first'}
          type="button"
          onClick={() => setAsks(true)}
        >
          {t(`many.${kind}.do`, plan.certificates)}
        </button>
      </p>
      {asks ? (
        <Confirm
          title={t(`many.${kind}.ask`, plan.certificates)}
          what={t(`many.${kind}.what`)}
          action={t(`certificates.${kind}`)}
          isDangerous={kind === 'revoke'}
          reason={kind === 'revoke' ? t('certificates.revoke.reason') : null}
          onCancel={() => setAsks(false)}
          onConfirm={begin}
        />
      ) : null}
    </div>
  );
}

const LeftAlone = ({ plan }: { readonly plan: Plan }): VNode => (
  <>
    {plan.notEarned === 0 ? null : <p>{t('many.notearned', plan.notEarned)}</p>}
    {plan.withoutTemplate === 0 ? null : <p>{t('many.notemplate', plan.withoutTemplate)}</p>}
  </>
);
