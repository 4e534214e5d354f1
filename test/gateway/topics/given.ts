/** What the tests of topics share: a context, a published course, cases of upstream's jobs. */
import { readFileSync } from 'node:fs';
import type { CourseTree } from '../../../src/domain/course.js';
import type { EnrolmentKey } from '../../../src/domain/ids.js';
import type { TopicContext } from '../../../src/gateway/topics/topic-event.js';
import { zoneOf } from '../../../src/gateway/zone.js';

export const RECEIVED = Date.UTC(2024, 4, 20);

export const key = (learner: string, course: string, batch: string): EnrolmentKey =>
  ({ learner, course, batch }) as EnrolmentKey;

/** Knows no course, unless said; records carry the time of their log. */
export const context = (more: Partial<TopicContext> = {}): TopicContext => ({
  courseVersion: () => 0,
  tree: () => null,
  batchStart: () => 0,
  receivedAt: RECEIVED,
  zone: zoneOf('Asia/Kolkata'),
  suppressesSignatoryFaults: false,
  ...more,
});

/** A context in which every course has this structure, version 3. */
export const knowing = (tree: CourseTree): TopicContext =>
  context({ courseVersion: () => 3, tree: () => tree });

interface JobCase {
  readonly input: readonly { readonly topic: string; readonly value: Record<string, unknown> }[];
  readonly expected: {
    readonly events: Readonly<Record<string, readonly unknown[]>>;
    readonly table: readonly {
      readonly change: Readonly<Record<string, unknown>>;
      readonly message: string | null;
    }[];
  };
}

export function jobCase(id: string): JobCase {
  const file = new URL(`../../cases/jobs/${id}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as JobCase;
}

/** The first input of a case, with changes of its `edata`; a change to null removes the field. */
export function eventOf(id: string, change: Readonly<Record<string, unknown>> = {}): Event {
  const { value } = jobCase(id).input[0]!;
  const entries = Object.entries({ ...(value['edata'] as object), ...change });
  return { ...value, edata: Object.fromEntries(entries.filter(([, field]) => field !== null)) };
}

type Event = Record<string, unknown> & { readonly edata: Record<string, unknown> };
