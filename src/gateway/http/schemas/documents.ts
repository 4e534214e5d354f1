/** Answers that are no envelope of the LMS: certificates, report files, report requests, health. */
import { Type } from 'typebox';
import { failure, inJson, type Answers } from './answer.js';
import { anything, nullable, text } from './shape.js';

const html = { schema: { type: 'string' } };
const bytes = { schema: { type: 'string', format: 'binary' } };
const json = (schema: object): object => ({ 'application/json': { schema } });

/** The page, its JSON, or the document, by what is asked for. */
export const CERTIFICATE_ANSWERS: Answers = {
  200: {
    description:
      'The certificate: a page, JSON where that is asked for, or a file of it: `<id>.pdf`, ' +
      '`<id>.jwt` (the signed credential), `<id>.json` (what it says), `<id>.svg` and `<id>.png` ' +
      '(pictures, which hold the credential as Open Badges 3.0 bakes it)',
    content: {
      'text/html': html,
      ...json(anything),
      'application/pdf': bytes,
      'application/jwt': { schema: { type: 'string' } },
      'image/svg+xml': { schema: { type: 'string' } },
      'image/png': bytes,
    },
  },
  304: { description: 'It is as it was, by the tag that was sent (files only)' },
  404: {
    description: 'No such certificate',
    content: { 'text/html': html, ...json({ $ref: 'Failure#' }) },
  },
  503: failure('The document is being drawn, or the store is not available'),
};

export const PREVIEW_ANSWERS: Answers = {
  200: { description: 'A specimen', content: { 'application/pdf': bytes } },
};

const media = (type: string, schema: object): object => ({ [type]: { schema } });

/** Documents of their own standards. */
export const ISSUER_ANSWERS: Answers = {
  200: {
    description: 'The document',
    content: {
      ...media('application/did+json', anything),
      ...media('application/jwk-set+json', anything),
    },
  },
  404: failure('Certificates are not signed here'),
};

export const STATUS_ANSWERS: Answers = {
  200: { description: 'A signed credential', content: media('application/jwt', text) },
  404: failure('No such certificate, or certificates are not signed here'),
};

export const DOWNLOAD_ANSWERS: Answers = {
  200: { description: 'The file', content: { 'text/csv': bytes, ...json(anything) } },
  403: failure('The link is not valid, or it has expired'),
  404: failure('The file is no longer there'),
};

/** The envelope of report requests (`reference/exhausts.md` 5.2). */
const DATASET = Type.Object({
  id: text,
  ver: text,
  ts: Type.String({ description: 'ISO 8601' }),
  params: Type.Object({
    resmsgid: text,
    msgid: Type.Null(),
    err: nullable(text),
    status: Type.String({ enum: ['successful', 'failed'] }),
    errmsg: nullable(text),
  }),
  responseCode: Type.String({ enum: ['OK', 'CLIENT_ERROR', 'FORBIDDEN', 'ERROR'] }),
  result: anything,
});

/** A body that cannot be read is refused before the route, in the envelope of the LMS. */
const refused = (description: string): object => ({
  description,
  content: json({ anyOf: [DATASET, { $ref: 'Failure#' }] }),
});

export const DATASET_ANSWERS: Answers = {
  200: inJson(DATASET, 'Done, or `params.status` says `failed`'),
  400: refused('The request is refused; `params.errmsg` says why'),
  401: refused('No valid caller'),
  403: refused('Not for this caller'),
  404: failure('Reports are not made here'),
  413: failure('The body is too large'),
  429: refused('A limit is reached'),
  500: refused('Something unforeseen'),
  503: refused('The store is not available'),
};

export const METRICS_ANSWERS: Answers = {
  200: { description: "Prometheus' text format", content: media('text/plain', text) },
};

export const LIVE_ANSWERS: Answers = {
  200: inJson(Type.Object({ status: Type.Literal('live') }), 'The process answers'),
};

const READY = Type.Object({ status: text, trouble: text });

export const READY_ANSWERS: Answers = {
  200: inJson(READY, 'Requests are taken'),
  503: inJson(READY, 'Starting, stopping, or the store is in trouble'),
};
