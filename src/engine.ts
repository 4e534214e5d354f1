/**
 * The engine as its three callers know it: the HTTP gateway, the stream ingress (file, later
 * Kafka) and the property-based harness in `props/`. Also the package's library export.
 */
import type { Batch } from './domain/batch.js';
import type { CertificateFacts, UserEntry } from './domain/certificate.js';
import type { Command, Outcome } from './domain/command.js';
import type { Effect } from './domain/effects.js';
import type { CourseStructure, CourseTree } from './domain/course.js';
import type { EnrolmentState } from './domain/enrolment.js';
import type { Revocation } from './domain/generation.js';
import type { BatchId, CertificateId, CourseId, EnrolmentKey, LearnerId } from './domain/ids.js';
import type { Result } from './domain/result.js';
import type { UserFields } from './domain/user-fields.js';
import type { CourseInfo, DeadLetter, SourceOffset, StoreError } from './persistence/ports.js';
import type { Dataset } from './reports/dataset.js';
import type { Protection } from './reports/protection.js';
import type { AssessmentLag, ReportOptions } from './reports/report-options.js';

/** Why the engine did not take or answer something; the caller may repeat it. */
export type Refusal =
  /** A limit is reached (R5): an inbox, or all inboxes together. */
  | { readonly kind: 'busy'; readonly retryAfterMs: number; readonly limit: string }
  /** What is asked for is longer than can be kept in one piece, and stays so: not repeated. */
  | { readonly kind: 'too-large'; readonly limit: string; readonly bytesMax: number }
  /** The engine is stopping. */
  | { readonly kind: 'stopping' }
  | StoreError;

export type Answer<T> = Promise<Result<T, Refusal>>;

/** What became of the records of one source. `in` = the sum of all others. */
export interface Tally {
  events: number;
  applied: number;
  duplicates: number;
  ignored: number;
  rejected: number;
  dead: number;
}

/** A source that is itself a log: nobody waits, so its commands linger until the flush. */
export interface Source {
  readonly tally: Tally;
  /** Takes a command, or answers `false` at a limit: then wait for `room` and offer it again. */
  offer(command: Command): boolean;
  /** Resolves when inboxes have room again. */
  room(): Promise<void>;
  /** Keeps an input that cannot be a command. */
  bury(letter: DeadLetter): void;
  /** Counts an input that asks for nothing. */
  ignore(): void;
  /** Resolves when everything offered is in durable snapshots. */
  flushed(): Answer<void>;
}

/** A course as it is published; the catalogue adds the version numbers. */
export type PublishedCourse = Omit<CourseInfo, 'version' | 'evaluatedVersion'>;

/** Courses, batches and users; administrative records, written through at once. */
export interface Catalogue {
  course(course: CourseId): CourseInfo | null;
  allCourses(): readonly CourseInfo[];
  /** The structure under a version; the newest when `version` is 0 or left out. */
  tree(course: CourseId, version?: number): CourseTree | null;
  /** Publishes a course; an equal structure keeps its version number. */
  publish(info: PublishedCourse, structure: CourseStructure): Answer<CourseInfo>;
  batch(batch: BatchId): Batch | null;
  batchesOf(course: CourseId): readonly Batch[];
  allBatches(): readonly Batch[];
  putBatch(batch: Batch): Answer<void>;
  user(learner: LearnerId): Answer<UserEntry | null>;
  /** Sets the given fields of each user, or removes those given as `null`; others are kept. */
  putUsers(users: readonly (readonly [LearnerId, UserFields])[]): Answer<void>;
}

export interface CertificateView {
  readonly facts: CertificateFacts;
  /** `revoked` before `superseded`, as nothing makes it good again. */
  readonly status: 'valid' | 'revoked' | 'superseded' | 'being-rendered';
  /** Its document could not be made and waits for whoever runs this installation. */
  readonly delayed: boolean;
  /** `null` = it was not revoked. */
  readonly revocation: Revocation | null;
  /** The certificate that replaces this one; '' = none. */
  readonly replacedBy: string;
}

/** A file that a report run wrote. */
export interface ReportFile {
  /** Absolute path. */
  readonly path: string;
  readonly batch: BatchId;
  /** Bytes of the CSV, before it is protected. */
  readonly bytes: number;
  readonly rows: number;
  /** Learners whom the user cache does not know; their cells are empty. */
  readonly withoutProfile: number;
  /** Learners without a row, since their organisation is unknown and another one asks. */
  readonly leftOut: number;
  /** Learners without a row, since they gave no consent that holds; user info only. */
  readonly withoutConsent: number;
}

export interface ReportOrder {
  readonly dataset: Dataset;
  readonly course: CourseId;
  readonly batch: BatchId;
  /** Folder below the report folder, e.g. `progress-exhaust/<requestId>`. */
  readonly folder: string;
  /** Channel that asks; '' = the owner of the installation, sees every learner. */
  readonly requesterOrg: string;
  readonly protection: Protection;
  readonly options: ReportOptions;
  /** Printed beside answers to questions; `null` = nobody knows. */
  readonly assessment: AssessmentLag | null;
}

/** Why a report was not written. */
export type ReportFault =
  | Refusal
  /** The report cannot be had of this batch, ever; the message is for whoever asked. */
  | { readonly kind: 'not-applicable'; readonly message: string };

export type ReportAnswer = Promise<Result<ReportFile, ReportFault>>;

/** Told the number of rows written so far, every now and then. */
export type OnRows = (rows: number) => void;

export interface EngineStatus {
  readonly ready: boolean;
  readonly residents: number;
  readonly residentBytes: number;
  readonly inboxCommands: number;
  readonly dirtyLearners: number;
  /** Milliseconds since the oldest command that is not in a durable snapshot; 0 = none. */
  readonly oldestUnflushedMs: number;
  readonly pendingEffects: number;
  /** Snapshots made durable by this process. */
  readonly snapshotsWritten: number;
  readonly completions: number;
  readonly certificates: number;
  /** The last thing that failed and is being repeated; '' = nothing. */
  readonly trouble: string;
}

export interface Engine {
  readonly catalogue: Catalogue;
  /** Resolves when the commands are durable in the log (R1); they are folded soon after. */
  submit(commands: readonly Command[]): Answer<void>;
  /** As `submit` for one command, but resolves with what the fold made of it. */
  decide(command: Command): Answer<Outcome>;
  /**
   * Remembers effects that somebody asks for: judging certificates again, issuing again, sending a
   * record. Resolves when they are durable; they are repeated until they succeed.
   */
  ask(effects: readonly Effect[]): Answer<void>;
  source(name: string): Source;
  /**
   * Makes the places of sources durable, once everything below them is (`Source.flushed`). A
   * cluster keeps none: the topics' own groups do.
   */
  keep(offsets: readonly SourceOffset[]): Answer<void>;
  /** All enrolments of a learner, after everything accepted for the learner is folded. */
  learner(learner: LearnerId): Answer<readonly EnrolmentState[]>;
  /** One enrolment, after everything accepted for the learner is folded. */
  enrolment(key: EnrolmentKey): Answer<EnrolmentState>;
  /** Learners of a batch, from durable snapshots. */
  participants(course: CourseId, batch: BatchId): AsyncIterable<EnrolmentState>;
  certificate(certificate: CertificateId): Answer<CertificateView | null>;
  certificateDocument(certificate: CertificateId): Answer<Uint8Array | null>;
  report(order: ReportOrder, onRows?: OnRows): ReportAnswer;
  status(): EngineStatus;
  /** Resolves when inboxes are folded and flushed and every effect is confirmed or parked. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}
