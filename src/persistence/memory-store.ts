/**
 * The ports in memory, for tests and simulations. What it holds counts as durable: an engine that
 * is thrown away and opened again on the same store has crashed and restarted.
 */
import type { CertificateFacts, UserEntry } from '../domain/certificate.js';
import type { Batch } from '../domain/batch.js';
import type { CourseTree } from '../domain/course.js';
import type { Effect } from '../domain/effects.js';
import type { EnrolmentKey } from '../domain/ids.js';
import type { CertificateJob } from '../domain/certificate-job.js';
import { ok, type Result } from '../domain/result.js';
import { withFields } from '../domain/user-fields.js';
import type {
  AttemptRow,
  Commit,
  CourseInfo,
  DeadLetter,
  SnapshotRow,
  SnapshotStore,
  SourceOffset,
  Store,
  StoreError,
  TemplateContent,
} from './ports.js';
import { isSameLetter } from './kept-letter.js';
import type { ReportRequest } from './report-request.js';
import { effectText, enrolmentText } from './snapshot.js';

/** The tables of a memory store, open to tests that look at or damage them. */
export interface MemoryTables {
  readonly log: Map<number, Uint8Array>;
  readonly snapshots: Map<string, SnapshotRow>;
  readonly attempts: Map<string, AttemptRow>;
  readonly facts: Map<string, CertificateFacts>;
  readonly documents: Map<string, Uint8Array>;
  readonly jobs: Map<string, CertificateJob>;
  readonly effects: Map<string, Effect>;
  readonly offsets: Map<string, SourceOffset>;
  readonly courses: Map<string, CourseInfo>;
  readonly trees: Map<string, CourseTree>;
  readonly batches: Map<string, Batch>;
  readonly templates: Map<string, TemplateContent>;
  readonly users: Map<string, UserEntry>;
  readonly deadLetters: Map<string, DeadLetter>;
  readonly reportRequests: Map<string, ReportRequest>;
}

export interface MemoryStore extends Store {
  readonly tables: MemoryTables;
}

/** A store whose tables live as long as the object. */
export function memoryStore(): MemoryStore {
  const tables: MemoryTables = {
    log: new Map(),
    snapshots: new Map(),
    attempts: new Map(),
    facts: new Map(),
    documents: new Map(),
    jobs: new Map(),
    effects: new Map(),
    offsets: new Map(),
    courses: new Map(),
    trees: new Map(),
    batches: new Map(),
    templates: new Map(),
    users: new Map(),
    deadLetters: new Map(),
    reportRequests: new Map(),
  };
  return {
    tables,
    log: commandLog(tables),
    snapshots: snapshotStore(tables),
    ...smallStores(tables),
    close: () => Promise.resolve(),
  };
}

const done = <T>(value: T): Promise<Result<T, StoreError>> => Promise.resolve(ok(value));

function commandLog({ log }: MemoryTables): Store['log'] {
  let last = Math.max(0, ...log.keys());
  return {
    append: (blob) => {
      log.set(++last, Uint8Array.from(blob));
      return done(last);
    },
    async *read(from) {
      for (const seq of [...log.keys()].sort((a, b) => a - b)) {
        const blob = log.get(seq);
        if (seq >= from && blob !== undefined) yield await Promise.resolve({ seq, blob });
      }
    },
  };
}

function snapshotStore(tables: MemoryTables): SnapshotStore {
  return {
    load: (key) => {
      const row = tables.snapshots.get(enrolmentText(key));
      return done(row === undefined ? null : { bytes: row.bytes, inherited: false });
    },
    loadLearner: (learner) => done(inOrder(tables, (key) => key.learner === learner)),
    commit: (commit) => done(apply(tables, commit)),
    openBatch: (course, batch) => {
      const rows = inOrder(tables, (key) => key.course === course && key.batch === batch);
      const attempts = [...tables.attempts.values()];
      return {
        rows: () => each(rows),
        glances: null,
        attempts: (learners) =>
          done(learners.map((learner) => attemptsOf(attempts, { learner, course, batch }))),
        close: () => undefined,
      };
    },
    scanCourse: (course) => each(inOrder(tables, (key) => key.course === course)),
    attempts: (key) => done(attemptsOf([...tables.attempts.values()], key)),
  };
}

const attemptsOf = (rows: readonly AttemptRow[], key: EnrolmentKey): AttemptRow[] =>
  rows.filter((row) => enrolmentText(row.key) === enrolmentText(key));

function apply(tables: MemoryTables, commit: Commit): void {
  for (const { key, bytes } of commit.snapshots) {
    tables.snapshots.set(enrolmentText(key), { key, bytes: Uint8Array.from(bytes) });
  }
  for (const row of commit.attempts) {
    tables.attempts.set([enrolmentText(row.key), row.content, row.attempt].join('\u0000'), row);
  }
  for (const fact of commit.facts) tables.facts.set(fact.certificate, fact);
  for (const effect of commit.effects) tables.effects.set(effectText(effect), effect);
  for (const o of commit.offsets) tables.offsets.set(`${o.topic}\u0000${String(o.partition)}`, o);
  for (const seq of tables.log.keys()) if (seq < commit.releaseBelow) tables.log.delete(seq);
}

function smallStores(tables: MemoryTables): Omit<Store, 'log' | 'snapshots' | 'close'> {
  return {
    offsets: {
      of: (topic) => done([...tables.offsets.values()].filter((o) => o.topic === topic)),
    },
    effects: {
      pending: () => each([...tables.effects.values()]),
      confirm: (effects) => {
        for (const effect of effects) tables.effects.delete(effectText(effect));
        return done(undefined);
      },
    },
    catalogue: {
      putCourse: (info, tree) => {
        tables.courses.set(info.course, info);
        tables.trees.set(`${info.course}\u0000${String(tree.version)}`, tree);
        return done(undefined);
      },
      courses: () => each([...tables.courses.values()]),
      trees: () => each([...tables.trees.values()]),
      putBatch: (batch) => done(void tables.batches.set(batch.batch, batch)),
      batches: () => each([...tables.batches.values()]),
      putTemplate: (hash, content) => done(void tables.templates.set(hash, content)),
      template: (hash) => done(tables.templates.get(hash) ?? null),
    },
    users: {
      putUsers: (entries) => {
        for (const [id, fields] of entries) {
          const entry = withFields(tables.users.get(id) ?? null, fields);
          if (entry === null) tables.users.delete(id);
          else tables.users.set(id, entry);
        }
        return done(undefined);
      },
      user: (learner) => done(tables.users.get(learner) ?? null),
      users: (learners) => done(learners.map((learner) => tables.users.get(learner) ?? null)),
    },
    certificates: certificateStore(tables),
    deadLetters: {
      put: (letters) => {
        for (const l of letters) tables.deadLetters.set(`${l.source}\u0000${l.position}`, l);
        return done(undefined);
      },
      list: () => each([...tables.deadLetters.values()]),
      get: (source, position) => done(tables.deadLetters.get(`${source}\u0000${position}`) ?? null),
      remove: (letter) => {
        const place = `${letter.source}\u0000${letter.position}`;
        const held = tables.deadLetters.get(place);
        if (held !== undefined && isSameLetter(held, letter)) tables.deadLetters.delete(place);
        return done(undefined);
      },
    },
    reportRequests: {
      put: (r) => done(void tables.reportRequests.set(`${r.tag}\u0000${r.requestId}`, r)),
      get: (tag, id) => done(tables.reportRequests.get(`${tag}\u0000${id}`) ?? null),
      list: (tag) =>
        each([...tables.reportRequests.values()].filter((r) => tag === undefined || r.tag === tag)),
      open: () => each([...tables.reportRequests.values()].filter(({ open }) => open)),
    },
  };
}

function certificateStore(tables: MemoryTables): Store['certificates'] {
  return {
    facts: (id) => done(tables.facts.get(id) ?? null),
    putDocument: (id, pdf) => {
      if (!tables.documents.has(id)) tables.documents.set(id, Uint8Array.from(pdf));
      return done(undefined);
    },
    document: (id) => done(tables.documents.get(id) ?? null),
    erase: (facts) => {
      tables.facts.set(facts.certificate, facts);
      tables.documents.delete(facts.certificate);
      return done(undefined);
    },
    putJob: (job) => done(void tables.jobs.set(job.id, job)),
    jobs: () => each([...tables.jobs.values()]),
  };
}

/** In the order of the keys' bytes, as every store has it. */
function inOrder(tables: MemoryTables, wanted: (key: EnrolmentKey) => boolean): SnapshotRow[] {
  return [...tables.snapshots.values()]
    .filter(({ key }) => wanted(key))
    .map((row) => ({ row, place: Buffer.from(enrolmentText(row.key)) }))
    .sort((a, b) => Buffer.compare(a.place, b.place))
    .map(({ row }) => row);
}

async function* each<T>(values: readonly T[]): AsyncGenerator<T> {
  for (const value of values) yield await Promise.resolve(value);
}
