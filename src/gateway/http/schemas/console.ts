/** What the console's own requests hold. */
import { Type } from 'typebox';
import { LEARNER_FILTERS } from '../../console-answers.js';
import { batchId, requestBody, text, userId } from './shape.js';

const after = Type.Optional(Type.String({ description: '`next` of the page before' }));

export const BATCH_LEARNERS_QUERY = Type.Object({
  filter: Type.Optional(Type.String({ enum: [...LEARNER_FILTERS] })),
  after,
});

export const CERTIFICATE_SEARCH_QUERY = Type.Object({
  id: Type.Optional(text),
  learner: Type.Optional(userId),
  batch: Type.Optional(batchId),
  after,
});

export const REPORTS_QUERY = Type.Object({ batch: Type.Optional(batchId) });

const PLACE = { source: text, position: text };

export const LETTER_QUERY = Type.Object(PLACE);

export const LETTERS_QUERY = Type.Object({
  reason: Type.Optional(Type.String({ description: 'only those that failed for it' })),
});

export const LETTER_REDRIVE = requestBody(
  {
    ...PLACE,
    content: Type.Optional(
      Type.String({ description: 'taken in the place of what was sent; its sender stays' }),
    ),
  },
  { source: 'http', position: 'id-1' },
);

export const CAUSE_REDRIVE = requestBody(
  {
    reason: text,
    skip: Type.Optional(
      Type.Integer({ minimum: 0, description: 'how many of them stayed in the calls before' }),
    ),
  },
  { reason: 'batch-unknown' },
);

export const LETTER_DROP = requestBody(
  { ...PLACE, confirm: Type.String({ description: 'the position once more' }) },
  { source: 'http', position: 'id-1', confirm: 'id-1' },
);
