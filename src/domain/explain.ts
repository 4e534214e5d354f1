/**
 * Why an enrolment is not complete and why a certificate is not there, from its state alone.
 */
import {
  scoredOf,
  standing,
  type Candidate,
  type Obstacle,
  type UserEntry,
} from './certificate.js';
import type { CourseTree } from './course.js';
import type { EnrolmentState } from './enrolment.js';
import { type ContentId, type Instant } from './ids.js';
import { courseProgress, type CourseProgress } from './progress.js';
import { faultsOfTemplate, type Template } from './template.js';

export interface CertificateExplanation {
  readonly template: string;
  readonly name: string;
  readonly standing: 'issued' | 'revoked' | 'being-rendered' | 'earned' | 'open';
  readonly certificate: string | null;
  readonly obstacles: readonly Obstacle[];
}

export interface Explanation {
  readonly enrolled: boolean;
  readonly active: boolean;
  readonly courseKnown: boolean;
  readonly courseVersion: number;
  readonly progress: CourseProgress;
  /** Required contents without a completion, in course order. */
  readonly missing: readonly ContentId[];
  readonly completedAt: Instant;
  readonly certificates: readonly CertificateExplanation[];
}

/** Explains one enrolment under the newest course version and the batch's templates. */
export function explain(
  state: EnrolmentState,
  tree: CourseTree | null,
  templates: readonly Template[],
  user: UserEntry | null,
): Explanation {
  const progress = courseProgress(state, tree);
  const candidate = { state, status: progress.status, scored: scoredOf(tree), user };
  return {
    enrolled: state.membership !== null,
    active: state.membership?.active ?? false,
    courseKnown: tree !== null,
    courseVersion: tree?.version ?? 0,
    progress,
    missing: (tree?.required ?? []).filter((c) => state.contents.get(c)?.status !== 2),
    completedAt: state.completedAt,
    certificates: templates.map((template) => explainTemplate(candidate, template)),
  };
}

function explainTemplate(candidate: Candidate, template: Template): CertificateExplanation {
  const base = { template: template.template, name: template.name };
  const verdict = standing(candidate, template);
  switch (verdict.kind) {
    case 'issued': {
      const { id, rendered, revocation } = verdict.generation;
      const now = rendered ? 'issued' : 'being-rendered';
      const shown = revocation === null ? now : 'revoked';
      return { ...base, standing: shown, certificate: id, obstacles: [] };
    }
    case 'earned': {
      const obstacles = templateObstacles(template);
      const now = obstacles.length === 0 ? 'earned' : 'open';
      return { ...base, standing: now, certificate: null, obstacles };
    }
    case 'open': {
      const obstacles = [...verdict.obstacles, ...templateObstacles(template)];
      return { ...base, standing: 'open', certificate: null, obstacles };
    }
  }
}

/** A template that cannot be printed holds back every certificate of it (design 8). */
const templateObstacles = (template: Template): Obstacle[] =>
  faultsOfTemplate(template).map(({ parameter }) => ({ kind: 'template', parameter }));
