/** A million learners through a cap of 10,000 residents: memory stays flat, nothing is lost. */
import { ACTOR_BYTES } from '../../src/actors/learner.js';
import type { LearnerId } from '../../src/domain/ids.js';
import { untouched } from '../../src/domain/content.js';
import { emptyConfig, eventFiles, open, publish } from '../input.js';
import { measure, memoryMb, report } from '../measure.js';

const learners = Number(process.argv[2]);
const RESIDENTS = 10_000;
const EVENTS_PER_LEARNER = 2;
const files = eventFiles(1000);
const cap = String(RESIDENTS * (ACTOR_BYTES + 200));
const { config, clean } = emptyConfig({ LAUREL_RESIDENT_BYTES_MAX: cap });
const laurel = await open(config, 1000);
const course = await publish(laurel, files.course);
const leaves = laurel.engine.catalogue.tree(course)?.leaves ?? [];
const batch = '01309000000000100' as never;
const learnerOf = (i: number): LearnerId => `learner-${String(i).padStart(8, '0')}` as LearnerId;

const memoryMbOverTime: number[] = [];
const source = laurel.engine.source('cap');
const measured = await measure(async () => {
  for (let round = 0; round < EVENTS_PER_LEARNER; round++) {
    for (let i = 0; i < learners; i++) {
      const content = leaves[round];
      if (content === undefined) throw new Error('the course has leaves');
      const at = 1_563_788_371_969 + round;
      const done = { status: 2 as const, progress: 100, completionSeen: true };
      const times = { firstCompletedAt: at, lastCompletedAt: at, lastAccessAt: at };
      const contents = [{ ...untouched(content), ...done, ...times }];
      const key = { learner: learnerOf(i), course, batch };
      const command = { kind: 'observe', key, receivedAt: at, courseVersion: 1, contents } as const;
      while (!source.offer(command)) await source.room();
      if (i % (learners / 10) === 0) memoryMbOverTime.push(Math.round(memoryMb()));
    }
  }
  await source.flushed();
});
const { residents } = laurel.engine.status();
const lost = await countLost();
await laurel.stop();
clean();
const perCpuSecond = Math.round((learners * EVENTS_PER_LEARNER) / measured.cpuSeconds);
report({
  learners,
  residents,
  lost,
  memoryMbOverTime,
  eventsPerCpuSecond: perCpuSecond,
  ...measured,
});

/** Reads every 97th learner back from the store. */
async function countLost(): Promise<number> {
  let missing = 0;
  for (let i = 0; i < learners; i += 97) {
    const state = await laurel.engine.enrolment({ learner: learnerOf(i), course, batch });
    if (!state.ok || state.value.contents.size !== EVENTS_PER_LEARNER) missing++;
  }
  return missing;
}
