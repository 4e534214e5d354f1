/** Shapes of report requests. They document; they do not validate. */
import { Type } from 'typebox';
import { DATASETS } from '../../../reports/dataset.js';
import { OPTION_NAMES } from '../../../reports/request-options.js';
import { anything, day, EXAMPLE, requestBody, text } from './shape.js';

const optional = Type.Optional;
const dataset = Type.String({ enum: [...DATASETS] });

const CONFIG = Type.Object(
  {
    batchId: optional(Type.String({ examples: [EXAMPLE.batch] })),
    batchFilter: optional(Type.Array(text, { description: 'ids of batches' })),
    searchFilter: optional(
      Type.Object(
        { request: optional(anything) },
        { description: 'a content search; the batches of the courses that it finds' },
      ),
    ),
    columns: optional(
      Type.Array(Type.String({ enum: [...OPTION_NAMES] }), {
        description: "columns beyond Sunbird's",
      }),
    ),
  },
  { description: 'one of `batchId`, `batchFilter` and `searchFilter`, in this order' },
);

export const REPORT_REQUEST = requestBody({
  tag: text,
  dataset,
  datasetConfig: CONFIG,
  requestedBy: optional(text),
  encryptionKey: optional(Type.String({ description: 'what opens the files' })),
});

export const REPORT_SEARCH = requestBody({
  filters: Type.Object(
    {
      dataset: optional(dataset),
      requestedDate: optional(day),
      status: optional(Type.String({ enum: ['SUBMITTED', 'PROCESSING', 'SUCCESS', 'FAILED'] })),
      channel: optional(text),
    },
    { description: 'at least one' },
  ),
  limit: optional(Type.Integer({ minimum: 0, description: '10 unless given' })),
});

export const REPORT_RUN = requestBody({ dataset });

export const REPORT_READ_QUERY = Type.Object({ requestId: text });

export const REPORT_LIST_QUERY = Type.Object({
  limit: optional(Type.Integer({ minimum: 0, description: '100 unless given' })),
});
