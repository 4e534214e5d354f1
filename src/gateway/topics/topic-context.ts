/** What parsers of records look up, answered from the catalogue. */
import { NEVER, type Instant } from '../../domain/ids.js';
import type { Catalogue } from '../../engine.js';
import type { TopicContext } from './topic-event.js';

/** A context for each record; `receivedAt` as there. */
export function topicContext(
  catalogue: Pick<Catalogue, 'course' | 'tree' | 'batch'>,
  { zone, suppressesSignatoryFaults }: Pick<TopicContext, 'zone' | 'suppressesSignatoryFaults'>,
): (receivedAt: Instant | null) => TopicContext {
  const courseVersion: TopicContext['courseVersion'] = (course) =>
    catalogue.course(course)?.version ?? 0;
  const tree: TopicContext['tree'] = (course) => catalogue.tree(course);
  const batchStart: TopicContext['batchStart'] = (batch) => {
    const known = catalogue.batch(batch);
    return known === null ? NEVER : zone.startOf(known.startDate);
  };
  // Named one by one: one is made for every record, and to spread them costs ten times as much.
  return (receivedAt) => ({
    courseVersion,
    tree,
    batchStart,
    receivedAt,
    zone,
    suppressesSignatoryFaults,
  });
}
