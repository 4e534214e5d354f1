/** What the tests of outgoing records share: the time, upstream's records, their placeholders. */
import type { Send } from '../../../src/domain/effects.js';
import { jobCase } from '../topics/given.js';

export const AT = Date.UTC(2024, 4, 20, 10);

/** The value of a record, its times and ids as placeholders, as cases write them. */
export const shown = ({ value }: Send): unknown =>
  JSON.parse(
    value
      .replaceAll(/[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}/g, '<uuid>')
      .replaceAll(`:${String(AT)}`, ':"<ms>"')
      .replaceAll(`.${String(AT)}.`, '.<ms>.'),
  );

/** The records that a case expects on a topic. */
export const expectedOn = (id: string, topic: string): readonly unknown[] =>
  jobCase(id).expected.events[topic]!;
