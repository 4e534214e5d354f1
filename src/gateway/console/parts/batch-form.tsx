/** Makes a batch of a course, here or by the request that is shown. */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { consolePath } from '../../console-paths.js';
import { send } from '../api.js';
import { t } from '../language.js';
import { goTo } from '../router.js';
import { tell } from './told.js';

interface BatchFormProps {
  readonly courses: readonly { readonly course: string; readonly name: string }[];
}

export function BatchForm({ courses }: BatchFormProps): VNode {
  const [course, setCourse] = useState(courses[0]?.course ?? '');
  const [name, setName] = useState('');
  const [startDate, setStartDate] = useState(today());
  const [endDate, setEndDate] = useState('');
  const request = {
    ...{ courseId: course, name: name.trim(), enrollmentType: 'open', startDate },
    ...(endDate === '' ? {} : { endDate }),
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    void send<{ readonly batchId: string }>('POST', '/v1/course/batch/create', request).then(
      (answer) => {
        if (!answer.ok) return tell(t('state.refused', answer.message));
        tell(t('newbatch.done'));
        goTo(consolePath('batch', { batch: answer.value.batchId }));
      },
    );
  };
  return (
    <>
      <form class="form" onSubmit={submit}>
        {courses.length < 2 ? null : (
          <div>
            <label for="new-course">{t('batches.course')}</label>
            <select
              id="new-course"
              value={course}
              onChange={(event) => setCourse(event.currentTarget.value)}
            >
              {courses.map(({ course: id, name: title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </select>
          </div>
        )}
        <div class="wide">
          <label for="new-name">{t('newbatch.name')}</label>
          <input
            id="new-name"
            required
            maxLength={200}
            autocomplete="off"
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </div>
        <Day id="new-start" label={t('newbatch.start')} value={startDate} onDay={setStartDate} />
        <Day id="new-end" label={t('newbatch.end')} value={endDate} onDay={setEndDate} isOptional />
        <button class="first" type="submit">
          {t('newbatch.do')}
        </button>
      </form>
      <details class="numbers">
        <summary>{t('newbatch.request')}</summary>
        <pre>{curlOf(request)}</pre>
      </details>
    </>
  );
}

interface DayProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onDay: (day: string) => void;
  readonly isOptional?: boolean;
}

const Day = ({ id, label, value, onDay, isOptional = false }: DayProps): VNode => (
  <div>
    <label for={id}>{label}</label>
    <input
      id={id}
      type="date"
      required={!isOptional}
      value={value}
      onInput={(event) => onDay(event.currentTarget.value)}
    />
  </div>
);

/** The reader's own day, `yyyy-MM-dd`. */
const today = (): string => new Intl.DateTimeFormat('en-CA').format(Date.now());

const curlOf = (request: object): string =>
  `curl -X POST "$LAUREL/v1/course/batch/create" \\\n  -H 'content-type: application/json' -d '\n` +
  `  ${JSON.stringify({ request }).replaceAll("'", "'\\''")}'`;
