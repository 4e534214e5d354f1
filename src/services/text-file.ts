/**
 * A short text file of somebody else's store, by its address: what `http-service.ts` is to answers
 * in JSON.
 *
 * - X1 A call ends within `timeoutMs`; at most `bytesMax` are held.
 * - X2 No failure shows the address, which may hold a signature.
 */
import { err, ok, type Result } from '../domain/result.js';
import { bodyText } from './http-service.js';

export interface TextFileLimits {
  readonly timeoutMs: number;
  readonly bytesMax: number;
}

type Fetched = Promise<Result<string, { readonly detail: string }>>;

export type FetchText = (address: string) => Fetched;

/** Fetches over http and https. `send` is the way out; tests give their own. */
export const textFiles =
  (limits: TextFileLimits, send: typeof fetch = fetch): FetchText =>
  async (address) => {
    if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
      return err({ detail: 'the address of the file is no http or https address' });
    }
    try {
      const response = await send(address, { signal: AbortSignal.timeout(limits.timeoutMs) });
      if (response.ok) return await textOf(response, limits.bytesMax);
      return err({ detail: `the file's server answered ${String(response.status)}` });
    } catch {
      return err({ detail: 'the file cannot be fetched' });
    }
  };

async function textOf(response: Response, bytesMax: number): Fetched {
  const text = await bodyText(response, bytesMax);
  return text === null ? err({ detail: `the file is longer than ${bytesMax} bytes` }) : ok(text);
}
