/**
 * From the completion of a course to the issued certificate, in one process on LMDB with one
 * drawing thread: first everything at once, which shows what the installation can do, then half as
 * many a second, which shows how long a learner waits. A certificate counts as issued when its
 * document is durable and its learner's state says so; signed, as an installation signs. Work is
 * folded when it is flushed, so that the flush interval is the larger part of the wait.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { openEngine } from '../../src/actors/engine.js';
import { NOBODY_LOOKS } from '../../src/actors/engine-parts.js';
import { SELF_CONTAINED } from '../../src/actors/follow.js';
import { nactSystem } from '../../src/actors/nact.js';
import { accessCodeOf, certificateIdOf, templateHashOf } from '../../src/certificates/identity.js';
import { limitsOf, newRenderer } from '../../src/compose.js';
import { publicUrlOf } from '../../src/config.js';
import type { Batch } from '../../src/domain/batch.js';
import type { Command } from '../../src/domain/command.js';
import { untouched } from '../../src/domain/content.js';
import type { BatchId, ContentId, CourseId, LearnerId, TemplateId } from '../../src/domain/ids.js';
import { openLmdbStore } from '../../src/persistence/lmdb/store.js';
import { certificateSigner } from '../../src/certificate-signer.js';
import { systemClock } from '../../src/system-clock.js';
import { emptyConfig } from '../input.js';
import { measure, report } from '../measure.js';

const [atOnce = '500', paced = '1000', flushMs = '1000'] = process.argv.slice(2);
const [burst, steady] = [Number(atOnce), Number(paced)];
const COURSE = 'do_1' as CourseId;
const BATCH = 'b-1' as BatchId;
const LESSON = 'lesson-1' as ContentId;
const WARM_COUNT = 100;
const SIGNATURE =
  'data:image/svg+xml;utf8,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30">' +
  '<path d="M5 20 Q25 0 45 18 T85 12" stroke="black" fill="none"/></svg>';
const TEMPLATE = 'merit' as TemplateId;

const BATCH_WITH_TEMPLATE: Batch = {
  ...{ batch: BATCH, course: COURSE, name: 'Batch 1', description: '', enrolmentType: 'open' },
  ...{ startDate: '2026-01-01', endDate: null, enrolmentEndDate: null, createdBy: '' },
  ...{ createdFor: [], mentors: [], createdAt: 1, updatedAt: 1 },
  templates: {
    [TEMPLATE]: {
      ...{ template: TEMPLATE, name: 'Course Completion Certificate', url: '', extras: {} },
      criteria: { enrolmentStatus: 2, score: null, user: null },
      issuer: { name: 'State Council', url: 'https://example.org' },
      signatories: [{ name: 'A. Rao', id: 'ceo', designation: 'Director', image: SIGNATURE }],
    },
  },
};

const { config, clean } = emptyConfig({ LAUREL_FLUSH_INTERVAL_MS: flushMs });
const opened = openLmdbStore({ folder: config.dataDir, readOnly: false });
if (!opened.ok) throw new Error(JSON.stringify(opened.error));
const signing = certificateSigner(config);
if (!signing.ok) throw new Error(signing.error);
const store = opened.value;
const submittedAt = new Map<string, number>();
const waitedMs: number[] = [];
const engine = await openEngine({
  ...{ store, clock: systemClock(), courses: NOBODY_LOOKS, origin: null, rows: null, relate: null },
  actors: nactSystem((trouble) => process.stderr.write(`${JSON.stringify(trouble)}\n`)),
  limits: limitsOf(config, config.flushIntervalMs),
  names: { idOf: certificateIdOf, accessCodeOf, templateHashOf },
  publicUrl: publicUrlOf(config),
  timeZone: config.timeZone,
  writeReport: () => Promise.reject(new Error('no report is asked for')),
  reportElsewhere: null,
  newRenderer: () => newRenderer(signing.value.signer),
  note: (message, detail) => process.stderr.write(`${message} ${JSON.stringify(detail)}\n`),
  follow: {
    ...SELF_CONTAINED,
    tells: new Set(['certificate-issued']),
    tell: ({ key }) => {
      waitedMs.push(performance.now() - (submittedAt.get(key.learner) ?? 0));
      return Promise.resolve({ kind: 'done' });
    },
  },
});

let made = 0;
await prepare(WARM_COUNT + burst + steady);
await completeAll(WARM_COUNT, 0);
const capacity = await measure(() => completeAll(burst, 0));
const perSecond = burst / capacity.wallSeconds;
waitedMs.length = 0;
const half = await measure(() => completeAll(steady, 2000 / perSecond));
const sorted = [...waitedMs].sort((a, b) => a - b);
await engine.stop();
await store.close();
clean();
report({
  flushIntervalMs: config.flushIntervalMs,
  ...{ atOnce: burst, paced: steady, issuedPerSecond: Math.round(perSecond) },
  issuedPerCpuSecond: Math.round(burst / capacity.cpuSeconds),
  pacePerSecond: Math.round(steady / half.wallSeconds),
  issuedMsP50: Math.round(percentile(0.5)),
  issuedMsP99: Math.round(percentile(0.99)),
  issuedMsMax: Math.round(sorted.at(-1) ?? 0),
  memoryMb: half.memoryMb,
});

function percentile(part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

/** Completes a number of learners, one each so many milliseconds; ends when all are certified. */
async function completeAll(count: number, everyMs: number): Promise<void> {
  const wanted = waitedMs.length + count;
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    const early = start + i * everyMs - performance.now();
    if (early > 1) await wait(early);
    complete(made++);
  }
  while (waitedMs.length < wanted) await wait(2);
}

/** Not awaited: the next learner does not wait for this one's answer. */
function complete(n: number): void {
  const learner = learnerOf(n);
  submittedAt.set(learner, performance.now());
  const at = Date.now();
  const seen = { status: 2 as const, progress: 100, completionSeen: true };
  const times = { firstCompletedAt: at, lastCompletedAt: at, lastAccessAt: at };
  const contents = [{ ...untouched(LESSON), ...seen, ...times }];
  void engine.submit([{ ...commandOf(n), kind: 'observe', contents }]).then((answer) => {
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  });
}

/** A course of one lesson, its batch with a template, and learners who are known and enrolled. */
async function prepare(count: number): Promise<void> {
  const node = { mimeType: 'application/pdf', objectType: 'Content', optional: false };
  const shown = { contentType: 'Resource', primaryCategory: 'Lesson', visibility: 'Default' };
  const leaf = { ...node, ...shown, leafNodes: null, leafNodesCount: 0, children: [] };
  const info = { description: '', appIcon: '', status: 'Live', channel: '', userConsent: '' };
  done(await engine.catalogue.putBatch(BATCH_WITH_TEMPLATE));
  done(
    await engine.catalogue.publish(
      { ...info, course: COURSE, name: 'Foundations', leafNodesCount: 1, publishedAt: 1 },
      {
        ...{ ...leaf, identifier: COURSE, name: 'Foundations' },
        mimeType: 'application/vnd.ekstep.content-collection',
        children: [{ ...leaf, identifier: LESSON, name: 'One' }],
      },
    ),
  );
  for (let n = 0; n < count; n++) {
    const user = { firstname: 'Learner', lastname: `Number ${String(n)}` };
    done(await engine.catalogue.putUsers([[learnerOf(n), user]]));
    const enrol: Command = { ...commandOf(n), kind: 'enrol', at: Date.now(), addedBy: '' };
    done(await engine.submit([enrol]));
  }
  await engine.settled();
}

function learnerOf(n: number): LearnerId {
  return `learner-${String(n)}` as LearnerId;
}

function commandOf(n: number): Pick<Command, 'key' | 'receivedAt' | 'courseVersion'> {
  const key = { learner: learnerOf(n), course: COURSE, batch: BATCH };
  return { key, receivedAt: Date.now(), courseVersion: 1 };
}

function done(answer: { readonly ok: boolean }): void {
  if (!answer.ok) throw new Error(JSON.stringify(answer));
}
