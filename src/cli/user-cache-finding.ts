/** What `doctor` finds of Sunbird's user cache: who is not in it is in no report. */
import { isRedisUrl, redisConnection, type RedisAddress } from '../persistence/redis/connection.js';
import { redisUsers } from '../persistence/redis/users.js';
import type { Finding } from './doctor.js';
import { refusalText } from '../gateway/refusal-text.js';

/** Counts the keys of the cache's database, without looking at them. */
export async function userCacheFinding(at: RedisAddress, usersDb: number): Promise<Finding> {
  const subject = 'user cache';
  if (!isRedisUrl(at.url)) {
    return { verdict: 'FAIL', subject, detail: 'REDIS_URL is no address like redis://host:6379' };
  }
  const redis = redisConnection(at, usersDb);
  const users = await redisUsers(redis).count();
  redis.close();
  if (!users.ok) return { verdict: 'FAIL', subject, detail: refusalText(users.error) };
  const detail = `about ${String(users.value)} users in Redis database ${String(usersDb)}`;
  if (users.value > 0) return { verdict: 'ok', subject, detail };
  const remedy = 'reports will name nobody: run `laurel run-job user-cache-indexer`';
  return { verdict: 'warn', subject, detail: `${detail}; ${remedy}` };
}
