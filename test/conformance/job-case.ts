/**
 * A case of a stream job as its file says it: state before, input, state after. Reads strictly:
 * what is not known is refused, not skipped.
 *
 * Source: `test/cases/FORMAT.md`.
 */
import { Misread, fieldsOf, isFields, listOf, onlyKeys, textOf, withoutRemark } from './fields.js';
import type { Fields } from './fields.js';
import { parseRedis, type Hashes, type Redis, type Sets } from './redis.js';
import { addressOf, parseStubs, type Address, type Stub } from './stub.js';
import { parseTables, type Rows } from './tables.js';
import { parseJob, parseTopic, parseUpstreamSettings, type Job } from './upstream.js';

export interface JobCase {
  readonly id: string;
  /** One run, or one for each row of a table of values. */
  readonly trials: readonly Trial[];
}

export interface Trial {
  readonly given: Given;
  readonly expected: Expected;
}

export interface Given {
  readonly job: Job;
  readonly config: Fields;
  readonly tables: Rows;
  readonly redis: Redis;
  readonly stubs: readonly Stub[];
  readonly input: readonly Input[];
}

export interface Input {
  /** Without the environment's prefix. */
  readonly topic: string;
  readonly value: unknown;
}

export interface Expected {
  /** Of the tables named, all rows. */
  readonly tables: Rows;
  readonly relations: Sets | null;
  readonly users: Hashes | null;
  readonly events: Readonly<Record<string, readonly unknown[]>>;
  /** `null` = not compared. */
  readonly calls: readonly ExpectedCall[] | null;
  readonly refusal: Refusal;
}

/** A call as far as a case describes it; keys left out are not compared. */
export interface ExpectedCall {
  readonly method: string;
  readonly address: Address | null;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
  /** What is searched for; the content whose metadata are read. */
  readonly identifier: unknown;
  readonly content: unknown;
}

/** `none`: whatever is refused besides. `nothing`: the input must be taken. */
export type Refusal =
  | { readonly kind: 'none' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly message: string };

const CASE_KEYS = [
  ...['id', 'job', 'title', 'source', 'evidence', 'notes', 'config', 'initial', 'input'],
  ...['expected', 'decision', 'decision_reason', 'ours'],
];
const EXPECTED_KEYS = [
  ...['cassandra', 'redis', 'events', 'http_calls', 'error', 'table'],
  ...['metrics', 'metrics_per_operator', 'upstream_asserted'],
];
const CALL_KEYS = ['method', 'url', 'body', 'headers', 'identifier', 'content'];
const ERROR_KEYS = ['type', 'cause', 'code', 'message'];

/** Reads the content of a case's file. Throws `Misread`. */
export function parseJobCase(value: unknown): JobCase {
  const fields = fieldsOf(value, 'the case');
  onlyKeys(fields, CASE_KEYS, 'the case');
  const given = parseGiven(fields);
  const expected = fieldsOf(fields['expected'], 'expected');
  onlyKeys(expected, EXPECTED_KEYS, 'expected');
  const id = textOf(fields['id'], 'id');
  if (expected['table'] !== undefined) return { id, trials: parseTable(given, expected) };
  return { id, trials: [{ given, expected: parseExpected(expected, given.config) }] };
}

function parseGiven(fields: Fields): Given {
  const initial = fieldsOf(fields['initial'], 'initial');
  onlyKeys(initial, ['cassandra', 'redis', 'http'], 'initial');
  const config = parseUpstreamSettings(fields['config']);
  return {
    job: parseJob(fields['job']),
    config,
    tables: parseTables(initial['cassandra'], 'initial.cassandra'),
    redis: parseRedis(initial['redis'], 'initial.redis'),
    stubs: parseStubs(initial['http'], config),
    input: listOf(fields['input'], 'input').map((entry, i) => {
      const input = fieldsOf(entry, `input.${String(i)}`);
      onlyKeys(input, ['topic', 'value'], `input.${String(i)}`);
      return { topic: parseTopic(input['topic']), value: input['value'] };
    }),
  };
}

/** Reads `expected` of a case without a table. Throws `Misread`. */
export function parseExpected(expected: Fields, config: Fields): Expected {
  const redis = parseRedis(expected['redis'], 'expected.redis');
  const events = Object.entries(fieldsOf(expected['events'], 'expected.events'));
  const calls = expected['http_calls'];
  return {
    tables: parseTables(expected['cassandra'], 'expected.cassandra'),
    relations: redis.relations,
    users: redis.users,
    events: Object.fromEntries(
      events.map(([topic, list]) => [parseTopic(withoutRemark(topic)), listOf(list, topic)]),
    ),
    calls: calls === undefined ? null : listOf(calls, 'http_calls').map((c) => callOf(c, config)),
    refusal: parseRefusal(expected['error'], { kind: 'none' }),
  };
}

/** A table of changes to the one input, each with the message that it is refused with. */
function parseTable(given: Given, expected: Fields): Trial[] {
  return listOf(expected['table'], 'expected.table').map((entry) => {
    const row = fieldsOf(entry, 'expected.table');
    onlyKeys(row, ['change', 'message'], 'expected.table');
    const change = fieldsOf(row['change'], 'expected.table.change');
    const input = given.input.map(({ topic, value }) => ({ topic, value: changed(value, change) }));
    const refusal = parseRefusal(row['message'], { kind: 'nothing' });
    const { error, table, ...others } = expected;
    if (table === undefined || (error ?? null) !== null) throw new Misread('a table and an error');
    return {
      given: { ...given, input },
      expected: { ...parseExpected(others, given.config), refusal },
    };
  });
}

/** Sets fields of `edata`; `null` takes a field away. */
function changed(value: unknown, change: Fields): Fields {
  const record = fieldsOf(value, 'the input of a table');
  const edata = { ...fieldsOf(record['edata'], 'edata'), ...change };
  const kept = Object.entries(edata).filter(([, field]) => field !== null);
  return { ...record, edata: Object.fromEntries(kept) };
}

function callOf(value: unknown, config: Fields): ExpectedCall {
  const fields = fieldsOf(value, 'http_calls');
  onlyKeys(fields, CALL_KEYS, 'http_calls');
  return {
    method: textOf(fields['method'], 'http_calls.method'),
    address: fields['url'] === undefined ? null : addressOf(fields, config),
    body: fields['body'],
    headers: fieldsOf(fields['headers'], 'http_calls.headers'),
    identifier: fields['identifier'],
    content: fields['content'],
  };
}

function parseRefusal(error: unknown, without: Refusal): Refusal {
  if (error === undefined || error === null) return without;
  if (typeof error === 'string') return { kind: 'refused', message: error };
  if (!isFields(error)) throw new Misread('expected.error is neither a text nor an object');
  onlyKeys(error, ERROR_KEYS, 'expected.error');
  const { message } = error;
  return { kind: 'refused', message: message === undefined ? '' : textOf(message, 'message') };
}
