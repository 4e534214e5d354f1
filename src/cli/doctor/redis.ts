/**
 * What `doctor` finds of Redis: who is not in Sunbird's user cache is in no report, and a Redis
 * that makes room by itself makes it among users and relation sets.
 */
import { redisConnection, type RedisAddress } from '../../persistence/redis/connection.js';
import { redisUsers } from '../../persistence/redis/users.js';
import { refusalText } from '../../gateway/refusal-text.js';
import type { ClockLook } from './clocks.js';
import { failure, warning, well, type Finding } from './finding.js';

export type RedisFacts =
  | { readonly kind: 'away'; readonly detail: string }
  | {
      readonly kind: 'there';
      readonly usersDb: number;
      readonly users: number;
      /** `maxmemory` 0 = no limit; '' = Redis does not say. */
      readonly policy: string;
      readonly usedBytes: number;
      readonly maxBytes: number;
      /** `null` = it says no time. */
      readonly clock: ClockLook | null;
    };

const FULL_SHARE_MIN = 0.9;

/** Pure. */
export function redisFindings(facts: RedisFacts): Finding[] {
  if (facts.kind === 'away') {
    return [failure('redis', facts.detail, 'start Redis, or correct REDIS_URL')];
  }
  const { users, usersDb, policy, usedBytes, maxBytes } = facts;
  const detail = `about ${String(users)} users in Redis database ${String(usersDb)}`;
  const remedy = 'reports name nobody until it is filled: `laurel run-job user-cache-indexer`';
  return [
    users > 0 ? well('user cache', detail) : warning('user cache', detail, remedy),
    ...policyFindings(policy, maxBytes),
    ...(maxBytes > 0 && usedBytes > maxBytes * FULL_SHARE_MIN
      ? [
          warning(
            'redis memory',
            `${String(usedBytes)} of ${String(maxBytes)} bytes are used`,
            'raise maxmemory, or give Sunbird and Laurel a Redis of their own',
          ),
        ]
      : []),
  ];
}

/** Keys here have no expiry, so that the policies of volatile keys leave them alone. */
function policyFindings(policy: string, maxBytes: number): Finding[] {
  if (!policy.startsWith('allkeys-')) return [];
  const detail = `maxmemory-policy is ${policy}: users and relation sets go when memory is full`;
  const remedy = 'set maxmemory-policy to noeviction in redis.conf, and by CONFIG SET';
  const tell = maxBytes > 0 ? failure : warning;
  return [tell('redis eviction', detail, remedy)];
}

export async function redisFacts(at: RedisAddress, usersDb: number): Promise<RedisFacts> {
  const redis = redisConnection(at, usersDb);
  try {
    const users = await redisUsers(redis).count();
    if (!users.ok) return { kind: 'away', detail: refusalText(users.error) };
    const askedAt = Date.now();
    const told = await redis.ask([['time']]);
    const answeredAt = Date.now();
    // A server for many may keep its own matters to itself.
    const memory = await redis.ask([['info', 'memory']]);
    const info = memory.ok ? String(memory.value[0]) : '';
    const at = told.ok ? millisecondsIn(told.value[0]) : null;
    const clock = at === null ? null : { peer: 'Redis', askedAt, answeredAt, at, stepMs: 1 };
    return {
      ...{ kind: 'there', usersDb, users: users.value, clock },
      policy: fieldIn(info, 'maxmemory_policy'),
      usedBytes: Number(fieldIn(info, 'used_memory') || 0),
      maxBytes: Number(fieldIn(info, 'maxmemory') || 0),
    };
  } finally {
    redis.close();
  }
}

/** Seconds and microseconds, as TIME answers. */
function millisecondsIn(told: unknown): number | null {
  if (!Array.isArray(told)) return null;
  const [seconds, micros] = told.map(Number);
  return seconds === undefined ? null : seconds * 1000 + Math.floor((micros ?? 0) / 1000);
}

const fieldIn = (info: string, name: string): string =>
  new RegExp(`^${name}:([^\\r\\n]*)`, 'm').exec(info)?.[1] ?? '';
