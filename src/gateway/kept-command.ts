/**
 * A command as its dead letter keeps it, read back. The text is Laurel's own and is kept whole, so
 * that what is checked is whether it is one, and not again each of its fields.
 */
import type { Command } from '../domain/command.js';
import { parseBatchId, parseCourseId, parseLearnerId } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import { isFields, own } from './wire.js';

const KINDS: Readonly<Record<Command['kind'], true>> = {
  observe: true,
  attempt: true,
  enrol: true,
  unenrol: true,
  'issue-certificate': true,
  'confirm-certificate': true,
  'revoke-certificate': true,
  reevaluate: true,
};

/** The failure is a sentence. */
export function parseKeptCommand(text: string): Result<Command, string> {
  let kept: unknown;
  try {
    kept = JSON.parse(text);
  } catch {
    return err('the kept command is not valid JSON');
  }
  if (!isFields(kept)) return err('the kept text is no command');
  const [kind, key] = [own(kept, 'kind'), own(kept, 'key')];
  const isKey =
    isFields(key) &&
    parseLearnerId(own(key, 'learner')).ok &&
    parseCourseId(own(key, 'course')).ok &&
    parseBatchId(own(key, 'batch')).ok;
  const isKind = typeof kind === 'string' && Object.hasOwn(KINDS, kind);
  const isDated = Number.isInteger(kept['receivedAt']) && Number.isInteger(kept['courseVersion']);
  // Laurel wrote it, and the fold takes what it does not know for damage, not for data.
  return isKey && isKind && isDated
    ? ok(kept as unknown as Command)
    : err('the kept text is no command');
}
