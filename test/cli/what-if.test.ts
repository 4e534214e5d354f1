import { describe, expect, it } from 'vitest';
import { whatIf, type WhatIf } from '../../src/cli/what-if.js';
import type { EnrolmentState } from '../../src/domain/enrolment.js';
import type { Reader } from '../../src/reader.js';
import { content, contentId, enrolled, KEY, tree } from '../domain/given.js';
import { inFile } from './input-file.js';
import { fakeTerminal } from './fake-terminal.js';

const HALF = enrolled({ contents: [content('a', 2, 200)] });
const ASKED: WhatIf = { kind: 'course', subject: '', batches: [], json: false };

describe('laurel what-if', () => {
  it('lists who changes under another structure, and counts all', async () => {
    const subject = inFile(JSON.stringify(hierarchyOf(['a'])));
    const { terminal, code } = await asked({ ...ASKED, subject });

    expect(code).toBe(0);
    expect(terminal.printed).toEqual([
      'userid,batchid,change,completed_before,required_before,percent_before,' +
        'completed_after,required_after,percent_after',
      `${KEY.learner},${KEY.batch},completes,1,2,50,1,1,100`,
    ]);
    expect(terminal.noted).toEqual(['laurel: 1 learners complete, 0 go up, 0 go down, 1 stay']);
  });

  it('says who would earn a certificate by other criteria', async () => {
    const subject = inFile('{"enrollment":{"status":1}}');
    const { terminal } = await asked({ ...ASKED, kind: 'criteria', subject, batches: [KEY.batch] });

    expect(terminal.printed).toEqual(['userid,batchid', `${KEY.learner},${KEY.batch}`]);
    expect(terminal.noted).toEqual([
      `laurel: batch ${KEY.batch}: 1 learners would earn it, 1 would not`,
    ]);
  });

  it('says what a published structure changed, as objects for a program', async () => {
    const since = { ...HALF, completedAt: 900, completedVersion: 2 };
    const { terminal } = await asked(
      { ...ASKED, kind: 'published', subject: KEY.course, json: true },
      { version: 2, states: [since] },
    );

    expect(terminal.printed.map((line) => JSON.parse(line) as object)).toMatchObject([
      { userId: KEY.learner, change: 'completes', percentBefore: 50, percentAfter: 100 },
    ]);
  });

  it.each([
    [{ ...ASKED, subject: '/no/such/file' }, /cannot read \/no\/such\/file/],
    [{ ...ASKED, subject: inFile('{') }, /no JSON/],
    [{ ...ASKED, subject: inFile('{"identifier":"do_1"}') }, /laurel: /],
    [{ ...ASKED, kind: 'published', subject: 'do_none' }, /do_none is not published/],
    [{ ...ASKED, kind: 'published', subject: KEY.course }, /was published once/],
    [{ ...ASKED, kind: 'criteria', subject: inFile('{}') }, /laurel: /],
  ] as const)('refuses %j', async (request, reason) => {
    const { terminal, code } = await asked(request);

    expect(code).toBe(2);
    expect(terminal.printed).toEqual([]);
    expect(terminal.noted.join('\n')).toMatch(reason);
  });
});

interface Given {
  readonly version?: number;
  readonly states?: readonly EnrolmentState[];
}

async function asked(request: WhatIf, given: Given = {}) {
  const terminal = fakeTerminal();
  const code = await whatIf(request, readerOf(given), terminal);
  return { terminal, code };
}

/** One batch with one learner who has done the half, and one who has done nothing. */
function readerOf({ version = 1, states = [HALF, enrolled()] }: Given): Reader {
  const batch = { batch: KEY.batch, course: KEY.course };
  const trees = [tree(['a', 'b'], { version: 1 }), tree(['a'], { version: 2 })];
  const course = { course: KEY.course, version, evaluatedVersion: version };
  const known = (id: string) => (id === KEY.course ? course : null);
  return {
    store: { users: { users: (ids: string[]) => ({ ok: true, value: ids.map(() => USER) }) } },
    catalogue: { tree: (_: string, of = version) => trees[of - 1] ?? null },
    course: known,
    batches: () => [batch],
    batch: (id: string) => (id === KEY.batch ? batch : null),
    tree: () => trees[version - 1],
    states: async function* () {
      await Promise.resolve();
      yield* states;
    },
  } as unknown as Reader;
}

const USER = { firstname: 'Asha' };

const hierarchyOf = (leaves: string[]): object => ({
  ...{ identifier: KEY.course, name: 'A course', primaryCategory: 'Course', status: 'Live' },
  mimeType: 'application/vnd.ekstep.content-collection',
  children: leaves.map((identifier) => ({
    ...{ identifier: contentId(identifier), name: identifier, visibility: 'Default' },
    mimeType: 'application/pdf',
  })),
});
