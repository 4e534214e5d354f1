/** Asks for a report on one batch. */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { BatchList, ListedBatch } from '../../console-answers.js';
import { Shown, useAnswer } from '../answer.js';
import { send } from '../api.js';
import { t } from '../language.js';
import { tell } from './told.js';

const DATASETS = ['progress-exhaust', 'response-exhaust', 'userinfo-exhaust'] as const;
type Dataset = (typeof DATASETS)[number];

interface ReportFormProps {
  readonly batch: string;
  readonly again: () => void;
}

export function ReportForm({ batch, again }: ReportFormProps): VNode {
  const asked = useAnswer<BatchList>('/v1/console/batches');
  return (
    <section class="card">
      <h2>{t('reports.new')}</h2>
      <Shown asked={asked}>
        {({ batches }) =>
          batches.length === 0 ? (
            <p class="muted">{t('reports.nobatch')}</p>
          ) : (
            <Fields batches={batches} batch={batch} again={again} />
          )
        }
      </Shown>
    </section>
  );
}

interface FieldsProps extends ReportFormProps {
  readonly batches: readonly ListedBatch[];
}

function Fields({ batches, batch: given, again }: FieldsProps): VNode {
  const [batch, setBatch] = useState(given || (batches[0]?.batch ?? ''));
  const [dataset, setDataset] = useState<Dataset>('progress-exhaust');
  const [key, setKey] = useState('');
  const submit = (event: Event): void => {
    event.preventDefault();
    void send('POST', '/v1/jobrequest/submit', {
      // Equal requests of a day are one; the console asks for a new one each time.
      tag: `console-${Date.now().toString(36)}`,
      ...{ dataset, datasetConfig: { batchId: batch } },
      ...(key === '' ? {} : { encryptionKey: key }),
    }).then((answer) => {
      tell(answer.ok ? t('reports.done') : t('state.refused', answer.message));
      again();
    });
  };
  return (
    <form class="form" onSubmit={submit}>
      <div>
        <label for="dataset">{t('reports.dataset')}</label>
        <select
          id="dataset"
          value={dataset}
          onChange={(event) => setDataset(event.currentTarget.value as Dataset)}
        >
          {DATASETS.map((name) => (
            <option key={name} value={name}>
              {t(`reports.dataset.${name}`)}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label for="batch">{t('reports.batch')}</label>
        <select id="batch" value={batch} onChange={(event) => setBatch(event.currentTarget.value)}>
          {batches.map(({ batch: id, name, courseName }) => (
            <option key={id} value={id}>{`${name}, ${courseName}`}</option>
          ))}
        </select>
      </div>
      {dataset === 'userinfo-exhaust' ? (
        <div>
          <label for="key">{t('reports.key')}</label>
          <input
            id="key"
            type="password"
            required
            autocomplete="new-password"
            title={t('reports.key.what')}
            value={key}
            onInput={(event) => setKey(event.currentTarget.value)}
          />
        </div>
      ) : null}
      <button class="first" type="submit">
        {t('reports.do')}
      </button>
    </form>
  );
}
