/** One course: its structure, its batches, and what another structure would change. */
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { CoursePage as Answer } from '../../console-course-answers.js';
import { consolePath } from '../../console-paths.js';
import { Shown, useAnswer } from '../answer.js';
import { day, t } from '../language.js';
import { BatchForm } from '../parts/batch-form.js';
import { BatchTable } from '../parts/batch-table.js';
import { CountedNote } from '../parts/counted.js';
import { CourseChange, LastChange } from '../parts/course-change.js';
import { Head } from '../parts/head.js';
import { Outline } from '../parts/outline.js';
import { useMay } from '../reader.js';

/** While learners are derived again, the page finds out when they are through. */
const REFRESH_MS = 1_500;

export function CoursePage({ course }: { readonly course: string }): VNode {
  const asked = useAnswer<Answer>(`/v1/console/courses/${encodeURIComponent(course)}`);
  const mayChange = useMay('courses');
  return (
    <Shown asked={asked} title={t('courses.one')}>
      {(page) => (
        <>
          <Head title={page.name} below={<Below page={page} />} />
          {page.description === '' ? null : <p>{page.description}</p>}
          {page.isBeingDerived ? <BeingDerived again={asked.again} /> : null}
          <CountedNote counted={page.counted} />
          <Batches page={page} />
          <div class="grid">
            <section class="card" aria-labelledby="structure">
              <h2 id="structure">{t('course.structure')}</h2>
              <p class="muted">{t('batch.course', page.required, page.optional)}</p>
              <Outline nodes={page.outline} isCut={page.isOutlineCut} />
            </section>
            <div class="stack">
              <Versions page={page} />
              <Templates page={page} />
            </div>
          </div>
          {mayChange && page.version > 1 ? <LastChange key={page.version} page={page} /> : null}
          {mayChange ? <CourseChange page={page} again={asked.again} /> : null}
        </>
      )}
    </Shown>
  );
}

function BeingDerived({ again }: { readonly again: () => void }): VNode {
  useEffect(() => {
    const timer = setInterval(again, REFRESH_MS);
    return () => clearInterval(timer);
  }, [again]);
  return (
    <p class="notice" role="status">
      {t('course.derived')}
    </p>
  );
}

const Below = ({ page }: { readonly page: Answer }): VNode => (
  <>
    {page.course} · {t('courses.version', page.version)}
    {page.publishedAt === 0 ? null : ` · ${t('course.since', day(page.publishedAt))}`}
    {page.status === 'Live' ? null : (
      <>
        {' '}
        <span class="badge warn">{page.status}</span>
      </>
    )}
  </>
);

function Batches({ page }: { readonly page: Answer }): VNode {
  const { batches, batchesTotal } = page;
  if (batchesTotal === 0) {
    return (
      <section class="card" aria-labelledby="batches">
        <h2 id="batches">{t('newbatch.first')}</h2>
        <p>{t('newbatch.first.what')}</p>
        <BatchForm courses={[page]} />
      </section>
    );
  }
  return (
    <section class="card" aria-labelledby="batches">
      <h2 id="batches">{t('courses.batches')}</h2>
      <BatchTable batches={batches} isOfOneCourse />
      {batches.length < batchesTotal ? (
        <p class="muted">{t('batches.more', batches.length, batchesTotal)}</p>
      ) : null}
      <details class="numbers">
        <summary>{t('newbatch.another')}</summary>
        <BatchForm courses={[page]} />
      </details>
    </section>
  );
}

const Versions = ({ page }: { readonly page: Answer }): VNode => (
  <section class="card" aria-labelledby="versions">
    <h2 id="versions">{t('course.versions')}</h2>
    <p class="muted">{t('course.versions.what')}</p>
    <table>
      <thead>
        <tr>
          <th scope="col">{t('course.version')}</th>
          <th scope="col" class="number">
            {t('learner.units')}
          </th>
          <th scope="col" class="number">
            {t('course.requiredcount')}
          </th>
          <th scope="col" class="number">
            {t('course.optionalcount')}
          </th>
        </tr>
      </thead>
      <tbody>
        {page.versions.map(({ version, units, required, optional }) => (
          <tr key={version}>
            <td>
              {version}{' '}
              {version === page.version ? (
                <span class="badge good">{t('course.inforce')}</span>
              ) : null}
            </td>
            <td class="number">{units}</td>
            <td class="number">{required}</td>
            <td class="number">{optional}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

const Templates = ({ page }: { readonly page: Answer }): VNode => (
  <section class="card" aria-labelledby="templates">
    <h2 id="templates">{t('course.templates')}</h2>
    {page.templates.length === 0 ? (
      <p class="muted">{t('course.templates.none')}</p>
    ) : (
      <ul class="plainlist">
        {page.templates.map(({ batch, batchName, name }) => (
          <li key={`${batch} ${name}`}>
            {name} · <a href={consolePath('batch', { batch })}>{batchName}</a>
          </li>
        ))}
      </ul>
    )}
  </section>
);
