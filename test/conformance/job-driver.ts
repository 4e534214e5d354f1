/**
 * Feeds the input of a stream job's case through the real ingress, one record at a time and all
 * that follows after each, over an engine that holds the case's state before.
 */
import type { Batch } from '../../src/domain/batch.js';
import { readRelations } from '../../src/domain/relation-sets.js';
import { templateHashOf } from '../../src/certificates/identity.js';
import { ok } from '../../src/domain/result.js';
import type { Source } from '../../src/engine.js';
import { parseCriteria } from '../../src/gateway/template-criteria.js';
import { newIngress, type Ingress } from '../../src/gateway/topics/ingress.js';
import { isInputTopic } from '../../src/gateway/topics/parse-topic.js';
import { zoneOf } from '../../src/gateway/zone.js';
import { batchFromRow } from '../../src/persistence/sunbird/batch-row.js';
import { Misread } from './fields.js';
import { NO_REPORTS, PUBLIC_URL, insist, install, type Installation } from './installation.js';
import type { Given, Input } from './job-case.js';
import type { Observed, SentEvent } from './observed.js';
import { TIME_ZONE, outsideOf, type Outside } from './outside.js';
import { PublishedRelations } from './published-relations.js';
import type { Hashes } from './redis.js';
import { roleOf } from './roles.js';
import type { Row } from './tables.js';
import { touchedBy } from './touched.js';
import { WrittenRows } from './written-rows.js';

/** Switches that only upstream has. */
export interface Switches {
  /** `enable.suppress.exception` */
  readonly suppressesExceptions: boolean;
}

const SOURCE = 'conformance';
/** Time that passes before each record. */
const STEP_MS = 1;

export async function runJob(
  given: Given,
  switches: Switches,
  startedAt: number,
): Promise<Observed> {
  const events: SentEvent[] = [];
  const outside = outsideOf(given);
  const installation = await install({
    ...{ tables: given.tables, users: given.redis.users ?? {}, startedAt, timeZone: TIME_ZONE },
    courses: readRelations(Object.entries(given.redis.relations ?? {})),
    batches: batchesOf(given.tables['course_batch'] ?? []),
    writeReport: NO_REPORTS,
    follow: (parts) =>
      roleOf(given, outside, parts, ({ topic, recordKey, value }) => {
        events.push({ topic, key: recordKey, value: JSON.parse(value) as unknown });
      }),
  });
  const relations = new PublishedRelations(given, installation);
  const source = installation.engine.source(SOURCE);
  const ingress = ingressOf(installation, source, outside, relations, switches);
  const rows = new WrittenRows(installation, given.tables, 'jobs');
  const refused: string[] = [];
  for (const [i, input] of given.input.entries()) {
    installation.clock.advance(STEP_MS);
    const touched = touchedBy(input, installation, switches.suppressesExceptions);
    refused.push(...(await feed(input, i, ingress, installation)));
    await insist(source.flushed());
    for (const { key, renew } of touched) await rows.write(key, renew);
  }
  await installation.engine.stop();
  return {
    run: { from: startedAt, to: installation.clock.now(), env: 'dev' },
    tables: rows.rows,
    relations: relations.sets,
    users: usersOf(installation),
    ...{ events, calls: outside.calls },
    refusals: [...refused, ...(await lettersOf(installation)), ...installation.notes],
  };
}

/** Takes one record and lets all that follows from it happen; answers why it was not taken. */
async function feed(
  { topic, value }: Input,
  place: number,
  ingress: Ingress,
  { engine, clock }: Installation,
): Promise<string[]> {
  if (!isInputTopic(topic)) throw new Misread(`nothing is read from the topic ${topic}`);
  const text = JSON.stringify(value);
  const taken = await ingress.take({
    ...{ topic, text, source: SOURCE, position: `0:${String(place)}` },
    receivedAt: clock.now(),
  });
  await engine.settled();
  return taken.ok ? [] : [JSON.stringify(taken.error)];
}

function ingressOf(
  installation: Installation,
  source: Source,
  outside: Outside,
  relations: PublishedRelations,
  { suppressesExceptions }: Switches,
): Ingress {
  const { engine, store, clock, zone, follow } = installation;
  const { judges, tells } = follow;
  return newIngress({
    ...{ engine, source, zone, judges, tells },
    suppressesSignatoryFaults: suppressesExceptions,
    sendsToTopics: true,
    place: { publicUrl: PUBLIC_URL, timeZone: TIME_ZONE },
    questionsOf: outside.questionsOf,
    courseStatus: outside.courseStatus,
    updateUser: (audit) => outside.updateUser(audit, installation),
    refreshCourse: (course) => relations.refresh(course),
    contentOf: (template) => Promise.resolve(ok(template)),
    keepTemplate: (content) => {
      const hash = templateHashOf(content);
      return store.catalogue.putTemplate(hash, content);
    },
    now: () => clock.now(),
  });
}

/** The batches of rows of `course_batch`. */
export function batchesOf(rows: readonly Row[]): Batch[] {
  const zone = zoneOf(TIME_ZONE);
  return rows.flatMap((row) => {
    const read = batchFromRow(row, zone, (criteria) => {
      const parsed = parseCriteria(criteria);
      return parsed.ok ? parsed.value : null;
    });
    return read === null ? [] : [read.batch];
  });
}

const usersOf = ({ store }: Installation): Hashes =>
  Object.fromEntries([...store.tables.users].map(([user, entry]) => [`user:${user}`, entry]));

async function lettersOf({ store }: Installation): Promise<string[]> {
  const reasons: string[] = [];
  for await (const { reason } of store.deadLetters.list()) reasons.push(reason);
  return reasons;
}
