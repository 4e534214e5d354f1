/** What parsers of records look up, answered from the catalogue. */
import { NEVER, type Instant } from '../../domain/ids.js';
import type { Catalogue } from '../../engine.js';
import type { TopicContext } from './topic-event.js';

/** A context for each record; `receivedAt` as there. */
export function topicContext(
  catalogue: Pick<Catalogue, 'course' | 'tree' | 'batch'>,
  { zone, suppressesSignatoryFaults }: Pick<TopicContext, 'zone' | 'suppressesSignatoryFaults'>,
): (receivedAt: Instant | null) => TopicContext {
  const lookups = {
    courseVersion: (course) => catalogue.course(course)?.version ?? 0,
    tree: (course) => catalogue.tree(course),
    batchStart: (batch) => {
      const known = catalogue.batch(batch);
      return known === null ? NEVER : zone.startOf(known.startDate);
    },
  } satisfies Partial<TopicContext>;
  return (receivedAt) => ({ ...lookups, receivedAt, zone, suppressesSignatoryFaults });
}
