/** The user cache of the embedded profile: Sunbird's hash fields by user. */
import { pack, unpack } from 'msgpackr';
import type { UserEntry } from '../../domain/certificate.js';
import { withFields } from '../../domain/user-fields.js';
import type { UserStore } from '../ports.js';
import type { Environment } from './environment.js';
import { keyOf } from './keys.js';
import { storeCall } from './store-call.js';

export function lmdbUsers(env: Environment): UserStore {
  const users = env.table('user');
  const read = (learner: string): UserEntry | null => {
    const value = users.get(keyOf(learner));
    return value === undefined ? null : (unpack(value) as UserEntry);
  };
  return {
    putUsers: (entries) =>
      env.exclusively(() => {
        for (const [learner, fields] of entries) {
          const entry = withFields(read(learner), fields);
          if (entry === null) void users.remove(keyOf(learner));
          else void users.put(keyOf(learner), pack(entry));
        }
      }),
    user: (learner) => storeCall(() => read(learner)),
    users: (learners) => storeCall(() => learners.map(read)),
  };
}
