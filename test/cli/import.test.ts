import { describe, expect, it } from 'vitest';
import { importFile, type ImportKind } from '../../src/cli/import.js';
import type { BatchId } from '../../src/domain/ids.js';
import type { Engine } from '../../src/engine.js';
import { fakeEngine, type FakeEngine } from './fake-engine.js';
import { fakeTerminal } from './fake-terminal.js';

const COURSE = JSON.stringify({ courseId: 'do_1', leafnodes: { do_1: ['c1', 'c2'] } });
const BATCH = JSON.stringify({
  courseId: 'do_1',
  batchId: 'b1',
  name: 'Spring',
  enrollmentType: 'open',
  startDate: '2019-07-22',
});

describe('import course', () => {
  it('publishes the course of a hierarchy, also behind a byte order mark', async () => {
    const engine = fakeEngine();

    const done = await run('course', `\uFEFF${COURSE}`, engine);

    expect(done).toMatchObject({ code: 0, summary: { kind: 'course', imported: 1 } });
    expect(engine.catalogue.tree('do_1' as never)?.leaves).toEqual(['c1', 'c2']);
  });

  it.each([
    ['', 'the file is empty'],
    [COURSE.slice(0, -3), 'not JSON'],
    ['[]', 'Invalid course hierarchy'],
  ])('fails with a named reason on %j', async (text, reason) => {
    const done = await run('course', text);

    expect(done).toMatchObject({ code: 1, printed: [] });
    expect(done.noted[0]).toContain(reason);
  });
});

describe('import users', () => {
  it('reads CSV under a header in any order, quoted cells and CRLF included', async () => {
    const engine = fakeEngine();

    await run('users', 'firstname,userId,orgname\r\nAda,u1,"Acme, ""Ltd"""\r\n', engine);

    const ada = { userid: 'u1', firstname: 'Ada', orgname: 'Acme, "Ltd"' };
    expect([...engine.users]).toEqual([['u1', ada]]);
  });

  it('reads JSON lines, keeping other values as JSON text and null as empty', async () => {
    const engine = fakeEngine();

    await run('users', '{"userid":"u1","language":["en"],"email":null}\n', engine);

    expect(engine.users.get('u1')).toEqual({ userid: 'u1', language: '["en"]', email: '' });
  });

  it('keeps a bad row as a dead letter by file and line, and goes on', async () => {
    const engine = fakeEngine();

    const done = await run('users', 'userid,email\nu1\n,x@y.z\nu"2,a\n"u3,b\nu4,c\n', engine);

    expect(engine.letters.map((l) => [l.source, l.position, l.reason, l.text])).toEqual([
      ['users.csv', '2', '1 cells under a header of 2', 'u1'],
      ['users.csv', '3', 'userid is missing', ',x@y.z'],
      ['users.csv', '5', 'a quote is not closed on its line', '"u3,b'],
    ]);
    expect([...engine.users.keys()]).toEqual(['u"2', 'u4']);
    expect(done).toMatchObject({ code: 0, summary: { rows: 5, imported: 2, dead: 3 } });
  });

  it('says so when the file has no header', async () => {
    const engine = fakeEngine();

    await run('users', 'u1,Ada\n', engine);

    expect(engine.letters[0]?.reason).toBe('no header with userid before it');
  });
});

describe('import batch', () => {
  it('keeps the given id and does not compare dates with today', async () => {
    const engine = await withCourse();

    await run('batch', `${BATCH}\n`, engine);

    expect(engine.batches.get('b1')).toMatchObject({ course: 'do_1', startDate: '2019-07-22' });
  });

  it('keeps the templates of a batch that is imported again', async () => {
    const engine = await withBatch();
    const stored = engine.batches.get('b1')!;
    const templates = { t1: { name: 'Completion' } } as never;
    engine.batches.set('b1', { ...stored, templates });

    await run('batch', `${BATCH}\n`, engine);

    expect(engine.batches.get('b1')?.templates).toBe(templates);
  });

  it('refuses a batch of an unknown course and a line that stops half way', async () => {
    const engine = fakeEngine();

    await run('batch', `${BATCH}\n${BATCH.slice(0, 20)}`, engine);

    expect(engine.letters.map((l) => l.reason)).toEqual([
      'Course doesnot exist. Please provide a valid course identifier',
      expect.stringMatching(/^the file stops in mid line: not JSON/),
    ]);
  });
});

describe('import enrolments', () => {
  it.each(['', 'userid,courseid,batchid\n'])(
    'enrols from the first day, header %j',
    async (head) => {
      const engine = await withBatch();

      await run('enrolments', `${head}u1,do_1,b1\nu2,do_1,b1`, engine);

      const at = Date.parse('2019-07-22T00:00:00+05:30');
      expect(engine.commands).toMatchObject([
        {
          kind: 'enrol',
          key: { learner: 'u1', course: 'do_1', batch: 'b1' },
          at,
          courseVersion: 1,
        },
        {
          kind: 'enrol',
          key: { learner: 'u2', course: 'do_1', batch: 'b1' },
          at,
          courseVersion: 1,
        },
      ]);
    },
  );

  it.each([
    ['u1,do_1', 'fewer than the three cells'],
    [',do_1,b1', 'userid is missing'],
    ['u1,do_1,b9', 'batch b9 is not known'],
    ['u1,do_2,b1', 'batch b1 belongs to course do_1'],
    [`${'u'.repeat(2000)},do_1,b1`, 'LAUREL_LINE_BYTES_MAX'],
  ])('keeps %.20s as a dead letter', async (row, reason) => {
    const engine = await withBatch();

    await run('enrolments', `${row}\nu1,do_1,b1\n`, engine);

    expect(engine.letters[0]?.reason).toContain(reason);
    expect(engine.commands).toHaveLength(1);
  });

  it('says that an empty file holds no rows', async () => {
    const done = await run('enrolments', '');

    expect(done).toMatchObject({ code: 0, summary: { rows: 0, imported: 0, dead: 0 } });
    expect(done.noted).toEqual(['laurel: enrolments.csv holds no rows']);
  });
});

async function withCourse(): Promise<FakeEngine> {
  const engine = fakeEngine();
  await run('course', COURSE, engine);
  return engine;
}

async function withBatch(): Promise<FakeEngine> {
  const engine = await withCourse();
  await run('batch', `${BATCH}\n`, engine);
  return engine;
}

async function run(kind: ImportKind, text: string, engine: FakeEngine = fakeEngine()) {
  const terminal = fakeTerminal();
  const parts = {
    engine: engine as unknown as Engine,
    config: { lineBytesMax: 1024, timeZone: 'Asia/Kolkata' },
    terminal,
    newBatchId: () => 'new' as BatchId,
  };
  const code = await importFile(kind, inputOf(`${kind}.csv`, text), parts, true);
  const summary: unknown = terminal.printed[0] && JSON.parse(terminal.printed[0]);
  return { code, summary, printed: terminal.printed, noted: terminal.noted };
}

function inputOf(name: string, text: string) {
  async function* chunks(): AsyncGenerator<Buffer> {
    yield await Promise.resolve(Buffer.from(text));
  }
  return { name, chunks: chunks() };
}
