/**
 * The framework service: the codes of a framework's categories, remembered for a while, since every
 * change of a user asks for them and they hardly ever change.
 *
 * - W1 At most `frameworksMax` are remembered, for at most `ageMsMax`; the oldest goes first.
 * - W2 Only an answer that names categories is remembered: a framework that is not there yet, or a
 *   service that is away, is asked for again.
 *
 * Source: `reference/jobs.md` 5.2.
 */
import type { Instant } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import { fieldsOf, listOf, own, serviceAnswer, textOf } from './answer.js';
import type { HttpAnswer, HttpService } from './http-service.js';

export interface FrameworkService {
  /** Codes in the order of the framework; none where the service does not know it. */
  categories(framework: string): Promise<Result<readonly string[], { readonly detail: string }>>;
}

export interface FrameworkLimits {
  readonly frameworksMax: number;
  readonly ageMsMax: number;
}

/** Upstream remembers them for a day, without a bound. */
export const FRAMEWORK_LIMITS: FrameworkLimits = { frameworksMax: 1000, ageMsMax: 86_400_000 };

export const FRAMEWORK_READ_PATH = '/framework/v3/read/';

/** Reads frameworks; `path` ends in `/`, and the framework's id follows. `now` is the clock. */
export function frameworkService(
  http: HttpService,
  now: () => Instant,
  limits: FrameworkLimits = FRAMEWORK_LIMITS,
  path: string = FRAMEWORK_READ_PATH,
): FrameworkService {
  /** In the order of their reading, the oldest first. */
  const known = new Map<string, { readonly codes: readonly string[]; readonly at: Instant }>();
  const remember = (framework: string, codes: readonly string[]): void => {
    known.delete(framework);
    known.set(framework, { codes, at: now() });
    for (const oldest of known.keys()) {
      if (known.size <= limits.frameworksMax) break;
      known.delete(oldest);
    }
  };
  return {
    categories: async (framework) => {
      const held = known.get(framework);
      if (held !== undefined && now() - held.at < limits.ageMsMax) return ok(held.codes);
      const answer = await http.get(`${path}${encodeURIComponent(framework)}`);
      if (!answer.ok) return err({ detail: answer.error.detail });
      const codes = codesOf(answer.value);
      if (codes.ok && codes.value.length > 0) remember(framework, codes.value);
      return codes;
    },
  };
}

function codesOf({ status, body }: HttpAnswer): Result<readonly string[], { detail: string }> {
  if (status === 404 || status === 400) return ok([]);
  if (status !== 200) return err({ detail: `the framework service answered ${String(status)}` });
  const framework = fieldsOf(own(serviceAnswer(body).result, 'framework'));
  const codes = listOf(own(framework, 'categories')).map((c) => textOf(own(fieldsOf(c), 'code')));
  return ok(codes.filter((code) => code !== ''));
}
