/** Where partitions begin that are read for the first time, or again. Decides; reads nothing. */
import { assertNever } from '../../domain/result.js';
import type { SourceOffset } from '../ports.js';
import type { ReaderRules, StartAt } from '../topic-ports.js';
import type { Place } from './group-reader.js';
import type { Offsets } from './offsets.js';

/** The places to begin at; throws what kafkajs throws. */
export async function startPlaces(
  places: readonly Place[],
  rules: ReaderRules,
  offsets: Offsets,
): Promise<SourceOffset[]> {
  const starts: SourceOffset[] = [];
  for (const topic of new Set(places.map((place) => place.topic))) {
    const partitions = places.filter((place) => place.topic === topic);
    const kept = await keptPlaces(topic, rules, offsets);
    const isNew = partitions.some(({ partition }) => !kept.has(partition));
    const first = isNew ? await firstPlaces(topic, rules.startAt, offsets) : kept;
    for (const { partition } of partitions) {
      const next = kept.get(partition) ?? first.get(partition);
      if (next !== undefined) starts.push({ topic, partition, next });
    }
  }
  return starts;
}

async function keptPlaces(
  topic: string,
  { group, mode }: ReaderRules,
  offsets: Offsets,
): Promise<ReadonlyMap<number, bigint>> {
  if (mode.kind === 'shared') return offsets.committed(group, topic);
  const own = mode.offsets.filter((offset) => offset.topic === topic);
  return new Map(own.map(({ partition, next }) => [partition, next]));
}

async function firstPlaces(
  topic: string,
  startAt: StartAt,
  offsets: Offsets,
): Promise<ReadonlyMap<number, bigint>> {
  const bounds = await offsets.bounds(topic);
  const places = (which: 'oldest' | 'end'): ReadonlyMap<number, bigint> =>
    new Map([...bounds].map(([partition, held]) => [partition, held[which]]));
  switch (startAt.kind) {
    case 'earliest':
      return places('oldest');
    case 'latest':
      return places('end');
    case 'group':
      return new Map([...places('oldest'), ...(await offsets.committed(startAt.group, topic))]);
    default:
      return assertNever(startAt);
  }
}
