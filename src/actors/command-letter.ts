/** The dead letter of an accepted command that could not be applied. */
import type { Command } from '../domain/command.js';
import type { DeadLetter, StoreError } from '../persistence/ports.js';

/** Named by enrolment, kind and time, so that the same command makes the same letter. */
export function letterOfCommand(command: Command, error: StoreError, now: number): DeadLetter {
  const { learner, course, batch } = command.key;
  const text = JSON.stringify(command);
  return {
    source: 'engine',
    position: [learner, course, batch, command.kind, String(command.receivedAt)].join('/'),
    reason: error.kind === 'damaged' ? `snapshot ${error.key} ${error.detail}` : error.detail,
    at: now,
    text,
    bytes: Buffer.byteLength(text),
    sha256: '',
  };
}
