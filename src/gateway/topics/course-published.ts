/**
 * Reads `content.postpublish.request`: which course was published. Where its structure is read
 * from is not decided here.
 *
 * Source: `reference/jobs.md` 6.
 */
import { COLLECTION_MIME_TYPE } from '../../domain/hierarchy.js';
import { parseCourseId } from '../../domain/ids.js';
import { isBlank, isFields, own } from '../wire.js';
import { dead, IGNORED, type TopicEvent } from './topic-event.js';
import { readEvent } from './read-event.js';

const ACTIONS: readonly unknown[] = ['post-publish-process', 'relation-cache-update'];

/** Anything but the publishing of a collection is ignored, as upstream. */
export function parseCoursePublished(text: string): TopicEvent {
  const event = readEvent(text);
  if (!event.ok) return dead(event.error);
  const edata = own(event.value, 'edata');
  if (!isFields(edata) || !ACTIONS.includes(own(edata, 'action'))) return IGNORED;
  if (own(edata, 'mimeType') !== COLLECTION_MIME_TYPE) return IGNORED;
  const identifier = own(edata, 'identifier');
  if (isBlank(identifier)) return IGNORED;
  const course = parseCourseId(identifier);
  if (!course.ok) return dead(`edata.identifier is ${course.error}`);
  return { kind: 'course', course: course.value };
}
