/**
 * As what a dead letter's input is to be taken, by the way it came. Reads no content.
 */
import { err, ok, type Result } from '../domain/result.js';
import type { DeadLetter } from '../persistence/ports.js';
import { isInputTopic, type InputTopic } from './topics/parse-topic.js';

/** How a letter's input is to be taken. */
export type LetterInput =
  | { readonly kind: 'record'; readonly topic: InputTopic; readonly fromTopic: boolean }
  | { readonly kind: 'state-update' | 'scoring' | 'command' | 'render' };

/** `env` is the prefix of topic names. The failure says why there is no way back in. */
export function inputOf(
  { sha256, bytes, text, way, source }: DeadLetter,
  env: string,
): Result<LetterInput, string> {
  if (sha256 !== '') {
    const kept = `${String(Buffer.byteLength(text))} of its ${String(bytes)} bytes are kept`;
    return err(`${kept}: send the original again`);
  }
  switch (way) {
    case 'state-update':
    case 'scoring':
    case 'command':
    case 'render':
      return ok({ kind: way });
    case 'row':
      return err(
        'a row means nothing without its file: correct it there and import the file again',
      );
    case 'unknown':
      return formerInput(source, env);
    default: {
      const [from, topic = ''] = way.split(' ');
      if (!isInputTopic(topic)) return err(`${topic} is no topic that Laurel reads`);
      return ok({ kind: 'record', topic, fromTopic: from === 'topic' });
    }
  }
}

/** What the names of sources tell of letters that were kept before letters said it. */
function formerInput(source: string, env: string): Result<LetterInput, string> {
  const topic = source.startsWith(`${env}.`) ? source.slice(env.length + 1) : '';
  if (isInputTopic(topic)) return ok({ kind: 'record', topic, fromTopic: true });
  if (source === 'engine') return ok({ kind: 'command' });
  return err('an earlier version kept it without saying how it came: send the original again');
}
