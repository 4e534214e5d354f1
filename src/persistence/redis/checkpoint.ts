/** A job's checkpoint in the Redis database that the job fills, forgotten after a while. */
import { ok } from '../../domain/result.js';
import type { Checkpoint } from '../checkpoint.js';
import type { RedisConnection } from './connection.js';

/** `lifeMs`: after this long an unfinished job begins anew. `job` is unique in the database. */
export function redisCheckpoint(redis: RedisConnection, job: string, lifeMs: number): Checkpoint {
  const key = `laurel:checkpoint:${job}`;
  return {
    load: async () => {
      const answer = await redis.ask([['get', key]]);
      if (!answer.ok) return answer;
      const [text] = answer.value;
      return ok(typeof text === 'string' ? text : null);
    },
    save: (text) => redis.change([['set', key, text, 'PX', String(lifeMs)]]),
    clear: () => redis.change([['del', key]]),
  };
}
