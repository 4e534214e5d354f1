/** All batches, the newest first. */
import type { VNode } from 'preact';
import type { BatchList } from '../../console-answers.js';
import type { CourseList } from '../../console-course-answers.js';
import { Shown, useAnswer } from '../answer.js';
import { t } from '../language.js';
import { BatchTable } from '../parts/batch-table.js';
import { CountedNote } from '../parts/counted.js';
import { Empty, Head } from '../parts/head.js';
import { lazily } from '../parts/lazily.js';

export function BatchesPage(): VNode {
  const asked = useAnswer<BatchList>('/v1/console/batches');
  return (
    <>
      <Head title={t('batches.title')} />
      <Shown asked={asked}>
        {({ batches, total, counted }) =>
          total === 0 ? (
            <NoBatches />
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

const NextStep = lazily(async () => (await import('../parts/next-step.js')).NextStep);

/** What is missing is a batch where there is a course, and else a course. */
function NoBatches(): VNode {
  const asked = useAnswer<CourseList>('/v1/console/courses');
  const hasCourses = asked.answer?.ok === true && asked.answer.value.total > 0;
  if (hasCourses) return <NextStep />;
  return <Empty title={t('batches.none')} todo={t('batches.none.todo')} />;
}
