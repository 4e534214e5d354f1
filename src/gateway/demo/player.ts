/**
 * Plays the demo's term through the engine and the API itself: what learners do comes as the
 * requests that their devices would send. Enrolments and batches of the past come by the rules of
 * imports, as an installation's history would.
 *
 * - P1 One demo is played at a time, and only once.
 * - P2 It ends when what follows from the term is there: certificates are drawn, the report is
 *   asked for.
 * - P3 Two entries end as dead letters, of which one can be taken again: its batch comes later.
 */
import { parseBatchId, parseCourseId, parseLearnerId } from '../../domain/ids.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { Engine } from '../../engine.js';
import { parseBatchCreate } from '../batch-request.js';
import type { DemoState } from '../console-answers.js';
import type { Zone } from '../zone.js';
import { DEMO_BATCHES, DEMO_COURSE, DEMO_HIERARCHY, DEMO_TEMPLATE } from './course.js';
import { sessionRequest } from './session-request.js';
import { demoTerm, type Session, type Term } from './term.js';

/** Requests that are on their way at once. */
const AT_ONCE_MAX = 16;

/** Channel and tag of the demo's report. */
export const DEMO_TAG = 'demo';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT';

/** Sends a request to this API; the failure is a sentence. */
export type Send = (
  method: Method,
  path: string,
  user: string,
  body: object,
) => Promise<Result<Readonly<Record<string, unknown>>, string>>;

export interface DemoParts {
  readonly engine: Engine;
  readonly send: Send;
  readonly zone: Zone;
  readonly now: () => number;
}

/** A failure of a step of the demo. */
class DemoFault extends Error {}

export class DemoPlayer {
  readonly #parts: DemoParts;
  readonly #stopped: Promise<never>;
  /** Ends a demo that is being played: what it asked for stays. */
  readonly stop: () => void;
  #state: DemoState = { kind: 'none' };

  constructor(parts: DemoParts) {
    this.#parts = parts;
    let reject: (fault: DemoFault) => void = () => undefined;
    this.#stopped = new Promise((_, fail) => (reject = fail));
    this.#stopped.catch(() => undefined);
    this.stop = () => reject(new DemoFault('the server was stopped'));
  }

  get state(): DemoState {
    return this.#state;
  }

  /** Begins, and resolves when it has ended; `state` tells how far it is (P1). */
  async play(): Promise<void> {
    if (this.#state.kind === 'playing' || this.#state.kind === 'played') return;
    const { now, zone } = this.#parts;
    const at = now();
    const term = demoTerm(at, zone.startOf(zone.dayOf(at)));
    const steps = term.people.length + term.sessions.length;
    this.#state = { kind: 'playing', done: 0, total: steps + LAST_STEPS };
    try {
      await this.#setUp(term);
      await this.#sessions(term.sessions);
      await this.#finish();
      this.#state = { kind: 'played' };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#state = { kind: 'failed', reason };
    }
  }

  async #setUp({ people, enrolments }: Term): Promise<void> {
    const course = `/v1/course/hierarchy/${DEMO_COURSE}`;
    await this.#ask('PUT', course, MENTOR, { hierarchy: DEMO_HIERARCHY });
    for (const { batch, name, begunDaysAgo } of DEMO_BATCHES) {
      if (batch === LATE_BATCH) await this.#turnedAway(); // P3
      await this.#addBatch(batch, name, begunDaysAgo);
      const template = { courseId: DEMO_COURSE, batchId: batch, template: DEMO_TEMPLATE };
      const path = '/v1/course/batch/cert/template/add';
      await this.#ask('PATCH', path, MENTOR, { batch: template });
    }
    await this.#atOnce(people, async ({ learner, ...user }) => {
      const entry = { ...user, rootorgid: 'demo', orgname: 'Laurel Demo Academy' };
      await this.#ask('PUT', `/v1/user/cache/${learner}`, learner, { user: entry });
    });
    const { engine } = this.#parts;
    const enrolled = await engine.submit(
      enrolments.map(({ batch, learner, at }) => ({
        ...{ kind: 'enrol', key: keyOf(learner, batch), at, receivedAt: at, addedBy: MENTOR },
        courseVersion: engine.catalogue.course(taken(parseCourseId(DEMO_COURSE)))?.version ?? 0,
      })),
    );
    if (!enrolled.ok) throw new DemoFault(`enrolments were refused: ${enrolled.error.kind}`);
  }

  async #addBatch(batchId: string, name: string, begunDaysAgo: number): Promise<void> {
    const { engine, zone, now } = this.#parts;
    const begun = now() - begunDaysAgo * DAY_MS;
    const request = {
      ...{ batchId, name, courseId: DEMO_COURSE, enrollmentType: 'open' },
      ...{ startDate: zone.dayOf(begun), createdBy: MENTOR },
    };
    const batch = parseBatchCreate(
      { request },
      {
        ...{ today: zone.dayOf(now()), now: begun, import: true, createdBy: MENTOR },
        ...{ isPublished: () => true, newBatchId: () => taken(parseBatchId(batchId)) },
      },
    );
    if (!batch.ok) throw new DemoFault(`batch ${batchId}: ${batch.error.code}`);
    const put = await engine.catalogue.putBatch(batch.value);
    if (!put.ok) throw new DemoFault(`batch ${batchId} was refused: ${put.error.kind}`);
  }

  /** P3. */
  async #turnedAway(): Promise<void> {
    const entry = { courseId: DEMO_COURSE, contentId: 'do_demo_sounds', status: 2 };
    for (const batchId of [LATE_BATCH, 'demo-mistyped']) {
      const contents = [{ ...entry, batchId }];
      await this.#ask('PATCH', UPDATE, 'demo-visitor', { contents });
    }
  }

  async #sessions(sessions: readonly Session[]): Promise<void> {
    const { zone } = this.#parts;
    const format = (at: number): string => zone.format(at);
    await this.#atOnce(sessions, async (session) => {
      const { send } = this.#parts;
      const sent = await send('PATCH', UPDATE, session.learner, sessionRequest(session, format));
      if (!sent.ok) throw new DemoFault(sent.error);
    });
  }

  /** P2. */
  async #finish(): Promise<void> {
    await Promise.race([this.#parts.engine.settled(), this.#stopped]);
    this.#step();
    const datasetConfig = { batchFilter: DEMO_BATCHES.map(({ batch }) => batch) };
    const report = { tag: DEMO_TAG, dataset: 'progress-exhaust', datasetConfig };
    await this.#ask('POST', '/v1/jobrequest/submit', MENTOR, report);
    this.#step();
  }

  async #ask(method: Method, path: string, user: string, request: object): Promise<void> {
    const answer = await this.#parts.send(method, path, user, { request });
    if (!answer.ok) throw new DemoFault(answer.error);
  }

  /** In the order of the list, several at once. */
  async #atOnce<T>(list: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
    for (let from = 0; from < list.length; from += AT_ONCE_MAX) {
      const some = list.slice(from, from + AT_ONCE_MAX);
      await Promise.race([Promise.all(some.map(work)), this.#stopped]);
      this.#step(some.length);
    }
  }

  #step(count = 1): void {
    const state = this.#state;
    if (state.kind === 'playing') this.#state = { ...state, done: state.done + count };
  }
}

const DAY_MS = 86_400_000;
const LAST_STEPS = 2;
const MENTOR = 'demo-mentor';
const LATE_BATCH = 'demo-weekend';
const UPDATE = '/v1/content/state/update';

const keyOf = (learner: string, batch: string) => ({
  learner: taken(parseLearnerId(learner)),
  course: taken(parseCourseId(DEMO_COURSE)),
  batch: taken(parseBatchId(batch)),
});

/** An id of the demo's own. */
function taken<T>(id: Result<T, string>): T {
  if (!id.ok) throw new DemoFault(`an id of the demo is ${id.error}`);
  return id.value;
}

/** The result of an answer in Sunbird's envelope, or why there is none. */
export function resultOf(
  status: number,
  body: unknown,
): Result<Readonly<Record<string, unknown>>, string> {
  const { result = {}, params } = body as {
    readonly result?: Readonly<Record<string, unknown>>;
    readonly params?: { readonly errmsg?: string | null };
  };
  return status === 200 ? ok(result) : err(params?.errmsg ?? `status ${String(status)}`);
}
