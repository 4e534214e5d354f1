/** Looks through the keys of a database, which other databases of the same server do not slow. */
import { ok } from '../../domain/result.js';
import type { Stored } from '../ports.js';
import type { RedisConnection } from './connection.js';

export interface ScannedKeys {
  readonly keys: readonly string[];
  /** Where to go on; `null` = all keys were seen. */
  readonly next: string | null;
}

/**
 * The next keys that begin with `prefix`. `after` is where an earlier call ended (`null` = at the
 * beginning), and `keysAbout` how many keys are looked at.
 * A key that is there all the time is seen at least once; the server may show it twice.
 */
export async function scanKeys(
  redis: RedisConnection,
  prefix: string,
  after: string | null,
  keysAbout: number,
): Stored<ScannedKeys> {
  const pattern = `${prefix.replace(/[*?[\]\\]/g, '\\$&')}*`;
  const words = ['MATCH', pattern, 'COUNT', String(keysAbout)];
  const answer = await redis.ask([['scan', after ?? START, ...words]]);
  if (!answer.ok) return answer;
  const [cursor, keys] = answer.value[0] as [string, string[]];
  return ok({ keys, next: cursor === START ? null : cursor });
}

/** Redis begins at this cursor and ends with it. */
const START = '0';
