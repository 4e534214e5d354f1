/**
 * `laurel replay FILE|-`: feeds a file of Sunbird's records through the engine: those of
 * `coursebatch.job.request`, or of the topic that is named. The file is its own
 * log, so nothing waits for a single event; the command ends when all of it is in durable
 * snapshots.
 *
 * - Y1 events = applied + duplicates + ignored + rejected + dead.
 * - Y2 Replaying again, or in another order, changes nothing.
 */
import type { Config } from '../config.js';
import { assertNever } from '../domain/result.js';
import type { Answer, Engine, Source } from '../engine.js';
import type { StreamEvent } from '../gateway/stream-event.js';
import type { InputTopic } from '../gateway/topics/parse-topic.js';
import type { LetterWay } from '../persistence/ports.js';
import { letterOf, overlongReason } from './import-rows.js';
import type { Input } from './input.js';
import { linesOf, type Line } from '../persistence/lines.js';
import { refusalText } from '../gateway/refusal-text.js';
import { patiently } from './patience.js';
import { EXIT, type ExitCode, type Terminal } from './terminal.js';

export interface ReplayParts {
  readonly engine: Engine;
  readonly config: Pick<Config, 'lineBytesMax'>;
  readonly terminal: Terminal;
  readonly parse: (text: string) => StreamEvent;
  /** The topic whose records the file holds. */
  readonly topic: InputTopic;
  /** Takes a record of it; `null` = the topic is `coursebatch.job.request`. */
  readonly takeFrom: ((source: Source) => TakeRecord) | null;
}

/** Takes the text of one record; `position` is its line. A refusal counted nothing. */
export type TakeRecord = (text: string, position: string) => Answer<void>;

/** The last line of `replay --json`. */
export interface ReplaySummary {
  readonly events: number;
  readonly applied: number;
  readonly duplicates: number;
  readonly ignored: number;
  readonly rejected: number;
  readonly dead: number;
  readonly completions: number;
  readonly certificates: number;
  readonly seconds: number;
  readonly eventsPerSecond: number;
}

const PROGRESS_INTERVAL_MS = 500;

/** Replays the input and prints a summary; fails when the engine cannot make it durable. */
export async function replay(input: Input, parts: ReplayParts, json: boolean): Promise<ExitCode> {
  const { engine, terminal } = parts;
  const startedAt = terminal.now();
  const before = engine.status();
  const source = engine.source(input.name);
  const progress = progressLine(source, terminal);
  const take = parts.takeFrom?.(source) ?? null;
  const file: ReplayedFile = { name: input.name, way: `file ${parts.topic}` };
  for await (const lines of linesOf(input.chunks, parts.config.lineBytesMax)) {
    for (const line of lines) {
      if (take === null) await feed(line, file, source, parts);
      else await feedRecord(line, file, source, take, parts);
    }
    progress();
  }
  const flushed = await patiently(() => source.flushed());
  if (!flushed.ok) {
    terminal.note(`laurel: replay of ${input.name} failed: ${refusalText(flushed.error)}`);
    return EXIT.failed;
  }
  await engine.settled();
  const after = engine.status();
  const seconds = (terminal.now() - startedAt) / 1000;
  report(terminal, json, {
    ...source.tally,
    completions: after.completions - before.completions,
    certificates: after.certificates - before.certificates,
    seconds,
    eventsPerSecond: Math.round(source.tally.events / Math.max(seconds, 0.001)),
  });
  return EXIT.ok;
}

/** Names a file in dead letters. */
interface ReplayedFile {
  readonly name: string;
  readonly way: LetterWay;
}

async function feed(
  line: Line,
  file: ReplayedFile,
  source: Source,
  parts: ReplayParts,
): Promise<void> {
  if (line.overlong === null && line.text.trim() === '') return;
  const event = read(line, parts);
  switch (event.kind) {
    case 'commands':
      for (const command of event.commands) {
        while (!source.offer(command)) await source.room();
      }
      return;
    case 'ignored':
      return source.ignore();
    case 'dead':
      return source.bury(letterOf(file, line, event.reason, parts.terminal.now()));
    default:
      return assertNever(event);
  }
}

/** A record that is refused for longer than anybody waits is kept as a dead letter. */
async function feedRecord(
  line: Line,
  file: ReplayedFile,
  source: Source,
  take: TakeRecord,
  { config, terminal }: ReplayParts,
): Promise<void> {
  if (line.overlong !== null) {
    return source.bury(letterOf(file, line, overlongReason(config.lineBytesMax), terminal.now()));
  }
  if (line.text.trim() === '') return;
  const taken = await patiently(() => take(line.text, String(line.number)));
  if (!taken.ok) source.bury(letterOf(file, line, refusalText(taken.error), terminal.now()));
}

function read(line: Line, { config, parse }: ReplayParts): StreamEvent {
  if (line.overlong !== null) return { kind: 'dead', reason: overlongReason(config.lineBytesMax) };
  const event = parse(line.text);
  if (event.kind !== 'dead' || line.ended) return event;
  return { kind: 'dead', reason: `the file stops in mid line: ${event.reason}` };
}

/** Shows how far the replay is, now and then. */
function progressLine(source: Source, terminal: Terminal): () => void {
  let shownAt = terminal.now();
  const startedAt = shownAt;
  return () => {
    const now = terminal.now();
    if (now - shownAt < PROGRESS_INTERVAL_MS) return;
    shownAt = now;
    const { events, dead } = source.tally;
    const perSecond = Math.round((events * 1000) / (now - startedAt));
    terminal.progress(`${count(events)} events, ${count(perSecond)}/s, ${count(dead)} dead`);
  };
}

function report(terminal: Terminal, json: boolean, summary: ReplaySummary): void {
  if (summary.events === 0) terminal.note('laurel: the input holds no events');
  if (summary.dead > 0) terminal.note('laurel: dead events are kept: laurel dlq ls');
  if (json) return terminal.print(JSON.stringify(summary));
  const { seconds, eventsPerSecond, completions, certificates, ...tally } = summary;
  const tallied = Object.entries(tally).map(([name, value]) => `${count(value)} ${name}`);
  terminal.print(tallied.join(', '));
  terminal.print(`${count(completions)} completions, ${count(certificates)} certificates`);
  terminal.print(`${seconds.toFixed(1)} s, ${count(eventsPerSecond)} events a second`);
}

const count = (value: number): string => value.toLocaleString('en');
