/** Reports: ask for one, see how far it is, download it. */
import type { VNode } from 'preact';
import { Shown, useAnswer } from '../answer.js';
import { withQuery } from '../api.js';
import { t } from '../language.js';
import { Empty, Head } from '../parts/head.js';
import { ReportForm } from '../parts/report-form.js';
import { ReportTable, type ListedReport } from '../parts/report-table.js';

const REFRESH_MS = 1_500;

export function ReportsPage({ batch }: { readonly batch: string }): VNode {
  const path = withQuery('/v1/console/reports', { batch });
  const asked = useAnswer<{ readonly requests: readonly ListedReport[] }>(path, REFRESH_MS);
  return (
    <>
      <Head title={t('reports.title')} />
      <ReportForm batch={batch} again={asked.again} />
      <Shown asked={asked}>
        {({ requests }) =>
          requests.length === 0 ? (
            <Empty title={t('reports.none')} todo={t('reports.none.todo')} />
          ) : (
            <section class="card">
              <ReportTable requests={requests} />
            </section>
          )
        }
      </Shown>
    </>
  );
}
