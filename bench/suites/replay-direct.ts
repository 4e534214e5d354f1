/**
 * Floor of a replay: the same parse, merge, packing and commits in one loop, without actors, router
 * or limits. What it leaves out is what Laurel's own order costs.
 */
import { createReadStream } from 'node:fs';
import { linesOf } from '../../src/persistence/lines.js';
import type { Command } from '../../src/domain/command.js';
import { initialEnrolment } from '../../src/domain/enrolment.js';
import { foldAll } from '../../src/domain/fold.js';
import { parseStreamEvent } from '../../src/gateway/stream-event.js';
import { contentTable, packEnrolment } from '../../src/persistence/packed-enrolment.js';
import { EMPTY_COMMIT, type SnapshotWrite } from '../../src/persistence/ports.js';
import { openSealed, seal } from '../../src/persistence/snapshot.js';
import { emptyConfig, eventFiles, open, publish } from '../input.js';
import { measure, report } from '../measure.js';

const count = Number(process.argv[2]);
const flushIntervalMs = Number(process.argv[3]);
const files = eventFiles(count);
const { config, clean } = emptyConfig();
const laurel = await open(config, flushIntervalMs);
const course = await publish(laurel, files.course);
const tree = laurel.engine.catalogue.tree(course);
if (tree === null) throw new Error('the course is published');
const table = contentTable(tree);

interface Slot {
  body: string;
  stored: boolean;
  commands: Command[];
}
const slots = new Map<string, Slot>();
const dirty = new Set<Slot>();
let puts = 0;

function foldSlot(slot: Slot): SnapshotWrite[] {
  const [first] = slot.commands;
  if (first === undefined) return [];
  const { key } = first;
  const body = Buffer.from(slot.body, 'latin1');
  const held = slot.stored
    ? openSealed(key, { version: table.version, body }, () => table)
    : ({ ok: true, value: initialEnrolment(key) } as const);
  if (!held.ok) throw new Error('what was packed can be opened');
  const packed = packEnrolment(foldAll(held.value, slot.commands, () => tree).state, table);
  const bytes = seal(key, { version: table.version, body: packed });
  const isNew = !slot.stored;
  Object.assign(slot, { body: packed.toString('latin1'), stored: true, commands: [] });
  return [{ key, bytes, isNew }];
}

async function flush(): Promise<void> {
  const learners = [...dirty].sort((a, b) => (keyText(a) < keyText(b) ? -1 : 1));
  dirty.clear();
  for (let i = 0; i < learners.length; i += 500) {
    const snapshots = learners.slice(i, i + 500).flatMap(foldSlot);
    puts += snapshots.length;
    await laurel.store.snapshots.commit({ ...EMPTY_COMMIT, snapshots });
  }
}

const keyText = (slot: Slot): string => slot.commands[0]?.key.learner ?? '';

const context = { courseVersion: () => 1, batchStart: () => 0, receivedAt: null };
const measured = await measure(async () => {
  let flushedAt = performance.now();
  for await (const lines of linesOf(createReadStream(files.events), 1e6)) {
    for (const line of lines) {
      const event = parseStreamEvent(line.text, context);
      if (event.kind !== 'commands') continue;
      for (const command of event.commands) {
        let slot = slots.get(command.key.learner);
        if (slot === undefined) {
          slot = { body: '', stored: false, commands: [] };
          slots.set(command.key.learner, slot);
        }
        slot.commands.push(command);
        dirty.add(slot);
      }
    }
    if (performance.now() - flushedAt < flushIntervalMs) continue;
    await flush();
    flushedAt = performance.now();
  }
  await flush();
});
await laurel.stop();
clean();
const eventsPerPut = count / puts;
report({ eventsPerCpuSecond: Math.round(count / measured.cpuSeconds), eventsPerPut, ...measured });
