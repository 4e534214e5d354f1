/**
 * The kinds of row that can be imported: how a line is read, and how rows become durable.
 */
import type { Batch } from '../domain/batch.js';
import type { Enrol } from '../domain/command.js';
import type { BatchId } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import type { Engine, Source } from '../engine.js';
import { parseBatchCreate, type BatchCreateContext } from '../gateway/batch-request.js';
import { faultMessage } from '../gateway/fault.js';
import { csvCells } from '../gateway/import-csv.js';
import { isEnrolmentHeader, parseEnrolmentRow } from '../gateway/import-enrolment.js';
import { isUserId, parseUserCells, parseUserObject, type UserRow } from '../gateway/import-user.js';
import { isFields, own } from '../gateway/wire.js';
import type { RowKind } from './import-rows.js';

/** Users as CSV under a header that has `userid`, or as JSON, one object a line. */
export function userRows(catalogue: Pick<Engine['catalogue'], 'putUsers'>): RowKind<UserRow> {
  let header: readonly string[] | null = null;
  return {
    write: (rows) => catalogue.putUsers(rows),
    parse: ({ text }) => {
      if (header === null && text.trimStart().startsWith('{'))
        return parseJson(text, parseUserObject);
      const cells = csvCells(text);
      if (!cells.ok) return cells;
      if (header !== null) return parseUserCells(header, cells.value);
      if (!cells.value.some(isUserId)) return err('no header with userid before it');
      header = cells.value;
      return ok(null);
    },
  };
}

/** Reads one line of JSON and hands the value on. */
export function parseJson<T>(
  text: string,
  parse: (value: unknown) => Result<T, string>,
): Result<T, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return err(`not JSON: ${error instanceof Error ? error.message : ''}`);
  }
  return parse(value);
}

export interface BatchRowParts {
  readonly catalogue: Pick<Engine['catalogue'], 'batch' | 'course' | 'putBatch'>;
  readonly newBatchId: () => BatchId;
  readonly now: number;
}

/**
 * Batches as create requests, one JSON object a line, bare or under `request`; a given `batchId` is
 * kept. Importing a batch again keeps its certificate templates.
 */
export function batchRows({ catalogue, newBatchId, now }: BatchRowParts): RowKind<Batch> {
  const context: BatchCreateContext = {
    today: '',
    now,
    import: true,
    createdBy: '',
    isPublished: (course) => catalogue.course(course) !== null,
    newBatchId,
  };
  return {
    parse: ({ text }) =>
      parseJson(text, (value) => {
        const batch = parseBatchCreate(asRequest(value), context);
        return batch.ok ? ok(kept(batch.value, catalogue)) : err(faultMessage(batch.error));
      }),
    write: async (batches) => {
      for (const batch of batches) {
        const put = await catalogue.putBatch(batch);
        if (!put.ok) return put;
      }
      return ok(undefined);
    },
  };
}

const asRequest = (value: unknown): unknown =>
  isFields(value) && own(value, 'request') === undefined ? { request: value } : value;

function kept(batch: Batch, catalogue: Pick<Engine['catalogue'], 'batch'>): Batch {
  const stored = catalogue.batch(batch.batch);
  if (stored === null) return batch;
  return { ...batch, createdAt: stored.createdAt, templates: stored.templates };
}

export interface EnrolmentRowParts {
  readonly catalogue: Pick<Engine['catalogue'], 'batch' | 'tree'>;
  readonly source: Pick<Source, 'offer' | 'room'>;
  readonly startOf: (day: string) => number;
  readonly now: number;
}

/** Enrolments as CSV `userid,courseid,batchid`, with or without a header. */
export function enrolmentRows(parts: EnrolmentRowParts): RowKind<Enrol> {
  const { catalogue, source } = parts;
  const context = {
    batch: catalogue.batch.bind(catalogue),
    courseVersion: (course: Enrol['key']['course']) => catalogue.tree(course)?.version ?? 0,
    startOf: parts.startOf,
    now: parts.now,
  };
  return {
    parse: ({ text, number }) => {
      const cells = csvCells(text);
      if (!cells.ok) return cells;
      if (number === 1 && isEnrolmentHeader(cells.value)) return ok(null);
      return parseEnrolmentRow(cells.value, context);
    },
    write: async (commands) => {
      for (const command of commands) while (!source.offer(command)) await source.room();
      return ok(undefined);
    },
  };
}
