/** The replay as the command line does it: file -> router -> actors -> flush -> LMDB. */
import { createReadStream } from 'node:fs';
import { linesOf } from '../../src/persistence/lines.js';
import { parseStreamEvent } from '../../src/gateway/stream-event.js';
import { emptyConfig, enrol, eventFiles, open, publish } from '../input.js';
import { measure, report } from '../measure.js';

const count = Number(process.argv[2]);
const flushIntervalMs = Number(process.argv[3]);
const residentBytesMax = process.argv[4] ?? '';
const files = eventFiles(count);
const limits = residentBytesMax === '' ? {} : { LAUREL_RESIDENT_BYTES_MAX: residentBytesMax };
const { config, clean } = emptyConfig(limits);
const laurel = await open(config, flushIntervalMs);
const course = await publish(laurel, files.course);
await enrol(laurel, files.enrolments);
const putsBefore = puts();

const source = laurel.engine.source('events');
const context = { courseVersion: () => 1, batchStart: () => 0, receivedAt: null };
const measured = await measure(async () => {
  for await (const lines of linesOf(createReadStream(files.events), 1e6)) {
    for (const line of lines) {
      const event = parseStreamEvent(line.text, context);
      if (event.kind !== 'commands') continue;
      for (const command of event.commands) {
        while (!source.offer(command)) await source.room();
      }
    }
  }
  const flushed = await source.flushed();
  if (!flushed.ok) throw new Error(JSON.stringify(flushed.error));
});
const eventsPerPut = count / (puts() - putsBefore);
const { applied } = source.tally;
const { completions } = laurel.engine.status();
await laurel.stop();
clean();
report({
  ...{ course, applied, completions, eventsPerPut },
  eventsPerCpuSecond: Math.round(count / measured.cpuSeconds),
  ...measured,
});

function puts(): number {
  return laurel.engine.status().snapshotsWritten;
}
