/**
 * Opens what `run-job user-cache-indexer` needs, on Sunbird's own Cassandra and Redis, and closes
 * it again. What the job does is `user-cache-indexer.ts`.
 */
import { parseLearnerId } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import type { Zone } from '../gateway/zone.js';
import type { CassandraAccess } from '../persistence/cassandra/access.js';
import { openUserSource } from '../persistence/cassandra/user-source.js';
import { redisCheckpoint } from '../persistence/redis/checkpoint.js';
import { isRedisUrl, redisConnection, type RedisAddress } from '../persistence/redis/connection.js';
import { redisUsers } from '../persistence/redis/users.js';
import { refusalText } from '../gateway/refusal-text.js';
import { EXIT, type ExitCode, type Terminal } from './terminal.js';
import type { Categories } from './user-cache-indexer-entries.js';
import { indexUsers, type IndexOrder } from './user-cache-indexer.js';

/** What the command line asks for. */
export interface IndexRequest {
  readonly user?: string;
  /** `yyyy-MM-dd`. */
  readonly from?: string;
  readonly refresh?: boolean;
  readonly anonymous?: boolean;
}

/** The servers of the job; an empty address = there is none. */
export interface IndexServers extends CassandraAccess {
  /** `host` or `host:port`. */
  readonly contactPoints: readonly string[];
  readonly localDataCenter: string;
  /** The keyspace of users; Sunbird's is `sunbird`. */
  readonly keyspace: string;
  readonly redis: RedisAddress;
  /** Numbers of the Redis databases of all users, and of anonymous ones as they come. */
  readonly usersDb: number;
  readonly anonymousDb: number;
}

export interface IndexTools {
  /** The zone in which a day begins. */
  readonly zone: Pick<Zone, 'startOf'>;
  readonly categories: Categories | null;
  readonly terminal: Terminal;
}

/** Sunbird's number of the database into which anonymous users are written first. */
export const ANONYMOUS_DB = 4;

/** An unfinished job that is not gone on with for this long begins anew. */
const CHECKPOINT_LIFE_MS = 24 * 3_600_000;

/** Carries a request out; ends with 2 when it makes no sense or a server is not named. */
export async function runUserCacheIndexer(
  request: IndexRequest,
  servers: IndexServers,
  tools: IndexTools,
  json: boolean,
): Promise<ExitCode> {
  const { terminal } = tools;
  const order = orderOf(request, tools.zone);
  if (!order.ok) return refused(terminal, order.error);
  const lacking = lackOf(servers);
  if (lacking !== null) return refused(terminal, lacking);
  const source = await openUserSource(servers);
  if (!source.ok) {
    terminal.note(`laurel: Cassandra: ${refusalText(source.error)}`);
    return EXIT.failed;
  }
  const redis = redisConnection(servers.redis, servers.usersDb);
  const arrivals = redisConnection(servers.redis, servers.anonymousDb);
  try {
    const parts = {
      source: source.value,
      cache: redisUsers(redis),
      anonymous: redisUsers(arrivals),
      checkpoint: redisCheckpoint(redis, 'user-cache-indexer', CHECKPOINT_LIFE_MS),
      ...tools,
    };
    return await indexUsers(order.value, parts, json);
  } finally {
    redis.close();
    arrivals.close();
    await source.value.close();
  }
}

function refused(terminal: Terminal, reason: string): ExitCode {
  terminal.note(`laurel: ${reason}`);
  return EXIT.usage;
}

const NO_REDIS_URL = 'REDIS_URL is no address like redis://host:6379';

function lackOf({ contactPoints, redis: { url: redisUrl } }: IndexServers): string | null {
  const lacking = [
    ...(contactPoints.length === 0 ? ['CASSANDRA_CONTACT_POINTS'] : []),
    ...(redisUrl === '' ? ['REDIS_URL'] : []),
  ];
  if (lacking.length === 0) return isRedisUrl(redisUrl) ? null : NO_REDIS_URL;
  return (
    "the job rebuilds Sunbird's user cache in Redis from its user tables in Cassandra, and " +
    `${lacking.join(' and ')} ${lacking.length === 1 ? 'is' : 'are'} not set; ` +
    'without them users come in by `laurel import users`'
  );
}

/** Orders that upstream takes together and that undo each other are refused. */
function orderOf(
  { user, from, refresh = false, anonymous = false }: IndexRequest,
  zone: Pick<Zone, 'startOf'>,
): Result<IndexOrder, string> {
  const chosen = [user !== undefined, from !== undefined, refresh, anonymous];
  if (chosen.filter(Boolean).length > 1) {
    return err('--user, --from, --refresh and --anonymous exclude each other');
  }
  if (refresh) return ok({ kind: 'refresh' });
  if (anonymous) return ok({ kind: 'anonymous' });
  if (user !== undefined) {
    const learner = parseLearnerId(user);
    return learner.ok
      ? ok({ kind: 'one', user: learner.value })
      : err(`--user is ${learner.error}`);
  }
  if (from === undefined) return ok({ kind: 'all', since: null });
  if (!isDay(from)) return err(`--from is no day like 2024-12-31: ${from}`);
  return ok({ kind: 'all', since: zone.startOf(from) });
}

function isDay(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
