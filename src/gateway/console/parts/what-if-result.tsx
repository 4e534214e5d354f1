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
import { LearnerCell } from './learner-cell.js';

interface WhatIfResultProps {
  readonly asked: WhatIf;
  /** How many learners there are to look at; 0 = not known. */
  readonly of: number;
  /** In the order in which they are shown. */
  readonly kinds: readonly WhatIfKind[];
  readonly file: string;
  /** Shown below the numbers, before the learners. */
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
          {children}
          {state.answer.learners.length === 0 ? null : (
            <>
              <Learners answer={state.answer} />
              <p>
                <Download question={state.question} file={file} />
              </p>
            </>
          )}
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
    {answer.learners.length === 0 ? <p>{t('whatif.nobody', answer.looked)}</p> : null}
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

/** So many are shown without being asked for. */
const OPEN_LEARNERS_MAX = 12;

const Learners = ({ answer }: { readonly answer: WhatIfAnswer }): VNode => (
  <details class="numbers" open={answer.learners.length <= OPEN_LEARNERS_MAX}>
    <summary>{t('whatif.learners', answer.learners.length)}</summary>
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">{t('learners.name')}</th>
          {answer.batches.length < 2 ? null : <th scope="col">{t('batches.name')}</th>}
          <th scope="col">{t('whatif.change')}</th>
          {answer.change === null ? null : <th scope="col">{t('learners.progress')}</th>}
        </tr>
      </thead>
      <tbody>
        {answer.learners.map((learner) => (
          <Learner
            key={`${learner.batch} ${learner.learner}`}
            learner={learner}
            isOfMany={answer.batches.length > 1}
          />
        ))}
      </tbody>
    </table>
    {answer.isMore ? <p class="muted">{t('whatif.more', answer.learners.length)}</p> : null}
  </details>
);

interface LearnerProps {
  readonly learner: WhatIfLearner;
  /** There are learners of several batches. */
  readonly isOfMany: boolean;
}

const Learner = ({ learner, isOfMany }: LearnerProps): VNode => (
  <tr>
    <LearnerCell learner={learner.learner} name={learner.name} />
    {isOfMany ? <td data-label={t('batches.name')}>{learner.batchName}</td> : null}
    <td data-label={t('whatif.change')}>
      <span class={BADGES[learner.kind]}>{t(`whatif.${learner.kind}`)}</span>
    </td>
    {learner.percent === null ? null : (
      <td data-label={t('learners.progress')}>
        {t('whatif.percents', learner.percent.before, learner.percent.after)}
      </td>
    )}
  </tr>
);

const BADGES: Readonly<Record<WhatIfKind, string>> = {
  ...{ completes: 'badge good', 'progress-up': 'badge good', 'progress-down': 'badge warn' },
  ...{ none: 'badge', has: 'badge', 'would-earn': 'badge good', 'would-not': 'badge' },
};
