/**
 * Another structure for a course: who would change is looked at first, and it is published only as
 * it was looked at.
 */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { CoursePage } from '../../console-course-answers.js';
import { send } from '../api.js';
import { number, t } from '../language.js';
import { useWhatIf } from '../what-if.js';
import { Confirm } from './confirm.js';
import { tell } from './told.js';
import { WhatIfResult } from './what-if-result.js';

const KINDS = ['completes', 'progress-up', 'progress-down', 'none'] as const;

interface CourseChangeProps {
  readonly page: CoursePage;
  readonly again: () => void;
}

export function CourseChange({ page, again }: CourseChangeProps): VNode {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const [hierarchy, setHierarchy] = useState<unknown>(null);
  const [asks, setAsks] = useState(false);
  const asked = useWhatIf();
  const write = (next: string): void => {
    setText(next);
    setProblem('');
    asked.clear();
  };
  const look = (): void => {
    const parsed = parsedJson(text);
    if (!parsed.ok) return setProblem(t('change.nojson', parsed.message));
    setHierarchy(parsed.value);
    asked.begin({ kind: 'structure', courseId: page.course, hierarchy: parsed.value });
  };
  const publish = (): void => {
    setAsks(false);
    const path = `/v1/course/hierarchy/${encodeURIComponent(page.course)}`;
    void send<{ readonly version: number }>('PUT', path, { hierarchy }).then((answer) => {
      if (!answer.ok) return tell(t('state.refused', answer.message));
      tell(t('change.done', answer.value.version));
      write('');
      again();
    });
  };
  const isSame = asked.state.kind === 'answered' && asked.state.answer.change?.isSame === true;
  return (
    <section class="card" aria-labelledby="change">
      <h2 id="change">{t('change.title')}</h2>
      <p class="muted">{t('change.what')}</p>
      <HierarchyForm
        text={text}
        problem={problem}
        isGoing={asked.state.kind === 'going'}
        onText={write}
        onLook={look}
      />
      <WhatIfResult
        asked={asked}
        of={enrolledIn(page)}
        kinds={KINDS}
        file={`what-if_${page.course}.csv`}
      >
        <p class="notice">{t('change.stays')}</p>
        <p>
          <button class="first" type="button" disabled={isSame} onClick={() => setAsks(true)}>
            {t('change.do')}
          </button>
        </p>
      </WhatIfResult>
      {asks ? (
        <Confirm
          title={t('change.ask', page.name)}
          what={t('change.ask.what', number(changedOf(asked)))}
          action={t('change.do')}
          isDangerous={false}
          reason={null}
          onCancel={() => setAsks(false)}
          onConfirm={publish}
        />
      ) : null}
    </section>
  );
}

interface HierarchyFormProps {
  readonly text: string;
  /** What is wrong with the text; '' = nothing is known. */
  readonly problem: string;
  readonly isGoing: boolean;
  readonly onText: (text: string) => void;
  readonly onLook: () => void;
}

function HierarchyForm({ text, problem, isGoing, onText, onLook }: HierarchyFormProps): VNode {
  const submit = (event: Event): void => {
    event.preventDefault();
    onLook();
  };
  return (
    <form onSubmit={submit}>
      <File onText={onText} />
      <label for="hierarchy">{t('change.text')}</label>
      <textarea
        id="hierarchy"
        class="code"
        rows={8}
        required
        spellcheck={false}
        value={text}
        aria-describedby={problem === '' ? undefined : 'hierarchy-problem'}
        aria-invalid={problem !== ''}
        onInput={(event) => onText(event.currentTarget.value)}
      />
      {problem === '' ? null : (
        <p id="hierarchy-problem" class="notice bad" role="alert">
          {problem}
        </p>
      )}
      <p>
        <button class="first" type="submit" disabled={isGoing}>
          {t('change.look')}
        </button>
      </p>
    </form>
  );
}

function changedOf({ state }: ReturnType<typeof useWhatIf>): number {
  if (state.kind !== 'answered') return 0;
  const { looked, counts } = state.answer;
  return looked - (counts.none ?? 0);
}

function File({ onText }: { readonly onText: (text: string) => void }): VNode {
  const read = (event: Event): void => {
    const { target } = event;
    const file = target instanceof HTMLInputElement ? target.files?.[0] : undefined;
    if (file !== undefined) void file.text().then(onText);
  };
  return (
    <p>
      <label for="hierarchy-file">{t('change.file')}</label>
      <input id="hierarchy-file" type="file" accept=".json,application/json" onChange={read} />
    </p>
  );
}

/** What the newest structure changed, for whoever was not asked before. */
export function LastChange({ page }: { readonly page: CoursePage }): VNode {
  const asked = useWhatIf();
  return (
    <section class="card" aria-labelledby="last-change">
      <h2 id="last-change">{t('change.last')}</h2>
      <p class="muted">{t('change.last.what', page.version)}</p>
      <p>
        <button
          type="button"
          disabled={asked.state.kind === 'going'}
          onClick={() => asked.begin({ kind: 'published', courseId: page.course })}
        >
          {t('change.last.do')}
        </button>
      </p>
      <WhatIfResult
        asked={asked}
        of={enrolledIn(page)}
        kinds={KINDS}
        file={`published_${page.course}.csv`}
      />
    </section>
  );
}

const enrolledIn = ({ batches }: CoursePage): number =>
  batches.reduce((sum, { counts }) => sum + (counts?.enrolled ?? 0), 0);

type Parsed =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

function parsedJson(text: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
