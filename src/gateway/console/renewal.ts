/** When a token is renewed: before its end, and not all the time. Pure; times are milliseconds. */

/** So long before its end, or in the middle of its life if that is later. */
const RENEWED_BEFORE_MS = 30_000;

/** When a token that was got now, and lives for so long, is renewed; 0 = its life is not known. */
export const renewalOf = (now: number, lifeMs: number): number =>
  lifeMs === 0 ? 0 : now + lifeMs - Math.min(RENEWED_BEFORE_MS, lifeMs / 2);

/** One whose life is not known is never due: the server says when it has ended. */
export const isDue = (renewAt: number, now: number): boolean => renewAt !== 0 && now >= renewAt;
