/**
 * A stream as a process of a cluster takes it: its commands go into the learner log, each to the
 * shard of its learner, whoever owns it (design 5.1). Counts what became of the records.
 *
 * - F1 A record is applied when its commands are durable in the log: whoever folds them decides
 *   between applied and duplicate, and nobody here hears of it.
 * - F2 What waits is bounded in commands; at the limit `offer` says so.
 * - F3 A command that no entry of the log holds becomes a dead letter, and the others go on (R4).
 * - F4 What fills an entry goes to the log while more is offered; only what was refused waits to be
 *   asked for again.
 */
import { ok } from '../domain/result.js';
import type { Answer, Source, Tally } from '../engine.js';
import type { Command } from '../domain/command.js';
import type { Instant } from '../domain/ids.js';
import { letterOfCommand } from '../actors/command-letter.js';
import { packInBlobs, packItems } from '../persistence/command-codec.js';
import type { NewEntry, SharedLog } from '../persistence/cluster-ports.js';
import type { DeadLetter, DeadLetterStore, StoreError } from '../persistence/ports.js';
import { byShard } from './shard-of.js';

export interface ForwarderDeps {
  readonly log: Pick<SharedLog, 'append' | 'shards' | 'entryBytesMax'>;
  now(): Instant;
  readonly deadLetters: DeadLetterStore;
  readonly limits: { readonly forwardedCommandsMax: number; readonly commitCommandsMax: number };
}

/** Opens a source whose commands go through the log. */
export function forwardingSource(deps: ForwarderDeps): Source {
  const { log, deadLetters } = deps;
  const tally: Tally = { events: 0, applied: 0, duplicates: 0, ignored: 0, rejected: 0, dead: 0 };
  let waiting: Command[] = [];
  let letters: DeadLetter[] = [];
  let sending: Promise<StoreError | null> = Promise.resolve(null);
  /** Something goes ahead already, or the last of it was refused (F4). */
  let isHeldBack = false;

  const send = async (): Promise<StoreError | null> => {
    const { commands, entries, long } = packed(waiting, deps);
    const dead = [...letters, ...long];
    tally.dead += long.length;
    [waiting, letters] = [[], []];
    const put = dead.length === 0 ? ok(undefined) : await deadLetters.put(dead);
    const appended = entries.length === 0 ? ok(undefined) : await log.append(entries, []);
    // Both again: what was kept already is kept once more under its own place.
    if (!put.ok) letters = [...dead, ...letters];
    if (appended.ok) tally.applied += commands.length;
    else waiting = [...commands, ...waiting];
    const error = put.ok ? (appended.ok ? null : appended.error) : put.error;
    isHeldBack = error !== null;
    return error;
  };

  const sent = (): Promise<StoreError | null> => (sending = sending.then(send));

  return {
    tally,
    offer(command) {
      if (waiting.length + letters.length >= deps.limits.forwardedCommandsMax) return false;
      waiting.push(command);
      tally.events++;
      if (waiting.length >= deps.limits.commitCommandsMax && !isHeldBack) {
        isHeldBack = true;
        void sent();
      }
      return true;
    },
    room: async () => {
      await sent();
    },
    bury(letter) {
      tally.events++;
      tally.dead++;
      letters.push(letter);
    },
    ignore() {
      tally.events++;
      tally.ignored++;
    },
    flushed: async (): Answer<void> => {
      const error = await sent();
      return error === null ? ok(undefined) : { ok: false, error };
    },
  };
}

interface Packed {
  readonly commands: readonly Command[];
  readonly entries: readonly NewEntry[];
  readonly long: readonly DeadLetter[];
}

/** F3. An entry that is too long is of one command; which it was is looked for only then. */
function packed(waiting: readonly Command[], { log, now, limits }: ForwarderDeps): Packed {
  const { shards, entryBytesMax } = log;
  const all = entriesOf(waiting, shards, limits.commitCommandsMax);
  if (all.every(({ blob }) => blob.length <= entryBytesMax)) {
    return { commands: waiting, entries: all, long: [] };
  }
  const isLong = (command: Command): boolean => packItems([command]).length > entryBytesMax;
  const commands = waiting.filter((command) => !isLong(command));
  const detail = `longer than entryBytesMax, ${String(entryBytesMax)} bytes`;
  const long = waiting
    .filter(isLong)
    .map((command) => letterOfCommand(command, { kind: 'unavailable', detail }, now()));
  return { commands, entries: entriesOf(commands, shards, limits.commitCommandsMax), long };
}

/** Commands by shard, in their order, in blobs of a bounded size. */
export function entriesOf(
  commands: readonly Command[],
  shards: number,
  commandsMax: number,
): NewEntry[] {
  const groups = byShard(commands, shards, (command) => command.key.learner);
  return [...groups].flatMap(([shard, list]) =>
    packInBlobs(list, commandsMax).map((blob) => ({ shard, id: '', blob })),
  );
}
