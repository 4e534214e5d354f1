/** Finds a learner by id, or by way of a batch. */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { BatchList } from '../../console-answers.js';
import { consolePath } from '../../console-paths.js';
import { Shown, useAnswer } from '../answer.js';
import { t } from '../language.js';
import { Empty, Head } from '../parts/head.js';
import { goTo } from '../router.js';

export function LearnersPage(): VNode {
  const [id, setId] = useState('');
  const asked = useAnswer<BatchList>('/v1/console/batches');
  const submit = (event: Event): void => {
    event.preventDefault();
    if (id.trim() !== '') goTo(consolePath('learner', { learner: id.trim() }));
  };
  return (
    <>
      <Head title={t('learners.title')} />
      <form class="card form" onSubmit={submit}>
        <div class="wide">
          <label for="learner">{t('learners.find')}</label>
          <input
            id="learner"
            required
            maxLength={128}
            autocomplete="off"
            aria-describedby="learner-what"
            value={id}
            onInput={(event) => setId(event.currentTarget.value)}
          />
        </div>
        <button class="first" type="submit">
          {t('learners.do')}
        </button>
        <p id="learner-what" class="muted small">
          {t('learners.find.what')}
        </p>
      </form>
      <section class="card">
        <h2>{t('learners.batches')}</h2>
        <Shown asked={asked}>
          {({ batches, total }) =>
            total === 0 ? (
              <Empty title={t('batches.none')} todo={t('batches.none.todo')} />
            ) : (
              <ul class="plainlist">
                {batches.map(({ batch, name, courseName }) => (
                  <li key={batch}>
                    <a href={consolePath('batch', { batch })}>{name}</a>{' '}
                    <span class="muted">{courseName}</span>
                  </li>
                ))}
              </ul>
            )
          }
        </Shown>
      </section>
    </>
  );
}
