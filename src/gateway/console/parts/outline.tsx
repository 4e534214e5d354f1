/** A course as its authors built it: units in units, with their contents. */
import type { VNode } from 'preact';
import type { OutlineView } from '../../console-course-answers.js';
import { t } from '../language.js';

interface OutlineProps {
  readonly nodes: readonly OutlineView[];
  readonly isCut: boolean;
}

export const Outline = ({ nodes, isCut }: OutlineProps): VNode => (
  <>
    <Nodes nodes={nodes} />
    {isCut ? <p class="muted">{t('course.cut')}</p> : null}
  </>
);

const Nodes = ({ nodes }: Pick<OutlineProps, 'nodes'>): VNode => (
  <ul class="outline">
    {nodes.map((node) => (
      <li key={node.id}>{node.kind === 'unit' ? <Unit unit={node} /> : <Content of={node} />}</li>
    ))}
  </ul>
);

const Unit = ({ unit }: { readonly unit: Extract<OutlineView, { kind: 'unit' }> }): VNode => (
  <details open>
    <summary>
      {unit.name} <span class="muted small">{t('course.required', unit.required)}</span>
    </summary>
    <Nodes nodes={unit.children} />
  </details>
);

const Content = ({ of }: { readonly of: Extract<OutlineView, { kind: 'content' }> }): VNode => (
  <>
    {of.name} {of.isOptional ? <span class="badge">{t('course.optional')}</span> : null}{' '}
    {of.isScored ? <span class="badge warn">{t('course.scored')}</span> : null}
  </>
);
