/**
 * Servers of a test's own, which it may stop, kill and freeze. They keep what they acknowledged,
 * and end with the test process at the latest; a test removes them when it has finished.
 */
import type { Kind, Secured } from '../../scripts/services/recipe.js';
import { startServer as start, type Server } from '../../scripts/services/server.js';
import {
  removeSet,
  startSet as startAll,
  type ServerSet,
} from '../../scripts/services/server-set.js';

export { removeSet, type Server };

const OPTIONS = { durable: true, say: () => undefined } as const;

export const startServer = (kind: Kind): Promise<Server> => start(kind, OPTIONS);

/** A server that lets in only whom the certificates and the password allow. */
export const startSecured = (kind: Kind, secured: Secured): Promise<Server> =>
  start(kind, { ...OPTIONS, durable: false, secured });

export const startSet = (): Promise<ServerSet> => startAll(OPTIONS);
