/**
 * Records for upstream's failed topics: an input that could not be handled, as it came and, where
 * upstream says so, with the reason; and the work of a learner whose course has no structure.
 *
 * Source: `reference/jobs.md` 1.6, 2.5, 4.2.
 */
import type { Command } from '../../domain/command.js';
import type { Send } from '../../domain/effects.js';
import { readEvent } from '../topics/read-event.js';
import { isFields, own } from '../wire.js';
import { outgoing, type OutputTopic } from './record.js';
import { stableId } from './stable-id.js';

/** Where a record stands in its source: a topic and `partition:offset`, or a file and its line. */
export interface Position {
  readonly source: string;
  readonly position: string;
}

export interface Failure {
  readonly topic: OutputTopic;
  /** The job in whose name upstream fails. */
  readonly job: string;
  /** `null` = the record goes on unchanged. */
  readonly reason: string | null;
}

/** The input with its reason; of a text that is no event only the reason. */
export function failedRecord(failure: Failure, text: string, at: Position): Send {
  const read = readEvent(text);
  const event = read.ok ? read.value : {};
  const id = stableId('failed', failure.topic, at.source, at.position);
  if (failure.reason === null) return outgoing(failure.topic, id, event);
  const [metadata, flags] = [own(event, 'metadata'), own(event, 'flags')];
  return outgoing(failure.topic, id, {
    ...event,
    metadata: {
      ...(isFields(metadata) ? metadata : {}),
      validation_error: failure.reason,
      src: failure.job,
    },
    flags: flags ?? {},
  });
}

/** Work on a course that was retired or does not exist. */
export function courselessRecord(topic: OutputTopic, command: Command, at: Position): Send {
  const { learner, course, batch } = command.key;
  const observed = command.kind === 'observe' ? command.contents : [];
  const contents = observed.map(({ content, status }) => ({ contentId: content, status }));
  const id = stableId('failed', topic, at.source, at.position);
  return outgoing(topic, id, { userId: learner, batchId: batch, courseId: course, contents });
}
