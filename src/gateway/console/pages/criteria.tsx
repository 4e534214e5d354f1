/** Who of a batch would earn a certificate by other criteria; nothing is issued by asking. */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { BatchPage } from '../../console-answers.js';
import { consolePath } from '../../console-paths.js';
import { Shown, useAnswer } from '../answer.js';
import { t } from '../language.js';
import { Head } from '../parts/head.js';
import { WhatIfResult } from '../parts/what-if-result.js';
import { useWhatIf } from '../what-if.js';

const KINDS = ['would-earn', 'has', 'would-not'] as const;
const STATUSES = ['2', '1', ''] as const;

export function CriteriaPage({ batch }: { readonly batch: string }): VNode {
  const asked = useAnswer<BatchPage>(`/v1/console/batches/${encodeURIComponent(batch)}`);
  return (
    <Shown asked={asked} title={t('criteria.title')}>
      {(page) => (
        <>
          <Head
            title={t('criteria.title')}
            below={<a href={consolePath('batch', { batch })}>{page.name}</a>}
          />
          <Question page={page} />
        </>
      )}
    </Shown>
  );
}

function Question({ page }: { readonly page: BatchPage }): VNode {
  const [template, setTemplate] = useState(page.certificates[0]?.template ?? '');
  const [status, setStatus] = useState<string>('2');
  const [score, setScore] = useState('');
  const [org, setOrg] = useState('');
  const asked = useWhatIf();
  const submit = (event: Event): void => {
    event.preventDefault();
    asked.begin({
      ...{ kind: 'criteria', batchId: page.batch },
      ...(template === '' ? {} : { templateId: template }),
      criteria: criteriaOf(status, score, org),
    });
  };
  const isNothing = status === '' && score === '' && org.trim() === '';
  return (
    <section class="card" aria-labelledby="criteria">
      <h2 id="criteria">{t('criteria.ask')}</h2>
      <p class="muted">{t('criteria.what')}</p>
      <form class="form" onSubmit={submit} onInput={asked.clear}>
        <Choice
          id="criteria-template"
          label={t('criteria.template')}
          value={template}
          onChoice={setTemplate}
          options={[
            ...page.certificates.map((one) => [one.template, one.name] as const),
            ['', t('criteria.new')],
          ]}
        />
        <Choice
          id="criteria-status"
          label={t('criteria.status')}
          value={status}
          onChoice={setStatus}
          options={STATUSES.map((value) => [value, t(`criteria.status.${value || 'any'}`)])}
        />
        <Entry
          id="criteria-score"
          label={t('criteria.score')}
          value={score}
          onEntry={setScore}
          isPercent
        />
        <Entry id="criteria-org" label={t('criteria.org')} value={org} onEntry={setOrg} />
        <button class="first" type="submit" disabled={isNothing || asked.state.kind === 'going'}>
          {t('criteria.do')}
        </button>
      </form>
      <WhatIfResult
        asked={asked}
        of={page.summary?.enrolled ?? 0}
        kinds={KINDS}
        file={`criteria_${page.batch}.csv`}
      />
    </section>
  );
}

/** As a request that adds a template would bring them. */
const criteriaOf = (status: string, score: string, org: string): object => ({
  ...(status === '' ? {} : { enrollment: { status: Number(status) } }),
  ...(score === '' ? {} : { assessment: { score: { '>=': Number(score) } } }),
  ...(org.trim() === '' ? {} : { user: { rootOrgId: org.trim() } }),
});

interface EntryProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onEntry: (value: string) => void;
  readonly isPercent?: boolean;
}

const PERCENT = { type: 'number', min: 0, max: 100, step: 'any' } as const;
const TEXT = { maxLength: 128, autocomplete: 'off' } as const;

const Entry = ({ id, label, value, onEntry, isPercent = false }: EntryProps): VNode => (
  <div>
    <label for={id}>{label}</label>
    <input
      id={id}
      {...(isPercent ? PERCENT : TEXT)}
      value={value}
      onInput={(event) => onEntry(event.currentTarget.value)}
    />
  </div>
);

interface ChoiceProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onChoice: (value: string) => void;
  readonly options: readonly (readonly [value: string, text: string])[];
}

const Choice = ({ id, label, value, onChoice, options }: ChoiceProps): VNode => (
  <div>
    <label for={id}>{label}</label>
    <select id={id} value={value} onChange={(event) => onChoice(event.currentTarget.value)}>
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </select>
  </div>
);
