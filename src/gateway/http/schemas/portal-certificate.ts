/** Certificates as Sunbird's registry and the service of before it have them. */
import { Type } from 'typebox';
import { failure, inJson, type Answers } from './answer.js';
import { anything, EXAMPLE, text } from './shape.js';

export const REGISTRY_SEARCH = Type.Object(
  { filters: anything },
  { examples: [{ filters: { recipient: { id: { eq: EXAMPLE.learner } } } }] },
);

export const OLDER_SEARCH = Type.Object(
  { request: anything },
  {
    examples: [
      { request: { query: { bool: { must: [{ match_phrase: { 'recipient.id': 'user' } }] } } } },
    ],
  },
);

const RECORD = Type.Object(
  { osid: text, certificateLabel: text, status: text },
  { additionalProperties: true },
);

const FORBIDDEN = { 403: failure('Not for this caller') };

export const REGISTRY_SEARCH_ANSWERS: Answers = {
  200: inJson(Type.Array(RECORD), 'The records, without an envelope'),
  ...FORBIDDEN,
};

export const REGISTRY_DOWNLOAD_ANSWERS: Answers = {
  200: {
    description: 'The record, or the document where `Accept` names SVG or PDF',
    content: {
      'application/json': { schema: RECORD },
      'application/pdf': { schema: { type: 'string', format: 'binary' } },
      'image/svg+xml': { schema: { type: 'string' } },
    },
  },
  410: failure('The document was erased with its learner'),
};

export const KEY_ANSWERS: Answers = {
  200: inJson(Type.Object({ osid: text, alg: text, value: text }), 'The key, as PEM'),
};
