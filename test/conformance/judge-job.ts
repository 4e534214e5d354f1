/**
 * Compares what a run of a stream job left behind with what its case expects.
 *
 * - J1 Events are compared as a multiset, calls in their order at each service.
 * - J2 A refusal is as expected when it names every parameter or id that upstream's error names.
 */
import {
  differences,
  differencesOfBags,
  differencesOfSubset,
  type Difference,
} from './difference.js';
import { isFields } from './fields.js';
import type { Expected, ExpectedCall, Refusal } from './job-case.js';
import { withExactTimes } from './attempt-details.js';
import type { Observed, SentEvent } from './observed.js';
import type { Run } from './placeholder.js';
import type { Sets } from './redis.js';
import { goesTo, searchedFor, type Call } from './stub.js';
import { differencesOfRows } from './tables.js';

/** Every difference, in the order: rows, caches, events, calls, refusals. */
export function judgeJob(expected: Expected, observed: Observed): Difference[] {
  const { run } = observed;
  const tables = withExactTimes(observed.tables);
  return [
    ...Object.entries(expected.tables).flatMap(([table, rows]) =>
      differencesOfRows(table, rows, tables[table] ?? [], run),
    ),
    ...(expected.relations === null ? [] : inSets(expected.relations, observed.relations)),
    ...(expected.users === null
      ? []
      : differences(['redis', 'users'], expected.users, observed.users, run)),
    ...Object.entries(expected.events).flatMap(([topic, events]) =>
      inTopic(topic, events, observed.events, run),
    ),
    ...(expected.calls === null ? [] : inCalls(expected.calls, observed.calls, run)),
    ...inRefusals(expected.refusal, observed.refusals),
  ];
}

/** The order of a set's members means nothing. */
function inSets(expected: Sets, actual: Sets): Difference[] {
  const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...keys].flatMap((key) => {
    const [wanted, held] = [expected[key] ?? [], actual[key] ?? []];
    return differencesOfBags(['redis', 'relations', key], wanted, held, Object.is);
  });
}

/** Failed records are the input and some remarks; those of `activity.agg.failed` are opaque. */
function inTopic(
  topic: string,
  expected: readonly unknown[],
  sent: readonly SentEvent[],
  run: Run,
): Difference[] {
  const actual = sent.filter((event) => event.topic === topic).map(({ value }) => value);
  return differencesOfBags(['events', topic], expected, actual, (event, other) => {
    if (topic === 'activity.agg.failed') return isFields(event);
    if (topic.endsWith('.failed') && isFields(event)) {
      return differencesOfSubset([], event, other, run).length === 0;
    }
    return differences([], event, other, run).length === 0;
  });
}

function inCalls(expected: readonly ExpectedCall[], actual: readonly Call[], run: Run) {
  const services = new Set([...expected.map(serviceOf), ...actual.map(({ service }) => service)]);
  return [...services].flatMap((service): Difference[] => {
    const wanted = expected.filter((call) => serviceOf(call) === service);
    const made = actual.filter((call) => call.service === service);
    return Array.from({ length: Math.max(wanted.length, made.length) }, (_, i) => {
      const [call, other] = [wanted[i], made[i]];
      const path = ['http_calls', service, String(i)];
      if (call === undefined || other === undefined) {
        return [{ path, expected: call, actual: other }];
      }
      return inCall(path, call, other, run);
    }).flat();
  });
}

/** Without an address it is the read of a content's metadata. */
const serviceOf = (call: ExpectedCall): string => call.address?.service ?? 'content';

function inCall(
  path: readonly string[],
  expected: ExpectedCall,
  actual: Call,
  run: Run,
): Difference[] {
  const { method, address, body, headers, identifier, content } = expected;
  const place = (name: string): string[] => [...path, name];
  const last = actual.path.replace(/\?.*$/s, '').split('/').at(-1);
  const goesThere = address === null || goesTo(actual, address, true);
  return [
    ...differences(place('method'), method, actual.method, run),
    ...(goesThere ? [] : [{ path: place('url'), expected: address.path, actual: actual.path }]),
    ...(body === undefined ? [] : differences(place('body'), body, actual.body, run)),
    ...differencesOfSubset(place('headers'), lowerKeys(headers), actual.headers, run),
    ...(identifier === undefined
      ? []
      : differences(place('identifier'), identifier, searchedFor(actual.body), run)),
    ...(content === undefined ? [] : differences(place('content'), content, last, run)),
  ];
}

/** J2. */
function inRefusals(expected: Refusal, actual: readonly string[]): Difference[] {
  if (expected.kind === 'none') return [];
  const path = ['error'];
  if (expected.kind === 'nothing') {
    return actual.length === 0 ? [] : [{ path, expected: undefined, actual }];
  }
  const names = namesIn(expected.message);
  const said = actual.some((reason) => names.every((name) => reason.includes(name)));
  return said ? [] : [{ path, expected: expected.message, actual }];
}

/**
 * The parameters, ids and numbers that an error names: what follows the word "parameter", and words
 * with a digit or a separator in them. Keys of upstream's own settings are none.
 */
export function namesIn(message: string): string[] {
  const parameter = /parameter (\S+)/i.exec(message)?.[1];
  return [...message.split(/[\s:|,]+/), parameter ?? '']
    .map((word) => word.replace(/\.$/, ''))
    .filter((word) => word !== '' && !word.startsWith('service.'))
    .filter((word) => word === parameter?.replace(/\.$/, '') || /\d|\w[._~-]\w|~/.test(word));
}

const lowerKeys = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key.toLowerCase(), value]));
