/** Report requests, each with how far it is or where its file is. */
import type { VNode } from 'preact';
import { moment, t } from '../language.js';

/** The part of a report request that is shown. */
export interface ListedReport {
  readonly requestId: string;
  readonly tag: string;
  readonly dataset: string;
  readonly status: 'SUBMITTED' | 'PROCESSING' | 'SUCCESS' | 'FAILED';
  readonly datasetConfig: Readonly<Record<string, unknown>>;
  readonly jobStats: { readonly dtJobSubmitted: number };
  readonly progress: { readonly rows: number; readonly percent: number };
  readonly downloadUrls: readonly string[];
  readonly statusMessage: string;
}

export const ReportTable = ({
  requests,
}: {
  readonly requests: readonly ListedReport[];
}): VNode => (
  <table class="cards">
    <thead>
      <tr>
        <th scope="col">{t('reports.dataset')}</th>
        <th scope="col">{t('reports.asked')}</th>
        <th scope="col">{t('reports.status')}</th>
        <th scope="col" class="actions">
          {t('reports.download')}
        </th>
      </tr>
    </thead>
    <tbody>
      {requests.map((request) => (
        <Row key={`${request.tag} ${request.requestId}`} request={request} />
      ))}
    </tbody>
  </table>
);

function Row({ request }: { readonly request: ListedReport }): VNode {
  const { dataset, datasetConfig, jobStats, downloadUrls } = request;
  const { batchId, batchFilter } = datasetConfig;
  const batches = [batchId, batchFilter].flat().filter(isText).join(', ');
  return (
    <tr>
      <td>
        {datasetName(dataset)}
        <span class="sub">{batches}</span>
      </td>
      <td data-label={t('reports.asked')}>{moment(jobStats.dtJobSubmitted)}</td>
      <td data-label={t('reports.status')}>
        <Status request={request} />
      </td>
      <td class="actions">
        {downloadUrls.map((url, i) => (
          <a class="button small" key={url} href={pathOf(url)} download>
            {downloadUrls.length === 1 ? t('reports.download') : t('reports.file', i + 1)}
          </a>
        ))}
      </td>
    </tr>
  );
}

const isText = (value: unknown): value is string => typeof value === 'string';

const BADGES = {
  ...{ SUBMITTED: 'badge', PROCESSING: 'badge warn' },
  ...{ SUCCESS: 'badge good', FAILED: 'badge bad' },
} as const;

function Status({ request }: { readonly request: ListedReport }): VNode {
  const { status, progress, statusMessage } = request;
  return (
    <div>
      <span class={BADGES[status]}>{t(`reports.status.${status}`)}</span>{' '}
      {status === 'PROCESSING' ? (
        <progress max={100} value={progress.percent} aria-label={t('reports.status.PROCESSING')} />
      ) : null}
      <span class="sub">
        {statusMessage === '' ? t('reports.rows', progress.rows) : statusMessage}
      </span>
    </div>
  );
}

const NAMES = ['progress-exhaust', 'response-exhaust', 'userinfo-exhaust'] as const;

function datasetName(dataset: string): string {
  const known = NAMES.find((name) => name === dataset);
  return known === undefined ? dataset : t(`reports.dataset.${known}`);
}

/** Its own server answers, by whatever name the reader reached it. */
function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}
