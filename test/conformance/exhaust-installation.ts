/**
 * A fresh engine on the memory store that holds the learners of a case of the exhausts: courses,
 * batches and users as they are, and a snapshot of every enrolment that its rows tell of.
 *
 * - I1 Learners come after their courses, so that nothing is derived anew of what rows tell.
 */
import { SELF_CONTAINED } from '../../src/actors/follow.js';
import type { WriteReport } from '../../src/actors/report.js';
import { isGiven } from '../../src/domain/consent.js';
import { ok } from '../../src/domain/result.js';
import { parseHierarchy } from '../../src/gateway/hierarchy.js';
import { memoryStore, type MemoryStore } from '../../src/persistence/memory-store.js';
import { EMPTY_TABLE, packEnrolment } from '../../src/persistence/packed-enrolment.js';
import { EMPTY_COMMIT, type ConsentsBefore, type CourseInfo } from '../../src/persistence/ports.js';
import { seal } from '../../src/persistence/snapshot.js';
import { adopt, adoptAnswers } from '../../src/persistence/sunbird/adopt.js';
import { instantIn } from '../../src/persistence/sunbird/cell.js';
import { rowsByEnrolment } from '../../src/persistence/sunbird/learner-rows.js';
import type { Fixtures } from './exhaust-fixtures.js';
import { Misread, isFields, textOr, type Fields } from './fields.js';
import { insist, install, type Installation } from './installation.js';
import { batchesOf } from './job-driver.js';
import { TIME_ZONE } from './outside.js';
import type { Row, Rows } from './tables.js';

/** `writeReport` is given the store that users are looked up in. */
export async function installExhausts(
  fixtures: Fixtures,
  startedAt: number,
  writeReport: (store: MemoryStore) => WriteReport,
): Promise<Installation> {
  const store = memoryStore();
  for (const [course, answer] of answersById(fixtures)) {
    if (!fixtures.hierarchies.has(course)) store.tables.courses.set(course, known(course, answer));
  }
  const installation = await install(
    {
      ...{ tables: {}, courses: new Map(), users: fixtures.users, startedAt },
      batches: batchesOf(fixtures.tables['course_batch'] ?? []),
      timeZone: TIME_ZONE,
      follow: () => SELF_CONTAINED,
      writeReport: writeReport(store),
    },
    store,
  );
  await publish(fixtures, installation);
  await installation.engine.settled();
  await adoptAll(fixtures.tables, installation, startedAt);
  return installation;
}

/** The last answer of an id is the one that upstream's join keeps apart from none. */
const answersById = ({ collections }: Fixtures): Map<CourseInfo['course'], Fields> =>
  new Map(
    collections.map((answer) => [String(answer['identifier']) as CourseInfo['course'], answer]),
  );

/** A course that searches find, and whose structure nobody has. */
const known = (course: CourseInfo['course'], answer: Fields): CourseInfo => ({
  ...{ course, description: '', appIcon: '', leafNodesCount: 0 },
  ...{ publishedAt: 0, version: 0, evaluatedVersion: 0 },
  name: textOr(answer['name'], course),
  status: textOr(answer['status'], 'Live'),
  channel: textOr(answer['channel']),
  userConsent: textOr(answer['userConsent']),
});

async function publish(fixtures: Fixtures, { engine }: Installation): Promise<void> {
  const answers = answersById(fixtures);
  for (const [course, hierarchy] of fixtures.hierarchies) {
    const answer = answers.get(course as CourseInfo['course']);
    if (answer === undefined) continue;
    const parsed = parseHierarchy({ ...hierarchy, ...answer });
    if (!parsed.ok) throw new Misread(`content_hierarchy of ${course}: ${parsed.error.code}`);
    const { info, structure } = parsed.value;
    await insist(engine.catalogue.publish(info, structure));
  }
}

/** Consents as an installation's table tells them. */
export const consentsOf =
  ({ consents }: Fixtures): ConsentsBefore =>
  (learners, consumer, object) =>
    Promise.resolve(
      ok(
        learners.map((learner) => {
          const row = consents.find(
            ({ user_id, consumer_id, object_id }) =>
              user_id === learner && consumer_id === consumer && object_id === object,
          );
          if (row === undefined) return null;
          return { given: isGiven(row['status']), at: instantIn(row, 'last_updated_on') };
        }),
      ),
    );

/** I1. */
async function adoptAll(tables: Rows, installation: Installation, at: number): Promise<void> {
  const { store, zone } = installation;
  const told = rowsByEnrolment({ ...tables, user_content_consumption: consumptionOf(tables) });
  const states = told.map(({ key, rows }) => adopt(key, rows, zone, at));
  const snapshots = states.map((state) => ({
    key: state.key,
    bytes: seal(state.key, {
      version: EMPTY_TABLE.version,
      body: packEnrolment(state, EMPTY_TABLE),
    }),
    isNew: true,
  }));
  const attempts = told.flatMap(({ key, rows }) => adoptAnswers(key, rows.attempts));
  await insist(store.snapshots.commit({ ...EMPTY_COMMIT, snapshots, attempts }));
}

/** The rows from which Sunbird's job counted `contentstatus`, which reports read upstream. */
function consumptionOf(tables: Rows): Row[] {
  return (tables['user_enrolments'] ?? []).flatMap((row) => {
    const { userid, courseid, batchid, contentstatus } = row;
    const statuses = isFields(contentstatus) ? Object.entries(contentstatus) : [];
    return statuses.map(([contentid, status]) => ({
      userid,
      courseid,
      batchid,
      contentid,
      status,
    }));
  });
}
