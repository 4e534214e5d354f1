/**
 * An engine for tests of commands: remembers what it is given, decides nothing. Its source refuses
 * the first offer of every command, as a full inbox would.
 */
import type { Batch } from '../../src/domain/batch.js';
import type { UserEntry } from '../../src/domain/certificate.js';
import type { Command } from '../../src/domain/command.js';
import { courseTree, type CourseTree } from '../../src/domain/course.js';
import { ok } from '../../src/domain/result.js';
import { withFields } from '../../src/domain/user-fields.js';
import type { Catalogue, Engine, EngineStatus, Source, Tally } from '../../src/engine.js';
import type { CourseInfo, DeadLetter } from '../../src/persistence/ports.js';

export interface FakeEngine extends Pick<Engine, 'catalogue' | 'source' | 'settled' | 'status'> {
  readonly commands: Command[];
  readonly letters: DeadLetter[];
  readonly users: Map<string, UserEntry>;
  readonly batches: Map<string, Batch>;
  readonly courses: Map<string, CourseInfo>;
}

export function fakeEngine(): FakeEngine {
  const commands: Command[] = [];
  const letters: DeadLetter[] = [];
  const users = new Map<string, UserEntry>();
  const batches = new Map<string, Batch>();
  const courses = new Map<string, CourseInfo>();
  return {
    commands,
    letters,
    users,
    batches,
    courses,
    catalogue: fakeCatalogue(users, batches, courses),
    source: () => fakeSource(commands, letters),
    settled: () => Promise.resolve(),
    status: () => ({ ...IDLE, completions: commands.length, certificates: 0 }),
  };
}

const IDLE: EngineStatus = {
  ready: true,
  residents: 0,
  residentBytes: 0,
  inboxCommands: 0,
  dirtyLearners: 0,
  oldestUnflushedMs: 0,
  pendingEffects: 0,
  completions: 0,
  certificates: 0,
  trouble: '',
  snapshotsWritten: 0,
};

function fakeSource(commands: Command[], letters: DeadLetter[]): Source {
  const tally: Tally = { events: 0, applied: 0, duplicates: 0, ignored: 0, rejected: 0, dead: 0 };
  let full = true;
  return {
    tally,
    offer: (command) => {
      full = !full;
      if (!full) return false;
      commands.push(command);
      tally.events++;
      tally.applied++;
      return true;
    },
    room: () => Promise.resolve(),
    bury: (letter) => {
      letters.push(letter);
      tally.events++;
      tally.dead++;
    },
    ignore: () => {
      tally.events++;
      tally.ignored++;
    },
    flushed: () => Promise.resolve(ok(undefined)),
  };
}

function fakeCatalogue(
  users: Map<string, UserEntry>,
  batches: Map<string, Batch>,
  courses: Map<string, CourseInfo>,
): Catalogue {
  const trees = new Map<string, CourseTree>();
  return {
    course: (course) => courses.get(course) ?? null,
    allCourses: () => [...courses.values()],
    tree: (course) => trees.get(course) ?? null,
    publish: (info, structure) => {
      const published = { ...info, version: 1, evaluatedVersion: 1 };
      courses.set(info.course, published);
      trees.set(info.course, courseTree(structure, 1));
      return Promise.resolve(ok(published));
    },
    batch: (batch) => batches.get(batch) ?? null,
    batchesOf: () => [],
    allBatches: () => [...batches.values()],
    putBatch: (batch) => {
      batches.set(batch.batch, batch);
      return Promise.resolve(ok(undefined));
    },
    user: (learner) => Promise.resolve(ok(users.get(learner) ?? null)),
    putUsers: (rows) => {
      for (const [learner, fields] of rows) users.set(learner, withFields(null, fields) ?? {});
      return Promise.resolve(ok(undefined));
    },
  };
}
