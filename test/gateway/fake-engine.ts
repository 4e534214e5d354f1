/**
 * An engine in memory without log, actors or flush: it folds at once, with the real fold, so that
 * what the gateway submits is judged by what it does. `refuse` makes it refuse everything.
 */
import { courseTree, sameTree, type CourseTree } from '../../src/domain/course.js';
import type { Batch } from '../../src/domain/batch.js';
import type { UserEntry } from '../../src/domain/certificate.js';
import type { Command } from '../../src/domain/command.js';
import type { Effect } from '../../src/domain/effects.js';
import { initialEnrolment, type EnrolmentState } from '../../src/domain/enrolment.js';
import { fold, type Folded } from '../../src/domain/fold.js';
import type { EnrolmentKey } from '../../src/domain/ids.js';
import { err, ok, type Result } from '../../src/domain/result.js';
import { withFields } from '../../src/domain/user-fields.js';
import type {
  Catalogue,
  CertificateView,
  Engine,
  EngineStatus,
  Refusal,
} from '../../src/engine.js';
import type { CourseInfo } from '../../src/persistence/ports.js';

export interface FakeEngine extends Engine {
  /** Every command that was accepted, one list a call. */
  readonly submissions: Command[][];
  /** Every effect that was asked for. */
  readonly asked: Effect[];
  readonly certificates: Map<string, CertificateView>;
  readonly documents: Map<string, Uint8Array>;
  /** From now on everything is refused with this; `null` = nothing is. */
  refuse(refusal: Refusal | null): void;
  state(key: EnrolmentKey): EnrolmentState;
}

export function fakeEngine(): FakeEngine {
  const states = new Map<string, EnrolmentState>();
  const trees = new Map<string, CourseTree[]>();
  const submissions: Command[][] = [];
  const asked: Effect[] = [];
  const certificates = new Map<string, CertificateView>();
  const documents = new Map<string, Uint8Array>();
  let refusal: Refusal | null = null;
  const answer = <T>(value: () => T): Promise<Result<T, Refusal>> =>
    Promise.resolve(refusal === null ? ok(value()) : err(refusal));
  const catalogue = fakeCatalogue(trees, answer);
  const state = (key: EnrolmentKey): EnrolmentState =>
    states.get(nameOf(key)) ?? initialEnrolment(key);
  const apply = (command: Command): Folded => {
    const tree = catalogue.tree(command.key.course, command.courseVersion);
    const folded = fold(state(command.key), command, tree);
    states.set(nameOf(command.key), folded.state);
    return folded;
  };
  return {
    submissions,
    asked,
    certificates,
    documents,
    catalogue,
    state,
    refuse: (next) => (refusal = next),
    submit: (commands) =>
      answer(() => {
        submissions.push([...commands]);
        commands.forEach(apply);
      }),
    decide: (command) =>
      answer(() => {
        submissions.push([command]);
        return apply(command).outcome;
      }),
    keep: () => answer(() => undefined),
    ask: (effects) => answer(() => void asked.push(...effects)),
    learner: (learner) =>
      answer(() => [...states.values()].filter((held) => held.key.learner === learner)),
    enrolment: (key) => answer(() => state(key)),
    async *participants(course, batch) {
      for (const held of states.values()) {
        await Promise.resolve();
        if (held.key.course === course && held.key.batch === batch) yield held;
      }
    },
    certificate: (id) => answer(() => certificates.get(id) ?? null),
    certificateDocument: (id) => answer(() => documents.get(id) ?? null),
    status: () => ({ ...STATUS, ready: refusal === null }),
    settled: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    source: () => {
      throw new Error('the HTTP gateway uses no source');
    },
    report: () => {
      throw new Error('the HTTP gateway runs no report');
    },
  };
}

type Answering = <T>(value: () => T) => Promise<Result<T, Refusal>>;

function fakeCatalogue(trees: Map<string, CourseTree[]>, answer: Answering): Catalogue {
  const courses = new Map<string, CourseInfo>();
  const batches = new Map<string, Batch>();
  const users = new Map<string, UserEntry>();
  return {
    course: (id) => courses.get(id) ?? null,
    allCourses: () => [...courses.values()],
    tree: (id, version = 0) => {
      const all = trees.get(id) ?? [];
      return (version === 0 ? all.at(-1) : all[version - 1]) ?? null;
    },
    publish: (info, hierarchy) =>
      answer(() => {
        const all = trees.get(info.course) ?? [];
        const newest = all.at(-1);
        const next = courseTree(hierarchy, all.length + 1);
        if (newest === undefined || !sameTree(newest, next)) all.push(next);
        trees.set(info.course, all);
        const course = { ...info, version: all.length, evaluatedVersion: all.length };
        courses.set(info.course, course);
        return course;
      }),
    batch: (id) => batches.get(id) ?? null,
    batchesOf: (id) => [...batches.values()].filter((batch) => batch.course === id),
    allBatches: () => [...batches.values()],
    putBatch: (batch) => answer(() => void batches.set(batch.batch, batch)),
    user: (id) => answer(() => users.get(id) ?? null),
    putUsers: (entries) =>
      answer(() => {
        for (const [id, fields] of entries) {
          users.set(id, withFields(users.get(id) ?? null, fields) ?? {});
        }
      }),
  };
}

const nameOf = ({ learner, course, batch }: EnrolmentKey): string =>
  [learner, course, batch].join('\u0000');

const STATUS: EngineStatus = {
  ready: true,
  residents: 0,
  residentBytes: 0,
  inboxCommands: 0,
  dirtyLearners: 0,
  snapshotsWritten: 0,
  oldestUnflushedMs: 0,
  pendingEffects: 0,
  completions: 0,
  certificates: 0,
  trouble: '',
};
