/**
 * What a page asked, and what is shown meanwhile: loading, failed with what to do, or the answer.
 *
 * - A1 An answer of before stays on the page while it is asked again.
 * - A2 Answers that come late, for what is not asked any more, are passed over.
 */
import type { ComponentChildren, VNode } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { CONSOLE_PATHS } from '../console-paths.js';
import { ask, type Answered, type FailureKind } from './api.js';
import { Head } from './parts/head.js';
import { SignIn } from './parts/sign-in.js';
import { t } from './language.js';
import type { Texts } from './texts/en.js';

export interface Asked<T> {
  readonly answer: Answered<T> | null;
  readonly again: () => void;
}

/** Asks now, whenever the path changes, and every so many milliseconds where that is not 0. */
export function useAnswer<T>(path: string, everyMs = 0): Asked<T> {
  const [held, setHeld] = useState<{ path: string; answer: Answered<T> } | null>(null);
  const turn = useRef(0);
  const again = useCallback(() => {
    const mine = ++turn.current;
    void ask<T>(path).then((answer) => {
      if (mine === turn.current) setHeld({ path, answer }); // A2
    });
  }, [path]);
  useEffect(() => {
    again();
    const timer = everyMs === 0 ? null : setInterval(again, everyMs);
    return () => {
      turn.current++;
      if (timer !== null) clearInterval(timer);
    };
  }, [again, everyMs]);
  return { answer: held?.path === path ? held.answer : null, again };
}

interface ShownProps<T> {
  readonly asked: Asked<T>;
  /** Heads the failure, where the page has no heading before its answer. */
  readonly title?: string;
  readonly children: (value: T) => ComponentChildren;
}

/** Shows an answer, or why there is none. */
export function Shown<T>({ asked, title, children }: ShownProps<T>): VNode {
  const { answer, again } = asked;
  if (answer === null) return <Loading />;
  if (answer.ok) return <>{children(answer.value)}</>;
  return (
    <>
      {title === undefined ? null : <Head title={title} />}
      <Failed failure={answer} again={again} />
    </>
  );
}

export const Loading = (): VNode => (
  <div class="loading" role="status">
    <span class="skeleton wide" />
    <span class="skeleton" />
    <span class="skeleton half" />
    <span class="hidden">{t('state.loading')}</span>
  </div>
);

interface FailedProps {
  readonly failure: Extract<Answered<unknown>, { readonly ok: false }>;
  readonly again: () => void;
}

function Failed({ failure, again }: FailedProps): VNode {
  if (failure.kind === 'sign-in') return <SignIn done={again} />;
  const what = WHAT[failure.kind] ?? 'state.failed';
  const todo = REMEDY[failure.kind] ?? 'state.refused';
  return (
    <div class="notice bad" role="alert">
      <h2>{t(what)}</h2>
      <p>{t(todo, failure.message)}</p>
      {failure.kind === 'forbidden' ? (
        <a class="button" href={CONSOLE_PATHS.batches}>
          {t('nav.batches')}
        </a>
      ) : (
        <button type="button" onClick={again}>
          {t('action.again')}
        </button>
      )}
    </div>
  );
}

const WHAT: Partial<Record<FailureKind, keyof Texts>> = {
  unknown: 'state.unknown',
  forbidden: 'state.forbidden',
};

const REMEDY: Partial<Record<FailureKind, keyof Texts>> = {
  unknown: 'state.unknown.todo',
  forbidden: 'state.forbidden.todo',
  down: 'state.down',
};
