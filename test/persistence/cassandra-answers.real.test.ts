/** Answers of attempts that another service recorded, beside those of Laurel's own commits. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { QuestionRecord } from '../../src/domain/command.js';
import { cassandraStore, type CassandraStore } from '../../src/persistence/cassandra/store.js';
import { sunbirdOrigin } from '../../src/persistence/cassandra/sunbird-origin.js';
import { completeTables } from '../../src/persistence/cassandra/sunbird-schema.js';
import { rowStatements } from '../../src/persistence/cassandra/sunbird-statements.js';
import { EMPTY_COMMIT, type AttemptRow } from '../../src/persistence/ports.js';
import { hashOfAnswers } from '../../src/persistence/sunbird/question.js';
import { valueOf } from '../contract/open-store.js';
import { KEY, attempt, unenrolled } from '../domain/given.js';
import { realServers } from '../real/servers.js';
import { testClock, testKeyspace } from './cassandra-keyspace.js';
import { NOW, projected, READ_AT, ZONE } from './sunbird/given.js';

const QUESTION: QuestionRecord = {
  ...{ id: 'q1', assessedAt: 1_568_891_772_964, maxScore: 1, score: 0.33, duration: 24.5 },
  ...{ type: '', title: 'What is 2 + 2?', description: '', responses: '[]', params: '[]' },
};

describe.skipIf(realServers() === null)('An enrolment that was adopted', () => {
  const { session, empty } = testKeyspace();
  const store = (inKeyspace = session().keyspace): CassandraStore => {
    const origin = sunbirdOrigin(session().client, inKeyspace, ZONE, () => READ_AT);
    return cassandraStore(
      session(),
      (rows) => rowStatements(rows, session().keyspace),
      (key) => origin.answers(key),
    );
  };

  beforeAll(async () => {
    await valueOf(completeTables(session().client, session().keyspace));
  });
  beforeEach(async () => {
    await empty();
    await session().define(`TRUNCATE ${session().keyspace}.assessment_aggregator`);
    const attempts = [answered('a1', 9000), answered('a2', 9500)];
    const after = unenrolled({ attempts: attempts.map(stateOf) });
    const rows = rowStatements([projected(after, { attempts })], session().keyspace);
    for (const group of [...rows.apart, ...rows.ofLearner.values()]) {
      for (const one of group) await valueOf(session().write(one, BigInt(NOW) * 1000n));
    }
  });

  it('has the answers of its attempts, for a reader and for the owner of its shard', async () => {
    const { snapshots, shard } = store();
    const expected = [answered('a1', 9000), answered('a2', 9500)];

    expect(await valueOf(snapshots.attempts(KEY))).toEqual(expected);
    expect(await valueOf(shard(0, testClock()).snapshots.attempts(KEY))).toEqual(expected);
  });

  it('has later ones beside them, and its own where an attempt was recorded again', async () => {
    const { snapshots, shard } = store();
    const attempts = [answered('a2', 12_000, 'again'), answered('a3', 13_000)];
    await valueOf(shard(0, testClock()).snapshots.commit({ ...EMPTY_COMMIT, attempts }));

    const found = await valueOf(snapshots.attempts(KEY));

    expect(found.map((row) => [row.attempt, row.attemptedAt, row.questions[0]?.title])).toEqual([
      ['a2', 12_000, 'again'],
      ['a3', 13_000, QUESTION.title],
      ['a1', 9000, QUESTION.title],
    ]);
  });

  it('is not shown without them while they cannot be read', async () => {
    const { snapshots } = store('no_such_keyspace');

    expect(await snapshots.attempts(KEY)).toMatchObject({ error: { kind: 'unavailable' } });
  });
});

function answered(id: string, attemptedAt: number, title = QUESTION.title): AttemptRow {
  const questions = [{ ...QUESTION, title }];
  const { content } = attempt({ attempt: id });
  const payloadHash = hashOfAnswers(questions);
  return { key: KEY, content, attempt: id, payloadHash, attemptedAt, questions };
}

const stateOf = ({ attempt: id, attemptedAt, payloadHash }: AttemptRow) =>
  attempt({ attempt: id, attemptedAt, payloadHash });
