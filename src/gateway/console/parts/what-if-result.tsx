/** What was answered to a question about the learners: numbers, by batch, and the first of them. */
import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import type {
  CourseChangeView,
  NamedContents,
  WhatIfAnswer,
  WhatIfCounts,
  WhatIfKind,
  WhatIfLearner,
} from '../../console-course-answers.js';
import { consolePath } from '../../console-paths.js';
import { number, t } from '../language.js';
import { downloadWhatIf, type WhatIf } from '../what-if.js';
import { tell } from './told.js';

interface WhatIfResultProps {
  readonly asked: WhatIf;
  /** How many learners there are to look at; 0 = not known. */
  readonly of: number;
  /** In the order in which they are shown. */
  readonly kinds: readonly WhatIfKind[];
  readonly file: string;
  /** Shown below an answer. */
  readonly children?: ComponentChildren;
}

/** Shows how far it is, or what came of it. */
export function WhatIfResult({
  asked,
  of,
  kinds,
  file,
  children,
}: WhatIfResultProps): VNode | null {
  const { state, stop } = asked;
  switch (state.kind) {
    case 'none':
      return null;
    case 'going':
      return <Going looked={state.looked} of={of} stop={stop} />;
    case 'stopped':
      return <p role="status">{t('whatif.stopped')}</p>;
    case 'failed':
      return (
        <p class="notice bad" role="alert">
          {t('state.refused', state.reason)}
        </p>
      );
    case 'answered':
      return (
        <div aria-live="polite">
          <Answer answer={state.answer} kinds={kinds} />
          <p class="buttons">
            {state.answer.learners.length === 0 ? null : (
              <Download question={state.question} file={file} />
            )}
          </p>
          {children}
        </div>
      );
  }
}

interface GoingProps {
  readonly looked: number;
  readonly of: number;
  readonly stop: () => void;
}

const Going = ({ looked, of, stop }: GoingProps): VNode => (
  <div class="going">
    <label for="what-if-progress">{t('whatif.going', looked)}</label>
    {of === 0 ? (
      <progress id="what-if-progress" />
    ) : (
      <progress id="what-if-progress" max={of} value={Math.min(looked, of)} />
    )}
    <button type="button" onClick={stop}>
      {t('whatif.stop')}
    </button>
  </div>
);

function Download({ question, file }: { readonly question: object; readonly file: string }): VNode {
  const [isGoing, setGoing] = useState(false);
  const fetchIt = (): void => {
    setGoing(true);
    void downloadWhatIf(question, file).then((failure) => {
      setGoing(false);
      if (failure !== null) tell(t('state.refused', failure));
    });
  };
  return (
    <button type="button" disabled={isGoing} onClick={fetchIt}>
      {t('whatif.csv')}
    </button>
  );
}

interface AnswerProps {
  readonly answer: WhatIfAnswer;
  readonly kinds: readonly WhatIfKind[];
}

const Answer = ({ answer, kinds }: AnswerProps): VNode => (
  <>
    <dl class="figures">
      {kinds.map((kind) => (
        <div class="figure" key={kind}>
          <dt>{t(`whatif.${kind}`)}</dt>
          <dd>
            {number(answer.counts[kind] ?? 0)}
            <small>{t(`whatif.${kind}.what`)}</small>
          </dd>
        </div>
      ))}
    </dl>
    {answer.change === null ? null : <Change change={answer.change} />}
    {answer.batches.length < 2 ? null : <ByBatch batches={answer.batches} kinds={kinds} />}
    {answer.learners.length === 0 ? (
      <p>{t('whatif.nobody', answer.looked)}</p>
    ) : (
      <Learners learners={answer.learners} isMore={answer.isMore} />
    )}
  </>
);

const LISTS = ['added', 'removed', 'nowRequired', 'nowOptional'] as const;

function Change({ change }: { readonly change: CourseChangeView }): VNode {
  if (change.isSame) return <p>{t('whatif.same')}</p>;
  const lists = LISTS.filter((list) => change[list].count > 0);
  return (
    <dl class="facts left">
      <dt>{t('whatif.required')}</dt>
      <dd>{t('whatif.fromto', change.requiredBefore, change.requiredAfter)}</dd>
      {lists.map((list) => (
        <Contents key={list} name={t(`whatif.${list}`)} contents={change[list]} />
      ))}
    </dl>
  );
}

const Contents = (props: { readonly name: string; readonly contents: NamedContents }): VNode => (
  <>
    <dt>{props.name}</dt>
    <dd>
      {props.contents.names.join(', ')}
      {props.contents.names.length < props.contents.count
        ? ` ${t('learner.why.more', props.contents.count - props.contents.names.length)}`
        : ''}
    </dd>
  </>
);

interface ByBatchProps {
  readonly batches: WhatIfAnswer['batches'];
  readonly kinds: readonly WhatIfKind[];
}

const ByBatch = ({ batches, kinds }: ByBatchProps): VNode => (
  <>
    <h3>{t('whatif.bybatch')}</h3>
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">{t('batches.name')}</th>
          {kinds.map((kind) => (
            <th scope="col" class="number" key={kind}>
              {t(`whatif.${kind}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {batches.map(({ batch, name, counts }) => (
          <tr key={batch}>
            <td>
              <a href={consolePath('batch', { batch })}>{name}</a>
            </td>
            <Cells counts={counts} kinds={kinds} />
          </tr>
        ))}
      </tbody>
    </table>
  </>
);

const Cells = (props: {
  readonly counts: WhatIfCounts;
  readonly kinds: readonly WhatIfKind[];
}): VNode => (
  <>
    {props.kinds.map((kind) => (
      <td class="number" key={kind} data-label={t(`whatif.${kind}`)}>
        {number(props.counts[kind] ?? 0)}
      </td>
    ))}
  </>
);

interface LearnersProps {
  readonly learners: readonly WhatIfLearner[];
  readonly isMore: boolean;
}

const Learners = ({ learners, isMore }: LearnersProps): VNode => (
  <>
    <h3>{t('whatif.learners')}</h3>
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">{t('learners.name')}</th>
          <th scope="col">{t('batches.name')}</th>
          <th scope="col">{t('whatif.change')}</th>
          <th scope="col">{t('learners.progress')}</th>
        </tr>
      </thead>
      <tbody>
        {learners.map((learner) => (
          <tr key={`${learner.batch} ${learner.learner}`}>
            <td>
              <a href={consolePath('learner', { learner: learner.learner })}>
                {learner.name === '' ? t('learner.nameless') : learner.name}
              </a>
              <span class="sub">{learner.learner}</span>
            </td>
            <td data-label={t('batches.name')}>{learner.batchName}</td>
            <td data-label={t('whatif.change')}>
              <span class={BADGES[learner.kind]}>{t(`whatif.${learner.kind}`)}</span>
            </td>
            <td data-label={t('learners.progress')}>
              {learner.percent === null
                ? '–'
                : t('whatif.percents', learner.percent.before, learner.percent.after)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
    {isMore ? <p class="muted">{t('whatif.more', learners.length)}</p> : null}
  </>
);

const BADGES: Readonly<Record<WhatIfKind, string>> = {
  ...{ completes: 'badge good', 'progress-up': 'badge good', 'progress-down': 'badge warn' },
  ...{ none: 'badge', has: 'badge', 'would-earn': 'badge good', 'would-not': 'badge' },
};
