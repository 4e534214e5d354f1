/** What an engine is made of: ports, limits, and what the composition root injects. */
import type { CourseStructure } from '../domain/course.js';
import type { CourseId } from '../domain/ids.js';
import type { Origin, Store, Stored } from '../persistence/ports.js';
import type { ActorSystem } from './actor-system.js';
import type { CertificateRenderer } from './certificate-pool.js';
import type { CertificateNames } from './certifier.js';
import type { Clock } from './clock.js';
import type { FlushLimits } from './flusher.js';
import type { Follow } from './follow.js';
import type { RowsOf } from './learner-fold.js';
import type { LearnerLimits } from './learners.js';
import type { OutboxLimits } from './outbox.js';
import type { ReportElsewhere, WriteReport } from './report.js';

export interface EngineLimits extends LearnerLimits, FlushLimits, OutboxLimits {
  readonly certificateWorkers: number;
  /** Drawings of one certificate that may fail before it becomes a dead letter. */
  readonly certificateTriesMax: number;
  readonly commitCommandsMax: number;
  readonly busyRetryMs: number;
}

/** Finds courses that learners work on and nobody published. */
export interface WantedCourses {
  /** Called with every fold of such work. */
  want(course: CourseId): void;
  /** Resolves when nothing is being looked for. */
  idle(): Promise<void>;
}

/** Nobody looks: work on an unknown course waits until it is published. */
export const NOBODY_LOOKS: WantedCourses = {
  want: () => undefined,
  idle: () => Promise.resolve(),
};

/** The ports that learners and their effects need; the log is the journal's. */
export type EngineStore = Pick<
  Store,
  'snapshots' | 'effects' | 'catalogue' | 'users' | 'certificates' | 'deadLetters'
>;

export interface EngineParts {
  readonly store: EngineStore;
  readonly actors: ActorSystem;
  readonly clock: Clock;
  readonly limits: EngineLimits;
  readonly names: CertificateNames;
  readonly publicUrl: string;
  readonly timeZone: string;
  readonly writeReport: WriteReport;
  /** Writes reports beside this event loop; `null` = `writeReport` does it here. */
  readonly reportElsewhere: ReportElsewhere | null;
  /** Where enrolments were kept before; `null` = nowhere. */
  readonly origin: Origin | null;
  readonly courses: WantedCourses;
  /** Rows of Sunbird's tables that follow from a fold; `null` = no such tables are kept. */
  readonly rows: RowsOf | null;
  /** Keeps the relations of a published course where others read them; `null` = nobody does. */
  readonly relate: ((course: CourseStructure) => Stored<void>) | null;
  /** What is done here and who listens. */
  readonly follow: Follow;
  newRenderer(): CertificateRenderer;
  /** One line for the operator's log. */
  note(message: string, detail: Readonly<Record<string, unknown>>): void;
}
