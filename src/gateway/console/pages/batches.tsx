/** All batches, the newest first. */
import type { VNode } from 'preact';
import type { BatchList } from '../../console-answers.js';
import { Shown, useAnswer } from '../answer.js';
import { t } from '../language.js';
import { BatchTable } from '../parts/batch-table.js';
import { CountedNote } from '../parts/counted.js';
import { Empty, Head } from '../parts/head.js';

export function BatchesPage(): VNode {
  const asked = useAnswer<BatchList>('/v1/console/batches');
  return (
    <>
      <Head title={t('batches.title')} />
      <Shown asked={asked}>
        {({ batches, total, counted }) =>
          total === 0 ? (
            <Empty title={t('batches.none')} todo={t('batches.none.todo')} />
          ) : (
            <>
              <CountedNote counted={counted} />
              <section class="card">
                <BatchTable batches={batches} />
                {batches.length < total ? (
                  <p class="muted">{t('batches.more', batches.length, total)}</p>
                ) : null}
              </section>
            </>
          )
        }
      </Shown>
    </>
  );
}
