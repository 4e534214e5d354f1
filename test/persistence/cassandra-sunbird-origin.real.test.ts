/** What another service decides, and answers of attempts, read from a real server. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QuestionRecord } from '../../src/domain/command.js';
import {
  sunbirdOrigin,
  type SunbirdOrigin,
} from '../../src/persistence/cassandra/sunbird-origin.js';
import { hashOfAnswers } from '../../src/persistence/sunbird/question.js';
import { KEY, attempt, unenrolled } from '../domain/given.js';
import { realServers } from '../real/servers.js';
import { openKeyspace, valueOf, type Keyspace } from './cassandra-sunbird.js';
import { NOW, projected, READ_AT, ZONE } from './sunbird/given.js';

/** In the order of fields that the hash of answers rests on. */
const QUESTION: QuestionRecord = {
  id: 'q1',
  assessedAt: 1_568_891_772_964,
  maxScore: 1,
  score: 0.33,
  duration: 24.5,
  type: '',
  title: 'What is 2 + 2?',
  description: '',
  responses: '[{"1":"A"},{"hasOwnProperty":"B"}]',
  params: '[]',
};

describe.skipIf(realServers() === null)('Sunbird’s tables as an origin', () => {
  let keyspace: Keyspace;
  let origin: SunbirdOrigin;
  beforeAll(async () => {
    keyspace = await openKeyspace();
    origin = sunbirdOrigin(keyspace.client, keyspace.name, ZONE, () => READ_AT);
  });
  afterAll(() => keyspace.drop());

  const enrolments = (): string => `${keyspace.name}.user_enrolments`;
  const where = (batch: string): string =>
    `WHERE userid = 'user001' AND courseid = 'course001' AND batchid = '${batch}'`;
  const keyOf = (batch: string) => ({ ...KEY, batch: batch as typeof KEY.batch });

  it('tell when it was decided that a learner takes part', async () => {
    const written = `USING TIMESTAMP 1700000000123456`;
    await keyspace.execute(
      `UPDATE ${enrolments()} ${written} SET active = true, addedby = 'anil', enrolled_date = 5000
       ${where('b1')}`,
    );
    await keyspace.execute(`UPDATE ${enrolments()} SET progress = 3 ${where('b1')}`);

    const membership = { active: true, enrolledAt: 5000, addedBy: 'anil' };
    expect(valueOf(await origin.membership(keyOf('b1')))).toEqual({
      ...membership,
      decidedAt: 1_700_000_000_123,
    });

    const later = `USING TIMESTAMP 1700000009000000`;
    await keyspace.execute(`UPDATE ${enrolments()} ${later} SET active = false ${where('b1')}`);
    expect(valueOf(await origin.membership(keyOf('b1')))).toEqual({
      ...membership,
      active: false,
      decidedAt: 1_700_000_009_000,
    });
  });

  it('tell nothing of a learner without an enrolment, or with a row made by reading', async () => {
    await keyspace.execute(`UPDATE ${enrolments()} SET lastreadcontentid = 'do_R1' ${where('b2')}`);

    expect(valueOf(await origin.membership(keyOf('b2')))).toBeNull();
    expect(valueOf(await origin.membership(keyOf('b3')))).toBeNull();
    expect(valueOf(await origin.enrolment(keyOf('b3')))).toBeNull();
  });

  it('take a row without a decision for one made by enrolling', async () => {
    await keyspace.execute(`UPDATE ${enrolments()} SET enrolled_date = 7000 ${where('b4')}`);

    expect(valueOf(await origin.membership(keyOf('b4')))).toEqual({
      active: false,
      decidedAt: 7000,
      enrolledAt: 7000,
      addedBy: '',
    });
  });

  it('give each of several learners that are asked for at once its own rows', async () => {
    const learners = ['user010', 'user011', 'user012'] as (typeof KEY.learner)[];
    const [first, second] = learners;
    await keyspace.execute(
      `UPDATE ${enrolments()} SET active = true, addedby = 'anil', enrolled_date = 5000
       WHERE userid = '${first}' AND courseid = 'course001' AND batchid = 'b5'`,
    );
    for (const content of ['do_R1', 'do_R2']) {
      await keyspace.execute(
        `UPDATE ${keyspace.name}.user_content_consumption SET status = 2
         WHERE userid = '${second}' AND courseid = 'course001' AND batchid = 'b5'
         AND contentid = '${content}'`,
      );
    }

    const states = await Promise.all(
      learners.map((learner) => origin.enrolment({ ...keyOf('b5'), learner })),
    );

    const [enrolled, worked, unknown] = states.map(valueOf);
    expect(enrolled).toMatchObject({ membership: { addedBy: 'anil' }, contents: new Map() });
    expect([...(worked?.contents.keys() ?? [])]).toEqual(['do_R1', 'do_R2']);
    expect(worked?.membership).toBeNull();
    expect(unknown).toBeNull();
  });

  it('have the answers of attempts as they were scored', async () => {
    const payloadHash = hashOfAnswers([QUESTION]);
    const made = attempt({ payloadHash, attemptedAt: 9000 });
    const answers = { ...made, key: KEY, questions: [QUESTION] };
    await keyspace.write(
      [projected(unenrolled({ attempts: [made] }), { attempts: [answers] })],
      NOW * 1000,
    );

    const { content, attempt: id, attemptedAt } = made;
    expect(valueOf(await origin.answers(KEY))).toEqual([
      { key: KEY, content, attempt: id, payloadHash, attemptedAt, questions: [QUESTION] },
    ]);
    const state = valueOf(await origin.enrolment(KEY));
    expect([...(state?.attempts.values() ?? [])]).toEqual([made]);
  });

  it('are said not to answer when they do not, and nothing else', async () => {
    const nowhere = sunbirdOrigin(keyspace.client, 'no_such_keyspace', ZONE, () => READ_AT);

    const unavailable = { ok: false, error: { kind: 'unavailable' } };
    expect(await nowhere.enrolment(KEY)).toMatchObject(unavailable);
    expect(await nowhere.learner(KEY.learner)).toMatchObject(unavailable);
    expect(await nowhere.membership(KEY)).toMatchObject(unavailable);
  });
});
