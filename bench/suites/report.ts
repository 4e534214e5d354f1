/** A progress exhaust of one batch from LMDB snapshots, user cache filled for every learner. */
import { readFileSync, statSync } from 'node:fs';
import type { BatchId, LearnerId } from '../../src/domain/ids.js';
import { untouched } from '../../src/domain/content.js';
import { NO_OPTIONS } from '../../src/reports/report-options.js';
import { emptyConfig, eventFiles, open, publish } from '../input.js';
import { measure, memoryMb, report } from '../measure.js';

const learners = Number(process.argv[2]);
const BATCH = '01309000000000100' as BatchId;
const { config, clean } = emptyConfig();
const laurel = await open(config, 5000);
const course = await publish(laurel, eventFiles(1000).course);
const leaves = laurel.engine.catalogue.tree(course)?.leaves ?? [];
await laurel.engine.catalogue.putBatch({
  ...{ batch: BATCH, course, name: 'Batch 1', description: '', enrolmentType: 'open' },
  ...{ startDate: '2020-01-01', endDate: null, enrolmentEndDate: null },
  ...{ createdBy: '', createdFor: [], mentors: [], createdAt: 1, updatedAt: 1, templates: {} },
});
await fill();
const memoryBefore = memoryMb();
let rows = 0;
let path = '';
let lines = 0;
const measured = await measure(async () => {
  const order = { dataset: 'progress-exhaust', course, batch: BATCH } as const;
  const file = await laurel.engine.report({
    ...{ ...order, folder: 'bench', requesterOrg: '' },
    ...{ protection: { kind: 'plain' }, options: NO_OPTIONS, assessment: null },
  });
  if (!file.ok) throw new Error(JSON.stringify(file.error));
  ({ rows, path } = file.value);
});
const fileMb = statSync(path).size / 1e6;
const floor = await measure(() => {
  lines = readFileSync(path, 'utf8').split('\n').length;
});
await laurel.stop();
clean();
report({
  ...{ rows, lines, fileMb, rowsPerCpuSecond: Math.round(rows / measured.cpuSeconds) },
  aboveIdleMb: measured.memoryMb - memoryBefore,
  readBackCpuSeconds: floor.cpuSeconds,
  ...measured,
});

async function fill(): Promise<void> {
  const source = laurel.engine.source('report');
  const at = 1_700_000_000_000;
  for (let i = 0; i < learners; i++) {
    const learner = `learner-${String(i).padStart(8, '0')}` as LearnerId;
    const common = { key: { learner, course, batch: BATCH }, receivedAt: at, courseVersion: 1 };
    const done = leaves.slice(0, i % 21).map((content) => ({
      ...untouched(content),
      ...{ status: 2 as const, progress: 100, completionSeen: true },
      ...{ firstCompletedAt: at, lastCompletedAt: at, lastAccessAt: at },
    }));
    while (!source.offer({ kind: 'enrol', at, addedBy: '', ...common })) await source.room();
    while (!source.offer({ kind: 'observe', contents: done, ...common })) await source.room();
  }
  await source.flushed();
  for (let i = 0; i < learners; i += 1000) {
    const users = Array.from({ length: Math.min(1000, learners - i) }, (_, j) => userOf(i + j));
    await laurel.engine.catalogue.putUsers(users);
  }
}

function userOf(i: number): readonly [LearnerId, Readonly<Record<string, string>>] {
  return [
    `learner-${String(i).padStart(8, '0')}` as LearnerId,
    {
      ...{ firstname: `First${String(i)}`, lastname: 'Last', state: 'Karnataka' },
      ...{ district: `District ${String(i % 30)}`, block: 'Block', cluster: 'Cluster' },
      ...{ orgname: 'Org', rootorgid: '0130', schoolname: `School, No. ${String(i % 5000)}` },
      ...{ schooludisecode: String(29_000_000_000 + i), usertype: 'teacher', board: '["CBSE"]' },
    },
  ];
}
