/** What `doctor` finds of Kafka: topics, the learner log, what is read of them. Pure. */
import type { Config } from '../../config.js';
import type { TopicFault } from '../../persistence/kafka/topic.js';
import { failure, warning, well, type Finding } from './finding.js';

export type KafkaFacts =
  | { readonly kind: 'away'; readonly detail: string }
  | {
      readonly kind: 'there';
      /** Of Sunbird's topics, those that are not there, with their prefix. */
      readonly missing: readonly string[];
      /** By topic that is read, records that are not taken yet, and those that went unread. */
      readonly lags: readonly TopicLag[];
      /** `null` = embedded, which keeps no log in Kafka. */
      readonly log: LogFacts | null;
    };

export interface TopicLag {
  readonly topic: string;
  readonly behind: number;
  /** Retention removed them before the group read them. */
  readonly lost: number;
}

export interface LogFacts {
  readonly topic: string;
  /** `null` = the topic is as it has to be. */
  readonly fault: TopicFault | null;
  /** By shard, how the durable state stands to the log. */
  readonly shards: readonly ShardLog[];
}

export interface ShardLog {
  readonly shard: number;
  /** The lowest offset that is in no durable snapshot. */
  readonly watermark: number;
  readonly oldest: number;
  readonly end: number;
  /** The first offset younger than half of the retention. */
  readonly young: number;
}

/** Records that a group may be behind without a word: a few portions. */
const BEHIND_MAX = 100_000;

export function kafkaFindings(facts: KafkaFacts, config: Pick<Config, 'env'>): Finding[] {
  const subject = 'kafka';
  if (facts.kind === 'away') {
    const remedy = 'start it, or correct KAFKA_BROKERS, KAFKA_TLS or KAFKA_SASL';
    return [failure(subject, facts.detail, remedy)];
  }
  const { missing, lags, log } = facts;
  return [
    missing.length === 0
      ? well('topics', `all with the prefix ${config.env} are there`)
      : failure(
          'topics',
          `missing: ${missing.join(', ')}`,
          'run `laurel migrate`, or set LAUREL_ENV to the prefix of your topics',
        ),
    ...lagFindings(lags),
    ...(log === null ? [] : logFindings(log)),
  ];
}

function lagFindings(lags: readonly TopicLag[]): Finding[] {
  const lost = lags.filter((lag) => lag.lost > 0);
  const far = lags.filter((lag) => lag.behind > BEHIND_MAX);
  return [
    ...lost.map(({ topic, lost: count }) =>
      failure(
        'ingress',
        `${String(count)} records of ${topic} were removed before they were read`,
        `raise retention.ms of ${topic}, and send what is missing again: \`laurel replay\``,
      ),
    ),
    ...far.map(({ topic, behind }) =>
      warning(
        'ingress',
        `${String(behind)} records of ${topic} wait`,
        'start more processes, or raise LAUREL_INGRESS_PORTION_RECORDS_MAX',
      ),
    ),
    ...(lost.length + far.length === 0
      ? [well('ingress', `${String(sumOf(lags))} records wait`)]
      : []),
  ];
}

const sumOf = (lags: readonly TopicLag[]): number =>
  lags.reduce((total, { behind }) => total + behind, 0);

function logFindings({ topic, fault, shards }: LogFacts): Finding[] {
  const subject = 'learner log';
  if (fault !== null) return [faultFinding(subject, topic, fault)];
  const gone = shards.filter(({ watermark, oldest }) => watermark < oldest);
  const old = shards.filter(({ watermark, oldest, young, end }) => {
    return watermark >= oldest && watermark < young && watermark < end;
  });
  const named = (list: readonly ShardLog[]): string =>
    list.map(({ shard }) => String(shard)).join(', ');
  if (gone.length > 0) {
    return [
      failure(
        subject,
        `of the shards ${named(gone)} records were removed before they were durable`,
        'raise LAUREL_LOG_RETENTION_HOURS and retention.ms; send what is missing again',
      ),
    ];
  }
  if (old.length > 0) {
    return [
      failure(
        subject,
        `the shards ${named(old)} are not durable for longer than half of the retention`,
        'see in /health why they are not flushed, before retention removes the records',
      ),
    ];
  }
  const behind = shards.reduce((sum, { watermark, end }) => sum + Math.max(0, end - watermark), 0);
  return [well(subject, `${topic}: ${String(behind)} commands are not in snapshots yet`)];
}

function faultFinding(subject: string, topic: string, fault: TopicFault): Finding {
  switch (fault.kind) {
    case 'missing-topic':
      return failure(subject, `${topic} is not there`, 'run `laurel migrate`');
    case 'unfit-topic': {
      const { setting, found, wanted } = fault;
      const detail = `${topic} has ${setting} ${found}, and ${wanted} is needed`;
      return failure(subject, detail, TOPIC_REMEDIES[setting] ?? alter(topic, setting, wanted));
    }
    case 'unavailable':
    case 'timeout':
    case 'damaged':
      return failure(subject, fault.detail, 'see that the brokers answer');
  }
}

const TOPIC_REMEDIES: Readonly<Record<string, string>> = {
  partitions: 'set LAUREL_SHARDS to the partitions that it has: they never change in place',
};

const alter = (topic: string, setting: string, wanted: string): string =>
  `kafka-configs --alter --topic ${topic} --add-config ${setting}=${wanted}`;
