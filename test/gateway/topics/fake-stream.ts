/**
 * An engine and a source in memory that fold at once, for the tests of the ingress. What is asked
 * of the engine is kept in `asked`; `refuse` makes every question and answer a refusal.
 */
import type { Command } from '../../../src/domain/command.js';
import type { CourseTree } from '../../../src/domain/course.js';
import type { Effect, Send } from '../../../src/domain/effects.js';
import { initialEnrolment, type EnrolmentState } from '../../../src/domain/enrolment.js';
import { fold } from '../../../src/domain/fold.js';
import type { EnrolmentKey } from '../../../src/domain/ids.js';
import { err, ok } from '../../../src/domain/result.js';
import type { Refusal, Tally } from '../../../src/engine.js';
import {
  newIngress,
  type Ingress,
  type IngressDeps,
  type TopicRecord,
} from '../../../src/gateway/topics/ingress.js';
import type { InputTopic } from '../../../src/gateway/topics/parse-topic.js';
import { zoneOf } from '../../../src/gateway/zone.js';
import type { DeadLetter, TemplateContent } from '../../../src/persistence/ports.js';
import { RECEIVED } from './given.js';

export interface Stream {
  readonly ingress: Ingress;
  readonly tally: Tally;
  readonly asked: Effect[];
  readonly letters: DeadLetter[];
  readonly templates: TemplateContent[];
  state(key: EnrolmentKey): EnrolmentState;
  sent(topic: string): Send[];
}

export interface StreamSetUp {
  readonly states?: readonly EnrolmentState[];
  readonly tree?: CourseTree;
  readonly refuse?: Refusal;
  readonly deps?: Partial<IngressDeps>;
}

export function stream(setUp: StreamSetUp = {}): Stream {
  const { tree = null, refuse, deps } = setUp;
  const states = new Map((setUp.states ?? []).map((state) => [nameOf(state.key), state]));
  const tally = { events: 0, applied: 0, duplicates: 0, ignored: 0, rejected: 0, dead: 0 };
  const asked: Effect[] = [];
  const letters: DeadLetter[] = [];
  const templates: TemplateContent[] = [];
  let offers = 0;
  const state = (key: EnrolmentKey): EnrolmentState =>
    states.get(nameOf(key)) ?? initialEnrolment(key);
  const offer = (command: Command): boolean => {
    // Every second offer finds no room, so that whoever offers has to wait.
    if (offers++ % 2 === 0) return false;
    const folded = fold(state(command.key), command, tree);
    states.set(nameOf(command.key), folded.state);
    tally.events++;
    if (folded.outcome === 'applied') tally.applied++;
    else if (folded.outcome === 'duplicate') tally.duplicates++;
    else tally.rejected++;
    return true;
  };
  const ingress = newIngress({
    engine: {
      catalogue: catalogue(tree),
      enrolment: (key) => Promise.resolve(refuse === undefined ? ok(state(key)) : err(refuse)),
      ask: (effects) => {
        if (refuse !== undefined) return Promise.resolve(err(refuse));
        asked.push(...effects);
        return Promise.resolve(ok(undefined));
      },
    },
    source: {
      tally,
      offer,
      room: () => Promise.resolve(),
      ignore: () => {
        tally.events++;
        tally.ignored++;
      },
      bury: (letter) => {
        tally.events++;
        tally.dead++;
        letters.push(letter);
      },
    },
    contentOf: (template) => Promise.resolve(ok(template)),
    keepTemplate: (content) => {
      templates.push(content);
      return Promise.resolve(ok(undefined));
    },
    ...DEPS,
    ...deps,
  });
  const sends = (): Send[] => asked.filter((effect) => effect.kind === 'send');
  const sent = (topic: string): Send[] => sends().filter((send) => send.topic === topic);
  return { ingress, tally, asked, letters, templates, state, sent };
}

/** A record at offset 7 of the first partition of its topic. */
export const record = (topic: InputTopic, value: unknown): TopicRecord => ({
  topic,
  text: typeof value === 'string' ? value : JSON.stringify(value),
  source: topic,
  position: '0:7',
  receivedAt: RECEIVED,
});

const nameOf = (key: EnrolmentKey): string => Object.values(key).join('/');

const DEPS = {
  zone: zoneOf('Asia/Kolkata'),
  suppressesSignatoryFaults: false,
  sendsToTopics: true,
  judges: true,
  tells: new Set(),
  place: { publicUrl: 'https://laurel.example', timeZone: 'Asia/Kolkata' },
  questionsOf: null,
  courseStatus: null,
  updateUser: () => Promise.reject(new Error('no users in this test')),
  refreshCourse: () => Promise.reject(new Error('no courses in this test')),
  now: () => RECEIVED + 1,
} satisfies Partial<IngressDeps>;

function catalogue(tree: CourseTree | null): IngressDeps['engine']['catalogue'] {
  const unused = (): never => {
    throw new Error('the ingress only looks things up');
  };
  return {
    course: (course) => (tree === null ? null : { ...COURSE, course, version: tree.version }),
    tree: () => tree,
    batch: () => null,
    batchesOf: unused,
    allBatches: unused,
    allCourses: unused,
    publish: unused,
    putBatch: unused,
    user: unused,
    putUsers: unused,
  };
}

const COURSE = {
  name: 'A course',
  description: '',
  appIcon: '',
  status: 'Live',
  channel: '',
  userConsent: '',
  leafNodesCount: 0,
  publishedAt: 0,
  evaluatedVersion: 1,
};
