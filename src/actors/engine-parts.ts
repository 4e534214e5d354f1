/** What an engine is made of: ports, limits, and what the composition root injects. */
import type { Origin, Store } from '../persistence/ports.js';
import type { ActorSystem } from './actor-system.js';
import type { CertificateRenderer } from './certificate-pool.js';
import type { CertificateNames } from './certifier.js';
import type { Clock } from './clock.js';
import type { FlushLimits } from './flusher.js';
import type { Follow } from './follow.js';
import type { LearnerLimits } from './learners.js';
import type { OutboxLimits } from './outbox.js';
import type { WriteReport } from './report.js';

export interface EngineLimits extends LearnerLimits, FlushLimits, OutboxLimits {
  readonly certificateWorkers: number;
  readonly commitCommandsMax: number;
  readonly busyRetryMs: number;
}

export interface EngineParts {
  readonly store: Store;
  readonly actors: ActorSystem;
  readonly clock: Clock;
  readonly limits: EngineLimits;
  readonly names: CertificateNames;
  readonly publicUrl: string;
  readonly timeZone: string;
  readonly writeReport: WriteReport;
  /** Where enrolments were kept before; `null` = nowhere. */
  readonly origin: Origin | null;
  /** What is done here and who listens. */
  readonly follow: Follow;
  newRenderer(): CertificateRenderer;
  /** One line for the operator's log. */
  note(message: string, detail: Readonly<Record<string, unknown>>): void;
}
