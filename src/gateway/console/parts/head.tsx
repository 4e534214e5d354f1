/** The head of a page: its one heading, which gets the focus when the reader came by a link. */
import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { takeArrival } from '../router.js';

interface HeadProps {
  readonly title: string;
  readonly below?: ComponentChildren;
  readonly children?: ComponentChildren;
}

export function Head({ title, below, children }: HeadProps): VNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Laurel`;
  }, [title]);
  useEffect(() => {
    if (takeArrival()) heading.current?.focus();
  }, []);
  return (
    <div class="head">
      <div>
        <h1 id="page-title" tabindex={-1} ref={heading}>
          {title}
        </h1>
        {below === undefined ? null : <p>{below}</p>}
      </div>
      {children === undefined ? null : <div class="side">{children}</div>}
    </div>
  );
}

interface EmptyProps {
  readonly title: string;
  readonly todo: string;
}

/** Says that there is nothing, and what to do about it. */
export const Empty = ({ title, todo }: EmptyProps): VNode => (
  <div class="empty">
    <h2>{title}</h2>
    <p>{todo}</p>
  </div>
);
