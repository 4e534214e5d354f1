import { describe, expect, it } from 'vitest';
import { INPUT_TOPICS, parseTopic } from '../../../src/gateway/topics/parse-topic.js';
import { context } from './given.js';

const DEEP = '['.repeat(100_000) + ']'.repeat(100_000);

const HOSTILE: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['half a record', '{"edata":{'],
  ['null', 'null'],
  ['a list', '[1,2]'],
  ['a number', '1e999'],
  ['a text', '"edata"'],
  ['NaN', '{"edata":NaN}'],
  ['nesting without end', `{"edata":${DEEP}}`],
];

/** Objects in which everything has the wrong type. */
const MISTYPED: readonly (readonly [string, object])[] = [
  ['an empty object', {}],
  ['edata null', { edata: null }],
  ['edata a list', { edata: [] }],
  ['ids that are numbers', { userId: 1, courseId: 2, batchId: 3, edata: { userId: 1, action: 7 } }],
  ['ids that are objects', { userId: {}, edata: { action: 'issue-certificate', batchId: {} } }],
  ['lists that are objects', { events: {}, edata: { data: {}, userIds: {}, contents: {} } }],
  ['an endless id', { userId: 'u'.repeat(1_000_000), edata: { userId: 'u'.repeat(1_000_000) } }],
];

describe('every topic answers every text', () => {
  it.each(
    INPUT_TOPICS.flatMap((topic) => HOSTILE.map(([name, text]) => [topic, name, text] as const)),
  )('%s buries %s with a reason', (topic, _name, text) => {
    const event = parseTopic(topic, text, context());

    expect(event).toMatchObject({ kind: 'dead', explained: true });
    expect(event.kind === 'dead' && event.reason).toMatch(/^(is |ets |[\w.]+ is )/);
  });

  it.each(
    INPUT_TOPICS.flatMap((topic) => MISTYPED.map(([name, value]) => [topic, name, value] as const)),
  )('%s asks for nothing on account of %s', (topic, _name, value) => {
    const event = parseTopic(topic, JSON.stringify(value), context());

    expect(['dead', 'ignored']).toContain(event.kind);
  });

  it.each(INPUT_TOPICS)('%s takes __proto__ for a key like any other', (topic) => {
    const ids = '"userId":"u","courseId":"c","batchId":"b"';
    const text = `{"__proto__":{"edata":{"action":"issue-certificate"},${ids}},"ets":1}`;

    const event = parseTopic(topic, text, context());

    expect(['dead', 'ignored']).toContain(event.kind);
    expect(Object.hasOwn(Object.prototype, 'edata')).toBe(false);
  });
});
