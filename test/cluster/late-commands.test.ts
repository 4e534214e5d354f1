import { describe, expect, it } from 'vitest';
import { LateCommands } from '../../src/cluster/late-commands.js';
import type { Command, Reevaluate } from '../../src/domain/command.js';
import { enrol } from '../actors/given.js';

describe('A command that names the structure of before', () => {
  it('has its learner derived again under the newest one, once', async () => {
    const { late, submitted, looked } = given();
    late.taken([named('anil', 1), named('devi', 2), named('anil', 2)]);
    await looked();
    await looked();

    expect(submitted).toEqual([
      { kind: 'reevaluate', key: enrol('anil').key, receivedAt: 7, courseVersion: 2 },
    ]);
  });

  it('is found by the look that hears of the publication, however late it is', async () => {
    const { late, submitted, looked, world } = given();
    world.newest = 1;
    late.taken([named('devi', 1)]);
    await looked();
    const from = late.looking();
    late.taken([named('anil', 1)]);
    await late.looked(from);
    world.newest = 2;
    await looked();

    expect(submitted.map(({ key }) => key.learner)).toEqual(['anil']);
  });

  it('is asked for again where it could not be', async () => {
    const { late, submitted, looked, world } = given();
    late.taken([named('anil', 1)]);
    world.isAway = true;
    await looked();
    expect(submitted).toEqual([]);

    world.isAway = false;
    await looked();
    expect(submitted).toHaveLength(1);
  });

  it('of a course that nobody has published is not one', async () => {
    const { late, submitted, looked, world } = given();
    world.newest = 0;
    late.taken([named('anil', 0)]);
    await looked();

    expect(submitted).toEqual([]);
  });
});

const named = (who: string, courseVersion: number): Command => ({ ...enrol(who), courseVersion });

function given() {
  const world = { newest: 2, isAway: false };
  const submitted: Reevaluate[] = [];
  const late = new LateCommands({
    newest: () => world.newest,
    submit: (commands) => {
      if (!world.isAway) submitted.push(...commands);
      return Promise.resolve(!world.isAway);
    },
    now: () => 7,
  });
  const looked = (): Promise<void> => late.looked(late.looking());
  return { late, submitted, looked, world };
}
