/** What one resident learner-course of 20 completed lessons takes, the actor beside its state. */
import { ACTOR_BYTES } from '../../src/actors/learner.js';
import { emptyConfig, eventFiles, open, publish } from '../input.js';
import { report } from '../measure.js';
import type { Observe } from '../../src/domain/command.js';
import type { ContentId, LearnerId } from '../../src/domain/ids.js';
import { untouched } from '../../src/domain/content.js';

const learners = Number(process.argv[2]);
const files = eventFiles(1000);
const { config, clean } = emptyConfig({ LAUREL_RESIDENT_BYTES_MAX: String(8 * 2 ** 30) });
const laurel = await open(config, 1000);
const course = await publish(laurel, files.course);
const leaves = laurel.engine.catalogue.tree(course)?.leaves ?? [];

const before = usedBytes();
const source = laurel.engine.source('memory');
for (let i = 0; i < learners; i++) {
  const learner = `${String(i).padStart(8, '0')}-4f6b-4d5e-9c1a-5b7d8e9f0a1b` as LearnerId;
  const command = completedCourse(learner);
  while (!source.offer(command)) await source.room();
}
await source.flushed();
await laurel.engine.settled();
const perResident = (usedBytes() - before) / learners;
const { residentBytes } = laurel.engine.status();
const stateBytes = residentBytes / learners - ACTOR_BYTES;
await laurel.stop();
clean();
report({ learners, perResident: Math.round(perResident), stateBytes: Math.round(stateBytes) });

function completedCourse(learner: LearnerId): Observe {
  const at = 1_563_788_371_969;
  const contents = leaves.map((content: ContentId, i) => ({
    ...untouched(content),
    ...{ status: 2 as const, progress: 100, completionSeen: true },
    ...{ firstCompletedAt: at + i, lastCompletedAt: at + i, lastAccessAt: at + i },
  }));
  const key = { learner, course, batch: '01309000000000100' as Observe['key']['batch'] };
  return { kind: 'observe', key, receivedAt: at + 100, courseVersion: 1, contents };
}

/** Heap and buffers after a full collection. */
function usedBytes(): number {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
