/**
 * Reads Sunbird's topics of this installation's roles into the engine. Part of the composition
 * root; holds no rule.
 *
 * - T1 A cluster's processes share a group, whose places Kafka keeps; their records go into the
 *   learner log. On the embedded profile one process reads everything, and the places lie in its
 *   store, behind what they led to (design 1).
 */
import { kafkaOf } from './kafka-client.js';
import type { Laurel, Note } from './compose.js';
import type { Config } from './config.js';
import type { Result } from './domain/result.js';
import { err, ok } from './domain/result.js';
import {
  INGRESS_LOOP_LIMITS,
  startIngressLoop,
  type IngressLoop,
  type TopicInput,
} from './gateway/kafka/ingress-loop.js';
import type { TopicsHealth } from './gateway/http/deps.js';
import type { InputTopic } from './gateway/topics/parse-topic.js';
import { ingressOf } from './ingress.js';
import { makesSchema } from './schema.js';
import { topicsAreThere } from './sunbird-topics.js';
import { pause } from './persistence/kafka/pause.js';
import { newTopicReader } from './persistence/kafka/topic-reader.js';
import { topicReaderLimits } from './persistence/kafka/topic-reader-limits.js';
import type { OffsetStore, SourceOffset } from './persistence/ports.js';
import type { ReaderMode, ReadStop, StartAt } from './persistence/topic-ports.js';
import type { Role } from './roles.js';
import { rolesOf } from './topic-follow.js';

/** The topics of each role (`reference/jobs.md` 0.2). */
const TOPICS: Readonly<Record<Role, readonly InputTopic[]>> = {
  api: [],
  aggregator: [
    'coursebatch.job.request',
    'batch.enrolment.sync.request',
    'content.postpublish.request',
  ],
  assessment: ['telemetry.assess'],
  certificates: ['issue.certificate.request', 'generate.certificate.request'],
  'user-cache': ['telemetry.audit'],
  reports: [],
};

export interface TopicIngressParts {
  readonly config: Config;
  readonly laurel: Pick<Laurel, 'engine' | 'store' | 'follow' | 'offsets'>;
  now(): number;
  readonly note: Note;
}

/** Starts to read; `null` = no role here reads a topic. The failure is a sentence. */
export async function startTopicIngress(
  parts: TopicIngressParts,
): Promise<Result<IngressLoop | null, string>> {
  const { config, laurel, now, note } = parts;
  const { offsets } = laurel;
  const there = await topicsAreThere(config, note, makesSchema(config));
  if (!there.ok) return there;
  const topics = inputsOf(parts);
  if (topics.size === 0) return ok(null);
  const mode = await modeOf(offsets, [...topics.keys()]);
  if (!mode.ok) return mode;
  const kafka = kafkaOf(config, note);
  const loop = startIngressLoop({
    topics,
    limits: INGRESS_LOOP_LIMITS,
    open: (reading) =>
      newTopicReader(
        {
          ...{ kafka, note, mode: mode.value },
          topics: [...topics.keys()],
          group: ingressGroup(config),
          startAt: startAtOf(config.ingressStart),
          limits: {
            ...topicReaderLimits(config.kafkaSessionMs),
            portionRecordsMax: config.ingressPortionRecordsMax,
          },
        },
        reading,
      ),
    isOwn: ({ own }) => own,
    keep: (places) => laurel.engine.keep(offsets === null ? [] : places),
    stopped: (why) => note('topics are no longer read', { reason: stopText(why) }),
    ...{ note, now, pause },
  });
  return ok(loop);
}

/** The group that reads topics, as the brokers name it. */
export const ingressGroup = ({ env }: Pick<Config, 'env'>): string => `${env}.laurel.ingress`;

/** How reading goes, for `/health`. */
export function topicsHealth(loop: IngressLoop): TopicsHealth {
  const { tallies, oldestUntakenMs, stop, trouble } = loop.status();
  return {
    name: 'topics',
    healthy: stop === null && trouble === '',
    oldestUntakenMs,
    trouble: stop === null ? trouble : stopText(stop),
    topics: Object.fromEntries(tallies),
  };
}

/** Why no more records come, and what an operator can do about it. */
export function stopText(why: ReadStop): string {
  switch (why.kind) {
    case 'gap': {
      const { topic, partition, next } = why.at;
      return (
        `offset ${next.toString()} of ${topic}/${String(partition)} is not there, the oldest is ` +
        `${why.oldest.toString()}: records were lost, or this is another cluster`
      );
    }
    case 'shared-group':
      return `the consumer group has ${String(why.others)} other members; one process may read`;
    case 'failed':
      return why.detail;
  }
}

function inputsOf({ config, laurel, now }: TopicIngressParts): ReadonlyMap<string, TopicInput> {
  const inputs = [...rolesOf(config)].flatMap((role) => TOPICS[role]);
  return new Map(
    inputs.map((input) => {
      const source = laurel.engine.source(input);
      const ingress = ingressOf({ config, laurel, source, now });
      return [`${config.env}.${input}`, { input, source, ingress }];
    }),
  );
}

/** T1. */
async function modeOf(
  offsets: OffsetStore | null,
  topics: readonly string[],
): Promise<Result<ReaderMode, string>> {
  if (offsets === null) return ok({ kind: 'shared' });
  const places: SourceOffset[] = [];
  for (const topic of topics) {
    const held = await offsets.of(topic);
    if (!held.ok) return err(held.error.detail);
    places.push(...held.value);
  }
  return ok({ kind: 'exclusive', offsets: places });
}

/** `earliest`, `latest`, or the name of a group. */
const startAtOf = (text: string): StartAt =>
  text === 'earliest' || text === 'latest' ? { kind: text } : { kind: 'group', group: text };
