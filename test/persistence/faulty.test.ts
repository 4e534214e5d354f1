import { describe, expect, it } from 'vitest';
import { faultyStore, type Fault, type FaultPlan } from '../../src/persistence/faulty-store.js';
import { memoryStore, type MemoryStore } from '../../src/persistence/memory-store.js';
import type { DeadLetter, Store, Stored } from '../../src/persistence/ports.js';
import type { ReportRequest } from '../../src/persistence/report-request.js';
import type { Batch } from '../../src/domain/batch.js';
import type { CourseTree } from '../../src/domain/course.js';
import type { CourseInfo } from '../../src/persistence/ports.js';
import { all } from '../contract/open-store.js';
import {
  attemptRow,
  certificateId,
  commitOf,
  factsOf,
  keyOf,
  learnerId,
  snapshot,
} from '../contract/samples.js';

const KEY = keyOf('asha');

type Call = readonly [method: string, call: (store: Store) => Stored<unknown>];

/** Every write of the ports that may be repeated without a change. */
const WRITES: readonly Call[] = [
  [
    'snapshots.commit',
    (store) =>
      store.snapshots.commit(
        commitOf({
          snapshots: [snapshot(KEY, 'x')],
          attempts: [attemptRow(KEY, 'a1')],
          facts: [factsOf('c1')],
          effects: [{ kind: 'certify', request: '', key: KEY }],
        }),
      ),
  ],
  [
    'effects.confirm',
    (store) => store.effects.confirm([{ kind: 'certify', request: '', key: keyOf('binu') }]),
  ],
  ['catalogue.putCourse', (store) => store.catalogue.putCourse(COURSE, TREE)],
  ['catalogue.putBatch', (store) => store.catalogue.putBatch({ batch: 'b1' } as Batch)],
  ['catalogue.putTemplate', (store) => store.catalogue.putTemplate('h', TEMPLATE)],
  ['users.putUsers', (store) => store.users.putUsers([[KEY.learner, { firstname: 'Asha' }]])],
  [
    'certificates.putDocument',
    (store) => store.certificates.putDocument(certificateId('c1'), Buffer.from('pdf')),
  ],
  ['deadLetters.put', (store) => store.deadLetters.put([LETTER])],
  ['reportRequests.put', (store) => store.reportRequests.put(REQUEST)],
];

const READS: readonly Call[] = [
  ['snapshots.load', (store) => store.snapshots.load(KEY)],
  ['snapshots.loadLearner', (store) => store.snapshots.loadLearner(KEY.learner)],
  ['snapshots.attempts', (store) => store.snapshots.attempts(KEY)],
  ['catalogue.template', (store) => store.catalogue.template('h')],
  ['users.user', (store) => store.users.user(learnerId('asha'))],
  ['users.users', (store) => store.users.users([learnerId('asha')])],
  ['certificates.facts', (store) => store.certificates.facts(certificateId('c1'))],
  ['certificates.document', (store) => store.certificates.document(certificateId('c1'))],
  ['deadLetters.get', (store) => store.deadLetters.get('file', '1')],
  ['reportRequests.get', (store) => store.reportRequests.get('tag', 'id')],
];

describe.each(WRITES)('The write %s of a faulty store', (method, write) => {
  it('applies nothing when it is unavailable, and says so', async () => {
    const { inner, store } = await given(failing(method, 'unavailable'));
    const before = structuredClone(inner.tables);

    const answer = await write(store);

    expect(answer).toEqual({ ok: false, error: { kind: 'unavailable', detail: 'injected' } });
    expect(inner.tables).toEqual(before);
  });

  it('applies everything at a timeout, and does not say so', async () => {
    const { inner, store } = await given(failing(method, 'timeout'));

    const answer = await write(store);

    expect(answer).toEqual({ ok: false, error: { kind: 'timeout', detail: 'injected' } });
    expect(inner.tables).toEqual(await tablesAfter(write));
  });

  it.each<Fault>(['unavailable', 'timeout'])(
    'comes to the same when repeated after %s',
    async (f) => {
      const { inner, store } = await given(failing(method, f, 'none'));

      await write(store);
      const repeated = await write(store);

      expect(repeated.ok).toBe(true);
      expect(inner.tables).toEqual(await tablesAfter(write));
    },
  );
});

describe.each(READS)('The read %s of a faulty store', (method, read) => {
  it.each<Fault>(['unavailable', 'timeout'])('answers %s once, then the value', async (fault) => {
    const { inner, store } = await given(failing(method, fault, 'none'));

    const failed = await read(store);
    const value = await read(store);

    expect(failed).toEqual({ ok: false, error: { kind: fault, detail: 'injected' } });
    expect(value).toEqual(await read(inner));
  });
});

describe('A faulty store', () => {
  it('keeps no blob when the log is unavailable, and uses no number', async () => {
    const { store } = await given(failing('log.append', 'unavailable', 'none'));

    const failed = await store.log.append(Buffer.from('a'));
    const appended = await store.log.append(Buffer.from('a'));

    expect(failed.ok).toBe(false);
    expect(appended).toEqual({ ok: true, value: 1 });
  });

  it('appends again after a timeout, since folding a blob twice is harmless', async () => {
    const { store } = await given(failing('log.append', 'timeout', 'none'));

    await store.log.append(Buffer.from('a'));
    const repeated = await store.log.append(Buffer.from('a'));

    expect(repeated).toEqual({ ok: true, value: 2 });
    expect((await all(store.log.read(1))).map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it('fails only what the plan names', async () => {
    const { store } = await given(failing('users.putUsers', 'unavailable'));

    const answer = await store.deadLetters.put([LETTER]);

    expect(answer.ok).toBe(true);
    expect(await all(store.deadLetters.list())).toEqual([LETTER]);
  });

  it('asks the plan about every method that answers with a value', async () => {
    const asked: string[] = [];
    const { store } = await given((method) => (asked.push(method), 'none'));

    for (const [, call] of [...WRITES, ...READS]) await call(store);

    expect(asked).toEqual([...WRITES, ...READS].map(([method]) => method));
  });
});

interface Given {
  readonly inner: MemoryStore;
  readonly store: Store;
}

/** A faulty store over one that holds an effect already. */
async function given(plan: FaultPlan): Promise<Given> {
  const inner = memoryStore();
  await inner.snapshots.commit(
    commitOf({ effects: [{ kind: 'certify', request: '', key: keyOf('binu') }] }),
  );
  return { inner, store: faultyStore(inner, plan) };
}

async function tablesAfter(write: Call[1]): Promise<MemoryStore['tables']> {
  const { inner } = await given(() => 'none');
  await write(inner);
  return inner.tables;
}

/** The faults of the calls of one method, in turn; the last stays. */
function failing(method: string, ...faults: Fault[]): FaultPlan {
  let calls = 0;
  return (called) => {
    if (called !== method) return 'none';
    return faults[Math.min(calls++, faults.length - 1)] ?? 'none';
  };
}

const COURSE = { course: 'course', version: 1 } as unknown as CourseInfo;
const TREE = { course: 'course', version: 1 } as unknown as CourseTree;
const TEMPLATE = { url: '', signatories: [] };
const LETTER = { source: 'file', position: '1' } as DeadLetter;
const REQUEST = { tag: 'tag', requestId: 'id' } as ReportRequest;
