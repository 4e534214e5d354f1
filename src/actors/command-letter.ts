/** The dead letter of an accepted command that could not be applied. */
import { createHash } from 'node:crypto';
import type { Command } from '../domain/command.js';
import type { DeadLetter, StoreError } from '../persistence/ports.js';

/** Hex digits of a command's hash in its letter's position: two commands of one moment differ. */
const HASH_DIGITS = 16;

/** Named by enrolment, kind, time and content, so that the same command makes the same letter. */
export function letterOfCommand(command: Command, error: StoreError, now: number): DeadLetter {
  const { learner, course, batch } = command.key;
  const text = JSON.stringify(command);
  const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_DIGITS);
  return {
    source: 'engine',
    way: 'command',
    position: [learner, course, batch, command.kind, String(command.receivedAt), hash].join('/'),
    reason: error.kind === 'damaged' ? `snapshot ${error.key} ${error.detail}` : error.detail,
    at: now,
    text,
    bytes: Buffer.byteLength(text),
    sha256: '',
  };
}
