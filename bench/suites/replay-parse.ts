/** Floor of a replay: read the file and parse every line, nothing else. */
import { createReadStream } from 'node:fs';
import { linesOf } from '../../src/persistence/lines.js';
import { eventFiles } from '../input.js';
import { measure, report } from '../measure.js';

const count = Number(process.argv[2]);
const { events } = eventFiles(count);
let seen = 0;
const measured = await measure(async () => {
  for await (const lines of linesOf(createReadStream(events), 1e6)) {
    for (const line of lines) {
      JSON.parse(line.text);
      seen++;
    }
  }
});
report({ events: seen, eventsPerCpuSecond: Math.round(seen / measured.cpuSeconds), ...measured });
