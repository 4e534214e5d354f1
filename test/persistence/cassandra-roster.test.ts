/** How rosters are written and read, on a session that only notes what it is asked. */
import { describe, expect, it } from 'vitest';
import { ok } from '../../src/domain/result.js';
import { cassandraRoster, COPY_BYTES_MAX } from '../../src/persistence/cassandra/roster.js';
import type { Session } from '../../src/persistence/cassandra/session.js';
import type { Statement } from '../../src/persistence/cassandra/statement.js';
import type { SnapshotWrite } from '../../src/persistence/ports.js';
import { all } from '../contract/open-store.js';
import { again, keyOf, snapshot, texts } from '../contract/samples.js';

const { course, batch } = keyOf('');

describe('Writing a roster', () => {
  it('lists a batch once, and copies every snapshot', () => {
    const roster = rosterOn([]);
    const rows = [snapshot(keyOf('asha'), 'a'), again(keyOf('binu'), 'b')];
    expect(queriesOf(roster.writes(rows)).sort()).toEqual(['batch', 'row', 'row']);

    roster.written(rows);

    expect(queriesOf(roster.writes(rows))).toEqual(['row', 'row']);
  });

  it('copies no state that is too large, and says so by an empty copy', () => {
    const sizes = [COPY_BYTES_MAX, COPY_BYTES_MAX + 1].map((size) => {
      const [[row] = []] = rosterOn([]).writes([again(keyOf('asha'), 'x'.repeat(size))]);
      return (row?.params.at(-1) as Buffer).length;
    });

    expect(sizes).toEqual([COPY_BYTES_MAX, 0]);
  });

  it('puts small rows of several partitions into one request, and no more than ten', () => {
    const requests = writesOf(Array.from({ length: 200 }, (_, i) => keyOf('asha', `batch${i}`)));

    expect(requests).toHaveLength(20);
    expect(requests.flat()).toHaveLength(200);
  });

  it('puts few bytes into a request of several partitions, as Cassandra warns of more', () => {
    const keys = Array.from({ length: 20 }, (_, i) => keyOf('asha', `batch${i}`));
    const requests = writesOf(keys, 'x'.repeat(1_000));

    const bytes = requests.map((rows) => rows.length * 1_000);
    expect(Math.max(...bytes)).toBeLessThan(5_120);
    expect(requests.flat()).toHaveLength(20);
  });

  it('keeps rows of one partition in one request, up to two hundred', () => {
    const requests = rosterOn([]).writes(
      Array.from({ length: 401 }, () => again(keyOf('asha'), 'x'.repeat(500))),
    );

    expect(requests.map((rows) => rows.length)).toEqual([200, 200, 1]);
  });
});

describe('Scanning a roster', () => {
  it('reads the snapshots of those without a copy, and of no others', async () => {
    const roster = rosterOn([
      { userid: 'asha', state: Buffer.from('copied') },
      { userid: 'binu', state: null },
      { userid: 'chitra', state: Buffer.alloc(0) },
      { userid: 'gone', state: null },
    ]);
    const asked: string[] = [];

    const rows = roster.scanBatch(course, batch, (_course, _batch, learners) => {
      asked.push(...learners);
      const there = learners.filter((id) => id !== 'gone');
      return Promise.resolve(new Map(there.map((id) => [id, Buffer.from('snapshot')])));
    });

    expect(texts(await all(rows))).toEqual([
      'asha batch copied',
      'binu batch snapshot',
      'chitra batch snapshot',
    ]);
    expect(asked).toEqual(['binu', 'chitra', 'gone']);
  });

  it('goes through the pages of a bucket in order', async () => {
    const many = Array.from({ length: 20 }, (_, i) => ({
      userid: `l${String(i).padStart(2, '0')}`,
      state: Buffer.from('x'),
    }));

    const rows = await all(rosterOn(many).scanBatch(course, batch, noSnapshots));

    expect(rows.map(({ key }) => key.learner)).toEqual(many.map((row) => row.userid));
  });
});

const noSnapshots = () => Promise.resolve(new Map<string, Uint8Array>());

const writesOf = (keys: readonly SnapshotWrite['key'][], text = 'x') =>
  rosterOn([]).writes(keys.map((key) => again(key, text)));

/** A session whose first bucket has these rows, in pages of three. */
function rosterOn(rows: readonly { userid: string; state: Buffer | null }[]) {
  const session: Pick<Session, 'keyspace' | 'scanPages' | 'read'> = {
    keyspace: 'k',
    read: () => Promise.resolve(ok([])),
    async *scanPages({ params }) {
      if (params.at(-1) !== 0) return;
      for (let i = 0; i < rows.length; i += 3) yield await Promise.resolve(rows.slice(i, i + 3));
    },
  };
  return cassandraRoster(session as Session);
}

const queriesOf = (groups: readonly (readonly Statement[])[]): string[] =>
  groups.flat().map(({ query }) => (query.includes('laurel_roster_batch') ? 'batch' : 'row'));
