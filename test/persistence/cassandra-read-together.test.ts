import { describe, expect, it } from 'vitest';
import type { BatchId, CourseId, EnrolmentKey, LearnerId } from '../../src/domain/ids.js';
import { err, ok } from '../../src/domain/result.js';
import {
  LEARNERS_A_READ_MAX,
  readTogether,
  type ReadLearners,
} from '../../src/persistence/cassandra/read-together.js';

describe('Reads of learners', () => {
  it('that are asked for in one moment are one read, and each gets its own answer', async () => {
    const { read, sent } = reads();
    const one = readTogether(read);

    const found = await Promise.all([one(key('ada')), one(key('nobody')), one(key('bo'))]);

    expect(found).toEqual([ok('ada of b1'), ok(null), ok('bo of b1')]);
    expect(sent).toEqual([['ada', 'nobody', 'bo']]);
  });

  it('of another batch are a read of their own', async () => {
    const { read, sent } = reads();
    const one = readTogether(read);

    const found = await Promise.all([one(key('ada')), one(key('ada', 'b2'))]);

    expect(found).toEqual([ok('ada of b1'), ok('ada of b2')]);
    expect(sent).toEqual([['ada'], ['ada']]);
  });

  it('of one learner twice name the learner once', async () => {
    const { read, sent } = reads();
    const one = readTogether(read);

    const found = await Promise.all([one(key('ada')), one(key('ada'))]);

    expect(found).toEqual([ok('ada of b1'), ok('ada of b1')]);
    expect(sent).toEqual([['ada']]);
  });

  it('are no more at once than a request may have', async () => {
    const { read, sent } = reads();
    const one = readTogether(read);
    const names = Array.from({ length: LEARNERS_A_READ_MAX + 1 }, (_, i) => `learner-${String(i)}`);

    const found = await Promise.all(names.map((name) => one(key(name))));

    expect(found).toEqual(names.map((name) => ok(`${name} of b1`)));
    expect(sent.map((learners) => learners.length)).toEqual([LEARNERS_A_READ_MAX, 1]);
  });

  it('that are asked for while one is under way are not answered by it', async () => {
    let later: Promise<unknown> = Promise.resolve();
    const sent: (readonly string[])[] = [];
    const one = readTogether<string>((_course, _batch, learners) => {
      if (sent.length === 0) later = one(key('ada'));
      sent.push(learners);
      return Promise.resolve(ok(new Map([['ada', `read ${String(sent.length)}`]])));
    });

    expect(await one(key('ada'))).toEqual(ok('read 1'));
    expect(await later).toEqual(ok('read 2'));
  });

  it('all fail with the read that they share', async () => {
    const refused = err({ kind: 'unavailable', detail: 'too few replicas' } as const);
    const one = readTogether(() => Promise.resolve(refused));

    expect(await Promise.all([one(key('ada')), one(key('bo'))])).toEqual([refused, refused]);
  });
});

/** A store that knows everybody but `nobody`, and what was read of it. */
function reads(): { read: ReadLearners<string>; sent: (readonly string[])[] } {
  const sent: (readonly string[])[] = [];
  return {
    sent,
    read: (_course, batch, learners) => {
      sent.push(learners);
      const known = learners.filter((learner) => learner !== 'nobody');
      return Promise.resolve(ok(new Map(known.map((name) => [name, `${name} of ${batch}`]))));
    },
  };
}

const key = (learner: string, batch = 'b1'): EnrolmentKey => ({
  learner: learner as LearnerId,
  course: 'c1' as CourseId,
  batch: batch as BatchId,
});
