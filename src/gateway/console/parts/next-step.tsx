/** What to do where courses are published and nobody learns yet: the first batch. */
import type { VNode } from 'preact';
import type { CourseList } from '../../console-course-answers.js';
import { consolePath } from '../../console-paths.js';
import { Shown, useAnswer } from '../answer.js';
import { t } from '../language.js';
import { BatchForm } from './batch-form.js';

export function NextStep(): VNode {
  const asked = useAnswer<CourseList>('/v1/console/courses');
  return (
    <section class="card" aria-labelledby="next">
      <h2 id="next">{t('newbatch.first')}</h2>
      <p>{t('newbatch.first.what')}</p>
      <Shown asked={asked} title={t('newbatch.first')}>
        {({ courses }) => (
          <>
            <p>
              {t('newbatch.courses')}{' '}
              {courses.slice(0, LINKS_SHOWN).map(({ course, name }, i) => (
                <span key={course}>
                  {i === 0 ? '' : ' · '}
                  <a href={consolePath('course', { course })}>{name}</a>
                </span>
              ))}
            </p>
            <BatchForm courses={courses} />
          </>
        )}
      </Shown>
    </section>
  );
}

const LINKS_SHOWN = 10;
