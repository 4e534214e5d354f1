/** A gateway with a console over a store in memory. */
import { Buffer } from 'node:buffer';
import { afterEach } from 'vitest';
import { consoleReads } from '../../src/console-store.js';
import type { EnrolmentKey } from '../../src/domain/ids.js';
import { ok } from '../../src/domain/result.js';
import type { ConsoleReads } from '../../src/gateway/console-reads.js';
import type { GatewayDeps } from '../../src/gateway/http/deps.js';
import type { Tokens } from '../../src/gateway/http/token.js';
import type { ConsoleDeps, ConsoleFile } from '../../src/gateway/http/console-deps.js';
import { memoryStore } from '../../src/persistence/memory-store.js';
import { contentTable, packEnrolment } from '../../src/persistence/packed-enrolment.js';
import type { DeadLetter } from '../../src/persistence/ports.js';
import { seal } from '../../src/persistence/snapshot.js';
import { commitOf } from '../contract/samples.js';
import { content as work, enrolled } from '../domain/given.js';
import type { reportsOf } from './given-reports.js';
import { given, NOW, type Given } from './given.js';

const DAY_MS = 86_400_000;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

export interface ConsoleDiffers {
  readonly reads?: null;
  readonly profile?: string;
  readonly listenersMax?: number;
  readonly signIn?: ConsoleDeps['signIn'];
  readonly take?: ConsoleDeps['desk']['take'];
  readonly every?: ConsoleDeps['every'];
  readonly logger?: GatewayDeps['logger'];
  /** `false` = the store is empty. */
  readonly withBatches?: boolean;
}

const file = (body: string, etag: string): ConsoleFile => ({
  ...{ type: 'text/plain', body: Buffer.from(body), gzip: Buffer.from(body), etag },
});

export function depsOf(
  store: ReturnType<typeof memoryStore>,
  differing: ConsoleDiffers,
): ConsoleDeps {
  return {
    profile: differing.profile ?? 'embedded',
    reads: null,
    limits: {
      ...{ learnersMax: 1000, cacheMs: 0, stuckDays: 14 },
      listenersMax: differing.listenersMax ?? 10,
    },
    mentorRoles: ['COURSE_MENTOR'],
    signIn: differing.signIn ?? null,
    users: store.users,
    desk: {
      ...{ letters: store.deadLetters, env: 'dev' },
      take: differing.take ?? (() => Promise.resolve(ok({ kind: 'applied' }))),
    },
    settings: () => [],
    files: { shell: file('shell', '"s"'), assets: new Map([['app.js', file('a', '"a"')]]) },
    every: differing.every ?? (() => () => undefined),
  };
}

/**
 * A gateway with a console. Its store has three learners in `b-live`: `u1` is complete, `u2` is on
 * the way, `u3` was enrolled long ago and did nothing.
 */
export async function withConsole(
  differing: ConsoleDiffers = {},
  letters: readonly DeadLetter[] = [],
  reports?: ReturnType<typeof reportsOf>,
  tokens: Tokens | null = null,
): Promise<Given> {
  const store = memoryStore();
  await store.deadLetters.put(letters);
  let real: ConsoleReads | null = null;
  const reads: ConsoleReads = {
    scan: (...asked) => real!.scan(...asked),
    enrolment: (key) => real!.enrolment(key),
  };
  const pages = { ...depsOf(store, differing), ...(differing.reads === null ? {} : { reads }) };
  const isEmpty = differing.withBatches === false;
  const some = reports === undefined ? {} : { reports };
  const { logger = null } = differing;
  const g = await given({ console: pages, tokens, logger, ...some }, { isEmpty });
  closing.push(() => g.app.close());
  await g.app.ready();
  real = consoleReads(store, g.engine.catalogue);
  if (!isEmpty) await addLearners(g, store);
  return g;
}

async function addLearners(
  { engine }: Given,
  store: ReturnType<typeof memoryStore>,
): Promise<void> {
  const tree = engine.catalogue.tree('do_c' as never)!;
  const table = contentTable(tree);
  const long = NOW - 20 * DAY_MS;
  const states = [
    enrolled({
      ...{ enrolledAt: long, completedAt: NOW },
      contents: tree.leaves.map((leaf) => work(leaf, 2, NOW)),
    }),
    enrolled({ enrolledAt: long, contents: [work('do_x', 2, NOW - DAY_MS)] }),
    enrolled({ enrolledAt: long }),
  ];
  const snapshots = states.map((state, i) => {
    const learner = `u${String(i + 1)}`;
    const key = { learner, course: 'do_c', batch: 'b-live' } as EnrolmentKey;
    const body = packEnrolment({ ...state, key }, table);
    return { key, bytes: seal(key, { version: table.version, body }), isNew: true };
  });
  await store.snapshots.commit(commitOf({ snapshots }));
  const name = { firstname: 'Asha', lastname: 'Rao' };
  await store.users.putUsers([['u2' as never, name]]);
}

export interface Got {
  readonly status: number;
  readonly result: Readonly<Record<string, unknown>>;
}

export async function get(
  url: string,
  differing: ConsoleDiffers = {},
  letters: readonly DeadLetter[] = [],
): Promise<Got> {
  const { ask } = await withConsole(differing, letters);
  const { status, body } = await ask('GET', url);
  return { status, result: body.result };
}

export const letter = (position: string): DeadLetter => ({
  ...{ source: 's', position, way: 'command', reason: 'why', at: 5 },
  ...{ text: 'text', bytes: 4, sha256: '' },
});
