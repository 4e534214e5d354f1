/**
 * What a record of one of Sunbird's topics asks for. The parsers of this folder make these from
 * text and never throw; `ingress.ts` carries them out.
 *
 * - V1 Every text has exactly one `TopicEvent`; a text that is no event is `dead` with a reason
 *   that names the parameter or the id at fault.
 *
 * Source: `reference/jobs.md` 1.4, 1.9, 2.1, 3.1, 4.2, 5.1, 6.
 */
import type { Attempt, Command, Reevaluate } from '../../domain/command.js';
import type { CourseTree } from '../../domain/course.js';
import type { Effect } from '../../domain/effects.js';
import type { BatchId, CourseId, Instant } from '../../domain/ids.js';
import type { UserAudit } from '../../domain/user-cache.js';
import type { Zone } from '../zone.js';
import type { GenerateRequest } from './generate-request.js';

export type TopicEvent =
  | { readonly kind: 'commands'; readonly commands: readonly Command[] }
  /** An attempt, which may be held against the number of questions that its content has. */
  | { readonly kind: 'attempt'; readonly command: Attempt }
  /** Scores are to be looked at again, and the certificates that follow from them. */
  | { readonly kind: 'rescore'; readonly command: Reevaluate }
  | { readonly kind: 'ask'; readonly effects: readonly Effect[] }
  | { readonly kind: 'generate'; readonly request: GenerateRequest }
  | { readonly kind: 'user'; readonly audit: UserAudit }
  | { readonly kind: 'course'; readonly course: CourseId }
  /** A valid record that asks for nothing. */
  | { readonly kind: 'ignored' }
  | Dead;

/** A record that cannot be applied. */
export interface Dead {
  readonly kind: 'dead';
  readonly reason: string;
  /** Whether the failed record says why; upstream passes on what it only refuses as it came. */
  readonly explained: boolean;
}

/** What parsers may look up. */
export interface TopicContext {
  /** Newest version of a course; 0 = unknown. */
  courseVersion(course: CourseId): number;
  /** Newest structure of a course; `null` = unknown. */
  tree(course: CourseId): CourseTree | null;
  /** First moment of a batch; `NEVER` = unknown. */
  batchStart(batch: BatchId): Instant;
  /** When the record reached the log; `null` = a file, where it is the event's own time. */
  readonly receivedAt: Instant | null;
  readonly zone: Zone;
  /** Upstream's `enable.suppress.exception`: signatories of a generate request go unchecked. */
  readonly suppressesSignatoryFaults: boolean;
}

export const IGNORED: TopicEvent = { kind: 'ignored' };

export const dead = (reason: string): Dead => ({ kind: 'dead', reason, explained: true });

/** Refused by a rule that upstream answers by passing the record on unchanged. */
export const refused = (reason: string): Dead => ({ kind: 'dead', reason, explained: false });
