/** What an engine is made of: ports, limits, and what the composition root injects. */
import type { Store } from '../persistence/ports.js';
import type { ActorSystem } from './actor-system.js';
import type { CertificateRenderer } from './certificate-pool.js';
import type { CertificateNames } from './certifier.js';
import type { Clock } from './clock.js';
import type { FlushLimits } from './flusher.js';
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
  newRenderer(): CertificateRenderer;
  /** One line for the operator's log. */
  note(message: string, detail: Readonly<Record<string, unknown>>): void;
}
