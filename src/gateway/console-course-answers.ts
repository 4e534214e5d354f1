/**
 * What the console's routes about courses answer, as types that both sides share. Holds no code.
 * Times are milliseconds since the epoch, 0 = never.
 */
import type { BatchCounts, Counted, ListedBatch } from './console-answers.js';

export interface CourseHead {
  readonly course: string;
  readonly name: string;
  /** Number of the newest structure: how often it was published with another one. */
  readonly version: number;
  readonly publishedAt: number;
  readonly required: number;
  readonly optional: number;
}

export interface ListedCourse extends CourseHead {
  readonly batches: number;
  /** Over the batches that the reader sees; `null` = not counted here. */
  readonly counts: BatchCounts | null;
}

export interface CourseList {
  readonly courses: readonly ListedCourse[];
  readonly total: number;
  readonly counted: Counted;
}

export type OutlineView =
  | {
      readonly kind: 'unit';
      readonly id: string;
      readonly name: string;
      readonly required: number;
      readonly children: readonly OutlineView[];
    }
  | {
      readonly kind: 'content';
      readonly id: string;
      readonly name: string;
      readonly isOptional: boolean;
      readonly isScored: boolean;
    };

export interface CourseVersion {
  readonly version: number;
  readonly units: number;
  readonly required: number;
  readonly optional: number;
}

export interface CoursePage extends CourseHead {
  readonly description: string;
  readonly status: string;
  /** Learners are being derived again under the newest structure. */
  readonly isBeingDerived: boolean;
  readonly outline: readonly OutlineView[];
  readonly isOutlineCut: boolean;
  /** The newest first. */
  readonly versions: readonly CourseVersion[];
  readonly batches: readonly ListedBatch[];
  readonly batchesTotal: number;
  readonly counted: Counted;
  /** Certificate templates of these batches. */
  readonly templates: readonly {
    readonly batch: string;
    readonly batchName: string;
    readonly name: string;
  }[];
}

/** What a learner is counted as: of a structure the first four, of criteria the others. */
export type WhatIfKind =
  ('completes' | 'progress-up' | 'progress-down' | 'none') | ('has' | 'would-earn' | 'would-not');

export type WhatIfCounts = Readonly<Partial<Record<WhatIfKind, number>>>;

export interface WhatIfLearner {
  readonly learner: string;
  /** '' = not known. */
  readonly name: string;
  readonly batch: string;
  readonly batchName: string;
  readonly kind: WhatIfKind;
  /** `null` where progress is not what was asked about. */
  readonly percent: { readonly before: number; readonly after: number } | null;
}

/** Names of some contents, and how many there are. */
export interface NamedContents {
  readonly count: number;
  readonly names: readonly string[];
}

/** How a structure differs from the one before it. */
export interface CourseChangeView {
  readonly isSame: boolean;
  readonly requiredBefore: number;
  readonly requiredAfter: number;
  readonly added: NamedContents;
  readonly removed: NamedContents;
  readonly nowOptional: NamedContents;
  readonly nowRequired: NamedContents;
}

export interface WhatIfAnswer {
  /** Enrolled learners that were looked at. */
  readonly looked: number;
  readonly counts: WhatIfCounts;
  readonly batches: readonly {
    readonly batch: string;
    readonly name: string;
    readonly counts: WhatIfCounts;
  }[];
  /** Of each kind the first ones. */
  readonly learners: readonly WhatIfLearner[];
  readonly isMore: boolean;
  /** `null` where no structures were compared. */
  readonly change: CourseChangeView | null;
}

/** What is told while learners are looked at, one after another; the last one ends it. */
export type WhatIfNews =
  | {
      readonly kind: 'going';
      readonly looked: number;
      readonly batchesDone: number;
      readonly batches: number;
    }
  | { readonly kind: 'answer'; readonly answer: WhatIfAnswer }
  | { readonly kind: 'failed'; readonly reason: string };
