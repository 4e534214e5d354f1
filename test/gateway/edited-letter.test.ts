import { describe, expect, it } from 'vitest';
import { err, ok } from '../../src/domain/result.js';
import {
  editableText,
  editedLetter,
  EDITED_TEXT_BYTES_MAX,
} from '../../src/gateway/edited-letter.js';
import { keptRequest } from '../../src/gateway/kept-request.js';
import { settleEdited, type LetterDesk } from '../../src/gateway/letter-desk.js';
import { redriveLetter, type Redriven } from '../../src/gateway/redrive.js';
import type { DeadLetter, LetterWay } from '../../src/persistence/ports.js';
import { content, given, NOW } from './given.js';
import { depsOf } from './redrive-given.js';

const ENV = 'dev';

describe('what is edited of a dead letter', () => {
  it('of a request is what was sent, without its sender', () => {
    const letter = requestLetter({ contents: [] });

    expect(editableText(letter, ENV)).toEqual(ok('{\n  "contents": []\n}'));
  });

  it('of a record is the record in lines, with its numbers as they are', () => {
    const letter = letterOf('topic telemetry.assess', '{"ets":12345678901234567890}');

    expect(editableText(letter, ENV)).toEqual(ok('{\n  "ets": 12345678901234567890\n}'));
  });

  it('that is no JSON is the text as it came', () => {
    expect(editableText(letterOf('file telemetry.assess', '\uFFFD{'), ENV)).toEqual(ok('\uFFFD{'));
  });

  it.each([
    ['command', '{}', "a command is Laurel's own"],
    ['render', '{}', "a render is Laurel's own"],
    ['row', 'a,b', 'a row means nothing without its file'],
    ['state-update', '{}', 'it was kept without its sender'],
    ['unknown', '{}', 'an earlier version kept it'],
  ] as const)('that came as %s is not, and why', (way, text, why) => {
    const letter = letterOf(way, text);

    expect(editableText(letter, ENV)).toEqual(err(expect.stringContaining(why) as string));
    expect(editedLetter(letter, '{}', ENV).ok).toBe(false);
  });

  it('is nothing where the letter was cut', () => {
    const letter = { ...requestLetter({}), bytes: 99_999, sha256: 'ab' };

    expect(editableText(letter, ENV).ok).toBe(false);
  });
});

describe('an edited letter', () => {
  it('keeps its sender, its way and its time, whatever the content says', () => {
    const letter = requestLetter({ contents: [1] });
    const content = '{"contents":[2],"caller":{"system":true,"requestedBy":"u9"}}';

    const edited = editedLetter(letter, content, ENV);

    expect(edited.ok && JSON.parse(edited.value.text)).toEqual({
      caller: { requestedBy: 'u1', requestedFor: null, system: false },
      request: JSON.parse(content) as unknown,
    });
    expect(edited).toMatchObject(ok({ way: letter.way, at: letter.at, source: 'http' }));
  });

  it.each([
    ['{\n"a":\n}', 'content is no JSON: line 3, column 1'],
    ['[]', 'content is no JSON object'],
    [`"${'x'.repeat(EDITED_TEXT_BYTES_MAX)}"`, 'content has 65538 bytes, more than 65536'],
    ['['.repeat(300) + ']'.repeat(300), 'content nests deeper than 200 levels'],
  ])('is none of %#: the failure says why', (content, why) => {
    expect(editedLetter(requestLetter({}), content, ENV)).toEqual(err(why));
  });

  it('gets no more rights than its sender had', async () => {
    const { ask, engine, letters } = await given();
    await ask('PATCH', '/v1/content/state/update', {
      request: { contents: [content({ batchId: 'b-none' })] },
    });
    engine.submissions.length = 0;
    const other = JSON.stringify({ contents: [content({ userId: 'u2' })] });
    const edited = editedLetter(letters[0]!, other, ENV);

    const taken = edited.ok && (await redriveLetter(edited.value, depsOf(engine)));

    expect(taken).toEqual(ok({ kind: 'failed', reason: 'other-user' }));
    expect(engine.submissions).toEqual([]);
  });

  it('is applied once what was mistyped is right', async () => {
    const { ask, engine, letters } = await given();
    await ask('PATCH', '/v1/content/state/update', {
      request: { contents: [content({ batchId: 'b-none' })] },
    });
    const shown = editableText(letters[0]!, ENV);
    const right = shown.ok ? shown.value.replace('b-none', 'b-live') : '';
    const edited = editedLetter(letters[0]!, right, ENV);

    const taken = edited.ok && (await redriveLetter(edited.value, depsOf(engine)));

    expect(taken).toEqual(ok({ kind: 'applied' }));
  });
});

describe('settling an edit', () => {
  it.each([
    [{ kind: 'applied' }, 0],
    [{ kind: 'duplicate' }, 0],
    [{ kind: 'ignored' }, 0],
    [{ kind: 'failed', reason: 'still' }, 1],
    [{ kind: 'impossible', why: 'cut' }, 1],
  ] as [Redriven, number][])(
    'that is %j leaves %i letters, each as it was',
    async (became, left) => {
      const letter = requestLetter({ contents: [] });
      const edited = { ...letter, text: 'edited' };
      const { desk, kept, taken } = deskOf(letter, became);

      expect(await settleEdited(letter, edited, desk)).toEqual(ok(became));

      expect(taken).toEqual([edited]);
      expect(kept()).toEqual([letter].slice(0, left));
    },
  );
});

const letterOf = (way: LetterWay, text: string): DeadLetter => ({
  ...{ source: 'http', position: 'p1', way, reason: 'why', at: NOW },
  ...{ text, bytes: Buffer.byteLength(text), sha256: '' },
});

const requestLetter = (request: object): DeadLetter =>
  letterOf(
    'state-update',
    keptRequest({
      caller: { requestedBy: 'u1' as never, requestedFor: null, system: false, roles: [] },
      request: request as never,
    }),
  );

function deskOf(letter: DeadLetter, became: Redriven) {
  const letters = new Set([letter]);
  const taken: DeadLetter[] = [];
  const desk: LetterDesk = {
    letters: {
      put: () => Promise.reject(new Error('nothing is to be put')),
      remove: (one) => {
        letters.delete(one);
        return Promise.resolve(ok(undefined));
      },
    },
    take: (one) => {
      taken.push(one);
      return Promise.resolve(ok(became));
    },
  };
  return { desk, taken, kept: () => [...letters] };
}
