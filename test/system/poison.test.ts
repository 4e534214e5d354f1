/** A replayed file with lines that nobody can use: each has its named end, none stops the rest. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, file, laurel, laurelJson, pathOf } from './program.js';
import { storedRows } from './stored-rows.js';

const COURSE = 'do_1';
const LEAVES = ['c1', 'c2', '__proto__'];
const LINE_BYTES_MAX = 4096;
const HUGE = event({ userId: 'huge', padding: 'x'.repeat(10_000) });
const DEEP = '['.repeat(LINE_BYTES_MAX - 1);
const CUT = event({ userId: 'cut' }).slice(0, 60);
const CONTROL = event({ userId: 'a\u0000b' });
const SHOWN = ['not JSON', CONTROL, HUGE, CUT];

type Fate = 'applied' | 'duplicate' | 'ignored' | 'blank' | RegExp;

/** Every line with what becomes of it; a pattern is the reason of a dead letter. */
const LINES: readonly (readonly [line: string, fate: Fate])[] = [
  [`\uFEFF${event({ userId: 'good' })}`, 'applied'],
  ['not JSON', /^is not valid JSON$/],
  [event({ userId: 'good' }), 'duplicate'],
  ['', 'blank'],
  ['  \t ', 'blank'],
  ['[1,2]', /^is not a JSON object$/],
  ['null', /^is not a JSON object$/],
  ['{"ets":1}', /^edata is missing/],
  ['{"__proto__":{"edata":{"action":"batch-enrolment-update"}}}', /^edata is missing/],
  [DEEP, /^is not valid JSON$/],
  [event({ userId: 'good' }).replace(/"ets":\d+/, '"ets":NaN'), /^is not valid JSON$/],
  [event({ userId: 'good' }).replace(/"ets":\d+/, '"ets":1e999'), /^ets is missing or no time/],
  [event({ userId: 'good' }).replace(/"ets":\d+/, '"ets":"1"'), /^ets is missing or no time/],
  [event({ userId: 7 }), /^edata.userId is not-a-string$/],
  [CONTROL, /^edata.userId is control-character$/],
  [event({ userId: '\ud800' }), /^edata.userId is lone-surrogate$/],
  [event({ userId: 'x'.repeat(129) }), /^edata.userId is too-long$/],
  [event({ courseId: null }), /^edata.courseId is missing$/],
  [event({ batchId: {} }), /^edata.batchId is not-a-string$/],
  [event({ contents: 'c1' }), /^edata.contents is missing or not a list$/],
  [event({ action: 5 }), /^edata.action is missing/],
  [event({ action: 'issue-certificate' }), 'ignored'],
  [event({ contents: [{ contentId: 'c1', status: '2' }] }), 'ignored'],
  [event({ contents: [null, 4, { contentId: 'c1', status: 1 }] }), 'ignored'],
  [HUGE, /^the line is longer than 4096 bytes/],
  [event({ userId: '__proto__' }), 'applied'],
  [event({ userId: 'good', contents: [{ contentId: '__proto__', status: 2 }] }), 'applied'],
  [`${event({ userId: 'crlf' })}\r`, 'applied'],
  [CUT, /^the file stops in mid line: is not valid JSON$/],
];

describe('replay of a file with poison', () => {
  let path: string;
  let summary: Record<string, number>;

  beforeAll(async () => {
    await install();
    path = file('poison.jsonl', LINES.map(([line]) => line).join('\n'));
    summary = await laurelJson('poison', ['replay', path], SETTINGS);
  });
  afterAll(cleanUp);

  it('counts every line that is not blank exactly once', () => {
    const count = (fate: Fate): number => LINES.filter(([, is]) => is === fate).length;

    expect(summary).toMatchObject({
      events: LINES.length - count('blank'),
      applied: count('applied'),
      duplicates: count('duplicate'),
      ignored: count('ignored'),
      rejected: 0,
      dead: dead().length,
    });
  });

  it('adds up: events are applied, duplicates, ignored, rejected or dead', () => {
    const { events, applied, duplicates, ignored, rejected, dead: died } = summary;

    expect(applied! + duplicates! + ignored! + rejected! + died!).toBe(events);
  });

  it('lists every dead line with its file, number and reason', async () => {
    const { out } = await laurel('poison', ['dlq', 'ls', '--json']);

    const letters = out.trim().split('\n').map(letterOf);
    expect(letters.map((letter) => letter.source)).toEqual(dead().map(() => path));
    expect(letters.map((letter) => Number(letter.position)).sort((a, b) => a - b)).toEqual(
      dead().map(({ number }) => number),
    );
    for (const { number, reason } of dead()) {
      const letter = letters.find(({ position }) => position === String(number));
      expect(letter?.reason, `line ${number}`).toMatch(reason);
    }
  });

  it('shows a dead line as it was, or its head, length and hash', async () => {
    // One of every kind of text: plain, with control characters, overlong, cut.
    for (const { number, line } of dead().filter(({ line }) => SHOWN.includes(line))) {
      const letter = letterOf((await laurel('poison', ['dlq', 'show', path, String(number)])).out);

      expect(letter.bytes).toBe(Buffer.byteLength(line));
      expect(letter.sha256).toBe(line === HUGE ? sha256(line) : '');
      expect(line.startsWith(letter.text), `line ${number}`).toBe(true);
      expect(letter.text.length).toBe(line === HUGE ? LINE_BYTES_MAX : line.length);
    }
  });

  it('applies every good line between them', async () => {
    const rows = await storedRows(pathOf('poison'), COURSE);

    const completed = [...rows].map(([learner, row]) => [learner, [...row.state.contents.keys()]]);
    expect(Object.fromEntries(completed.filter(([, contents]) => contents!.length > 0))).toEqual({
      good: ['c1', '__proto__'],
      ['__proto__']: ['c1'],
      crlf: ['c1'],
    });
  });

  it('keeps no letter twice and applies nothing when it is replayed again', async () => {
    const again = await laurelJson('poison', ['replay', path], SETTINGS);
    const { out } = await laurel('poison', ['dlq', 'ls', '--json']);

    const { applied, duplicates } = summary;
    expect(again).toMatchObject({ applied: 0, duplicates: applied! + duplicates! });
    expect(out.trim().split('\n')).toHaveLength(dead().length);
  });
});

const SETTINGS = {
  LAUREL_LINE_BYTES_MAX: String(LINE_BYTES_MAX),
  LAUREL_REPLAY_FLUSH_INTERVAL_MS: '50',
};

/** One completion of `c1`, with some fields of `edata` replaced. */
function event(edata: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    eid: 'BE_JOB_REQUEST',
    ets: 1_563_788_371_969,
    edata: {
      ...{ action: 'batch-enrolment-update', userId: 'u1', courseId: COURSE, batchId: 'b1' },
      ...{ contents: [{ contentId: 'c1', status: 2 }], ...edata },
    },
  });
}

const dead = (): { number: number; line: string; reason: RegExp }[] =>
  LINES.flatMap(([line, fate], i) =>
    fate instanceof RegExp ? [{ number: i + 1, line, reason: fate }] : [],
  );

interface Letter {
  readonly source: string;
  readonly position: string;
  readonly reason: string;
  readonly text: string;
  readonly bytes: number;
  readonly sha256: string;
}

const letterOf = (json: string): Letter => JSON.parse(json) as Letter;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

async function install(): Promise<void> {
  const batch = { courseId: COURSE, batchId: 'b1', name: 'B', enrollmentType: 'open' };
  const imports = {
    course: JSON.stringify({ courseId: COURSE, leafnodes: { [COURSE]: LEAVES } }),
    batch: JSON.stringify({ ...batch, startDate: '2019-07-01' }),
    enrolments: ['good', 'crlf', '__proto__'].map((id) => `${id},${COURSE},b1\n`).join(''),
  };
  for (const [kind, content] of Object.entries(imports)) {
    const run = await laurel('poison', ['import', kind, file(kind, content)]);
    expect(run).toMatchObject({ code: 0, err: '' });
  }
}
