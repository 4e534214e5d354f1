/** All courses, those that were published last first. */
import type { VNode } from 'preact';
import type { CourseList, ListedCourse } from '../../console-course-answers.js';
import { consolePath } from '../../console-paths.js';
import { Shown, useAnswer } from '../answer.js';
import { day, number, t } from '../language.js';
import { Meter } from '../parts/bars.js';
import { CountedNote } from '../parts/counted.js';
import { Empty, Head } from '../parts/head.js';

export function CoursesPage(): VNode {
  const asked = useAnswer<CourseList>('/v1/console/courses');
  return (
    <Shown asked={asked} title={t('courses.title')}>
      {({ courses, total, counted }) => (
        <>
          <Head title={t('courses.title')} />
          {total === 0 ? (
            <Empty title={t('courses.none')} todo={t('courses.none.todo')} />
          ) : (
            <>
              <CountedNote counted={counted} />
              <section class="card">
                <CourseTable courses={courses} />
                {courses.length < total ? (
                  <p class="muted">{t('courses.more', courses.length, total)}</p>
                ) : null}
              </section>
            </>
          )}
        </>
      )}
    </Shown>
  );
}

const CourseTable = ({ courses }: { readonly courses: readonly ListedCourse[] }): VNode => (
  <table class="cards">
    <thead>
      <tr>
        <th scope="col">{t('batches.course')}</th>
        <th scope="col">{t('courses.published')}</th>
        <th scope="col">{t('courses.contents')}</th>
        <th scope="col" class="number">
          {t('courses.batches')}
        </th>
        <th scope="col" class="number">
          {t('count.enrolled')}
        </th>
        <th scope="col">{t('count.completed')}</th>
      </tr>
    </thead>
    <tbody>
      {courses.map((course) => (
        <Row key={course.course} course={course} />
      ))}
    </tbody>
  </table>
);

function Row({ course }: { readonly course: ListedCourse }): VNode {
  const { course: id, name, version, publishedAt, required, optional, batches, counts } = course;
  const isCounted = counts !== null && counts.enrolled > 0;
  return (
    <tr>
      <td>
        <a href={consolePath('course', { course: id })}>{name}</a>
        <span class="sub">{id}</span>
      </td>
      <td data-label={t('courses.published')}>
        <span>
          {day(publishedAt) || '–'}
          <span class="sub">{t('courses.version', version)}</span>
        </span>
      </td>
      <td data-label={t('courses.contents')}>{t('batch.course', required, optional)}</td>
      <td class="number" data-label={t('courses.batches')}>
        {batches === 0 ? <span class="badge warn">{t('courses.nobatch')}</span> : number(batches)}
      </td>
      <td class="number" data-label={t('count.enrolled')}>
        {counts === null ? '–' : number(counts.enrolled)}
      </td>
      <td data-label={t('count.completed')}>
        {isCounted ? (
          <Meter percent={Math.floor((counts.completed * 100) / counts.enrolled)} />
        ) : (
          '–'
        )}
      </td>
    </tr>
  );
}
