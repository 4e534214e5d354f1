/**
 * What the engine needs of a store. Every adapter of a port passes the port's one contract suite
 * (`test/contract/`). Values cross a port as bytes or plain records; codecs live above it.
 *
 * - P1 A promise that resolves `ok` means durable: it survives a power cut (R1).
 * - P2 `unavailable` = nothing was applied; `timeout` = may have been applied; the caller repeats
 *   both, since every write here is idempotent.
 * - P3 One `commit` is atomic: all of it or nothing.
 */
import type { Batch } from '../domain/batch.js';
import type { CertificateFacts, UserEntry } from '../domain/certificate.js';
import type { CertificateDesign } from '../domain/certificate-design.js';
import type { QuestionRecord } from '../domain/command.js';
import type { Consent } from '../domain/consent.js';
import type { CourseTree } from '../domain/course.js';
import type { Effect } from '../domain/effects.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import type {
  BatchId,
  CertificateId,
  ContentId,
  CourseId,
  EnrolmentKey,
  Instant,
  LearnerId,
} from '../domain/ids.js';
import type { CertificateJob } from '../domain/certificate-job.js';
import type { Result } from '../domain/result.js';
import type { Signatory } from '../domain/template.js';
import type { UserFields } from '../domain/user-fields.js';
import type { ReportRequestStore } from './report-request.js';
import type { ScanGlances, TableOfVersion } from './report-ports.js';
import type { RowChanges } from './sunbird/rows.js';

export type StoreError =
  /** Nothing was applied; try again later. */
  | { readonly kind: 'unavailable'; readonly detail: string }
  /** It may have been applied; repeat the same write. */
  | { readonly kind: 'timeout'; readonly detail: string }
  /** What was read is not what was written; never answered from. `key` names the row. */
  | { readonly kind: 'damaged'; readonly key: string; readonly detail: string };

export type Stored<T> = Promise<Result<T, StoreError>>;

/** The log of accepted commands: one blob a group commit, numbered 1, 2, ... without gaps. */
export interface CommandLog {
  /** Makes one blob durable and returns its number. */
  append(blob: Uint8Array): Stored<number>;
  /** Blobs from `from` on, in order. */
  read(from: number): AsyncIterable<{ readonly seq: number; readonly blob: Uint8Array }>;
}

export interface SnapshotRow {
  readonly key: EnrolmentKey;
  /** The envelope of `snapshot.ts`. */
  readonly bytes: Uint8Array;
}

/** A snapshot as it was read. */
export interface LoadedSnapshot {
  readonly bytes: Uint8Array;
  /**
   * An earlier owner of the learner wrote it: what else that owner wrote may not be what follows
   * from it (design 5.5), so it is to be written once more.
   */
  readonly inherited: boolean;
}

/** A snapshot to be written. */
export interface SnapshotWrite extends SnapshotRow {
  /** The store has no row of this enrolment yet: it gets its roster row too. */
  readonly isNew: boolean;
}

export interface AttemptRow {
  readonly key: EnrolmentKey;
  readonly content: ContentId;
  readonly attempt: string;
  readonly payloadHash: string;
  readonly attemptedAt: Instant;
  readonly questions: readonly QuestionRecord[];
}

/** Up to where a partition of a source is in durable snapshots. */
export interface SourceOffset {
  readonly topic: string;
  readonly partition: number;
  /** The offset to go on from. */
  readonly next: bigint;
}

/** Everything that one slice of a flush makes durable at once. */
export interface Commit {
  readonly snapshots: readonly SnapshotWrite[];
  readonly attempts: readonly AttemptRow[];
  readonly facts: readonly CertificateFacts[];
  readonly effects: readonly Effect[];
  /**
   * Rows of Sunbird's tables that changed, in the order of the folds behind them: a later cell
   * replaces an earlier one. Stores that keep no such tables pass over them.
   */
  readonly rows: readonly RowChanges[];
  /** Sources of which everything below is durable; kept in the same piece (design 1). */
  readonly offsets: readonly SourceOffset[];
  /** Log entries below this number are released; 0 = none. */
  readonly releaseBelow: number;
}

/** A commit of nothing, to be filled. */
export const EMPTY_COMMIT: Commit = {
  snapshots: [],
  attempts: [],
  facts: [],
  effects: [],
  rows: [],
  offsets: [],
  releaseBelow: 0,
};

/** Snapshots, and what is committed in one piece with them. */
export interface SnapshotStore {
  load(key: EnrolmentKey): Stored<LoadedSnapshot | null>;
  /** All enrolments of one learner, in the order of the keys' UTF-8 bytes. */
  loadLearner(learner: LearnerId): Stored<readonly SnapshotRow[]>;
  commit(commit: Commit): Stored<void>;
  /** Holds one moment of a batch. Close it soon: a store may grow while it is held. */
  openBatch(course: CourseId, batch: BatchId): BatchView;
  /** Every snapshot of a course, as of one moment; for re-evaluation. */
  scanCourse(course: CourseId): AsyncIterable<SnapshotRow>;
  attempts(key: EnrolmentKey): Stored<readonly AttemptRow[]>;
}

/** The learners of a batch and their snapshots as of one moment; never reads live actors. */
export interface BatchView {
  /** The snapshots in order of the learner ids' UTF-8 bytes; each call starts anew. */
  rows(): AsyncIterable<SnapshotRow>;
  /** A way of the store's own to glance at them; `null` = `stored-glances.ts` is as good. */
  readonly glances: ((tableOf: TableOfVersion) => ScanGlances) | null;
  /** The attempts of some learners of the batch, each learner's apart, in the order asked. */
  attempts(learners: readonly LearnerId[]): Stored<readonly (readonly AttemptRow[])[]>;
  close(): void;
}

/**
 * What another system kept of enrolments before: asked for those that the snapshots do not know.
 * Its answers are joined with nothing; they are the state that everything later is folded onto.
 */
export interface Origin {
  enrolment(key: EnrolmentKey): Stored<EnrolmentState | null>;
  /** All enrolments of a learner. */
  learner(learner: LearnerId): Stored<readonly EnrolmentState[]>;
}

/**
 * Consents that another system keeps: whether `consumer` may see data of some learners for
 * `object`, in the order asked; `null` = nothing was decided there.
 */
export type ConsentsBefore = (
  learners: readonly LearnerId[],
  consumer: string,
  object: string,
) => Stored<readonly (Consent | null)[]>;

/** Where sources that keep no place of their own stand. Put by `SnapshotStore.commit`. */
export interface OffsetStore {
  /** All partitions of a topic that were ever committed. */
  of(topic: string): Stored<readonly SourceOffset[]>;
}

/** Effects that are not confirmed yet. Put by `SnapshotStore.commit`. */
export interface EffectStore {
  pending(): AsyncIterable<Effect>;
  confirm(effects: readonly Effect[]): Stored<void>;
}

/** A course as published: what readers show of it, and where its structure stands. */
export interface CourseInfo {
  readonly course: CourseId;
  readonly name: string;
  readonly description: string;
  readonly appIcon: string;
  readonly status: string;
  readonly channel: string;
  readonly userConsent: string;
  readonly leafNodesCount: number;
  readonly publishedAt: Instant;
  /** Number of the newest structure. */
  readonly version: number;
  /** The version under which every learner of the course was derived again; below = going on. */
  readonly evaluatedVersion: number;
}

/** Courses with every structure they ever had, batches and users. */
export interface CatalogueStore {
  putCourse(info: CourseInfo, tree: CourseTree): Stored<void>;
  courses(): AsyncIterable<CourseInfo>;
  trees(): AsyncIterable<CourseTree>;
  putBatch(batch: Batch): Stored<void>;
  batches(): AsyncIterable<Batch>;
  /** Keeps a template's content for ever under its hash, as issued certificates refer to it. */
  putTemplate(hash: string, content: TemplateContent): Stored<void>;
  template(hash: string): Stored<TemplateContent | null>;
}

/** The part of a template that a document is drawn from. */
export interface TemplateContent {
  readonly url: string;
  readonly signatories: readonly Signatory[];
  /** Compiled when the template was added; absent = the built-in one. */
  readonly design?: CertificateDesign;
}

/** The user cache: Sunbird's hash fields by user (`reference/jobs.md` 5.2). */
export interface UserStore {
  /** Changes fields, all in one piece; `null` removes one. A user without any is unknown. */
  putUsers(users: readonly (readonly [LearnerId, UserFields])[]): Stored<void>;
  user(learner: LearnerId): Stored<UserEntry | null>;
  /** Entries in the order asked; `null` where unknown. Given `fields`, others may be left out. */
  users(learners: readonly LearnerId[], fields?: readonly string[]): Stored<UserEntries>;
}

type UserEntries = readonly (UserEntry | null)[];

/**
 * Facts and documents of certificates, by certificate id, and the jobs on many of them. Facts are
 * put by `commit`.
 */
export interface CertificateStore {
  facts(certificate: CertificateId): Stored<CertificateFacts | null>;
  /** Keeps the first document given for an id; a later one for the same id changes nothing. */
  putDocument(certificate: CertificateId, pdf: Uint8Array): Stored<void>;
  document(certificate: CertificateId): Stored<Uint8Array | null>;
  /** Puts facts in the place of those of the same id, for good, and removes the document. */
  erase(facts: CertificateFacts): Stored<void>;
  /** Keeps the last form of a job. */
  putJob(job: CertificateJob): Stored<void>;
  /** Every job ever put. */
  jobs(): AsyncIterable<CertificateJob>;
}

/**
 * How an input came, so that it can be taken again in the same way: a record of an input topic (its
 * name without prefix) from the topic itself or from a file, an entry of a request, a command that
 * was accepted, a certificate that was decided and could not be drawn, a row of an import (which
 * means nothing without its file).
 */
export type LetterWay =
  | `topic ${string}`
  | `file ${string}`
  | 'state-update'
  | 'scoring'
  | 'command'
  | 'render'
  | 'row'
  /** Kept by a version that did not say. */
  | 'unknown';

/** An input that could not be applied, kept with its position and reason (R4). */
export interface DeadLetter {
  /**
   * Topic or file name; `http` for requests, `engine` for accepted commands, `certificates` for
   * those that could not be drawn.
   */
  readonly source: string;
  /** `partition:offset` or line number; else an id. */
  readonly position: string;
  readonly way: LetterWay;
  readonly reason: string;
  readonly at: Instant;
  /** The input, cut to a limit. */
  readonly text: string;
  /** Length of the whole input in bytes and its SHA-256, when it was cut. */
  readonly bytes: number;
  readonly sha256: string;
}

export interface DeadLetterStore {
  put(letters: readonly DeadLetter[]): Stored<void>;
  list(): AsyncIterable<DeadLetter>;
  get(source: string, position: string): Stored<DeadLetter | null>;
  /** Removes a letter that was taken after all, unless another was put in its place since. */
  remove(letter: DeadLetter): Stored<void>;
}

/** All ports of one installation, opened and closed together. */
export interface Store {
  readonly log: CommandLog;
  readonly snapshots: SnapshotStore;
  readonly offsets: OffsetStore;
  readonly effects: EffectStore;
  readonly catalogue: CatalogueStore;
  readonly users: UserStore;
  readonly certificates: CertificateStore;
  readonly deadLetters: DeadLetterStore;
  readonly reportRequests: ReportRequestStore;
  close(): Promise<void>;
}
