/** `laurel run-job user-cache-indexer` on the servers that are set. */
import type { Config } from '../config.js';
import { zoneOf } from '../gateway/zone.js';
import { listed } from '../kafka-client.js';
import { USERS_DB } from '../persistence/redis/users.js';
import { cassandraAccess, redisAddress } from '../server-tls.js';
import { serviceAt } from '../service-at.js';
import { frameworkService } from '../services/framework-service.js';
import type { ExitCode, Terminal } from './terminal.js';
import type { Categories } from './user-cache-indexer-entries.js';
import {
  ANONYMOUS_DB,
  runUserCacheIndexer,
  type IndexRequest,
  type IndexServers,
} from './user-cache-indexer-run.js';

export function indexUsers(
  request: IndexRequest,
  config: Config,
  terminal: Terminal,
  json: boolean,
): Promise<ExitCode> {
  const tools = { zone: zoneOf(config.timeZone), categories: categoriesOf(config), terminal };
  return runUserCacheIndexer(request, serversOf(config), tools, json);
}

/** Sunbird's own servers, under its names for databases and keyspace. */
function serversOf(config: Config): IndexServers {
  return {
    contactPoints: listed(config.cassandraContactPoints),
    localDataCenter: config.cassandraLocalDc,
    ...cassandraAccess(config),
    keyspace: 'sunbird',
    redis: redisAddress(config),
    usersDb: USERS_DB,
    anonymousDb: ANONYMOUS_DB,
  };
}

function categoriesOf(config: Config): Categories | null {
  const contents = serviceAt(config, config.contentServiceUrl);
  if (contents === null) return null;
  const frameworks = frameworkService(contents, () => Date.now());
  return (framework) => frameworks.categories(framework);
}
