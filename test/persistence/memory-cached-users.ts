/** The user cache and a job's checkpoint in memory. */
import type { UserEntry } from '../../src/domain/certificate.js';
import type { LearnerId } from '../../src/domain/ids.js';
import { ok } from '../../src/domain/result.js';
import { withFields } from '../../src/domain/user-fields.js';
import type { CachedUsers } from '../../src/persistence/cached-users.js';
import type { Checkpoint } from '../../src/persistence/checkpoint.js';

export interface MemoryCachedUsers extends CachedUsers {
  readonly entries: Map<string, UserEntry>;
}

export function memoryCachedUsers(
  given: Readonly<Record<string, UserEntry>> = {},
  pageMax = 2,
): MemoryCachedUsers {
  const entries = new Map(Object.entries(given));
  const set = (learner: LearnerId, entry: UserEntry | null): void => {
    if (entry === null) entries.delete(learner);
    else entries.set(learner, entry);
  };
  const done = (work: () => void) => {
    work();
    return Promise.resolve(ok(undefined));
  };
  return {
    entries,
    putUsers: (users) =>
      done(() => {
        for (const [id, fields] of users) set(id, withFields(entries.get(id) ?? null, fields));
      }),
    replaceUsers: (users) =>
      done(() => {
        for (const [id, fields] of users) set(id, withFields(null, fields));
      }),
    removeUsers: (learners) =>
      done(() => {
        for (const id of learners) entries.delete(id);
      }),
    user: (learner) => Promise.resolve(ok(entries.get(learner) ?? null)),
    users: (learners) => Promise.resolve(ok(learners.map((id) => entries.get(id) ?? null))),
    count: () => Promise.resolve(ok(entries.size)),
    page: (after) => {
      const ids = [...entries.keys()].sort().filter((id) => after === null || id > after);
      const users = ids.slice(0, pageMax).map((id) => ({
        learner: id as LearnerId,
        signIn: entries.get(id)?.['usersignintype'] ?? null,
        logIn: entries.get(id)?.['userlogintype'] ?? null,
      }));
      const next = ids.length > pageMax ? users.at(-1)!.learner : null;
      return Promise.resolve(ok({ users, next }));
    },
  };
}

export interface MemoryCheckpoint extends Checkpoint {
  text: string | null;
}

export function memoryCheckpoint(): MemoryCheckpoint {
  const checkpoint: MemoryCheckpoint = {
    text: null,
    load: () => Promise.resolve(ok(checkpoint.text)),
    save: (text) => {
      checkpoint.text = text;
      return Promise.resolve(ok(undefined));
    },
    clear: () => {
      checkpoint.text = null;
      return Promise.resolve(ok(undefined));
    },
  };
  return checkpoint;
}
