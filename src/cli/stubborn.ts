/** A store's answer for a command that can do nothing but repeat its call or give up. */
import { err, type Result } from '../domain/result.js';
import type { Stored } from '../persistence/ports.js';
import { refusalText } from '../gateway/refusal-text.js';
import { patiently } from './patience.js';

/** Repeats what fails for the moment, a bounded number of times; then the reason as a sentence. */
export async function stubbornly<T>(attempt: () => Stored<T>): Promise<Result<T, string>> {
  const answer = await patiently(attempt);
  return answer.ok ? answer : err(refusalText(answer.error));
}
