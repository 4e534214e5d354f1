/**
 * Values of a case that stand for any value of a kind: `<ms>`, `<now>`, `<uuid>`, `<env>`, a
 * pattern of a date, something opaque; alone or inside a text.
 */

/** What a placeholder may stand for depends on the run. */
export interface Run {
  /** Milliseconds; the run's first and last moment. */
  readonly from: number;
  readonly to: number;
  /** Prefix of topics. */
  readonly env: string;
}

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const PLACEHOLDER = /<[^<>]+>/g;
const DATE_PATTERN = /^<[yMdHhmsSZXa'T:.\- ]+>$/;

export const isPlaceholder = (expected: unknown): expected is string =>
  typeof expected === 'string' && kindsIn(expected).length > 0;

/** Whether a value is one of those that a text with placeholders stands for. */
export function standsFor(expected: string, actual: unknown, run: Run): boolean {
  if (expected.startsWith('<opaque')) return actual !== undefined;
  if (expected === '<now>') return isNow(actual, run);
  if (expected === '<ms>') return Number.isSafeInteger(actual) && Number(actual) > 0;
  return typeof actual === 'string' && new RegExp(`^${patternOf(expected, run)}$`).test(actual);
}

/** Milliseconds of a timestamp as rows hold it: a number, a Date or an ISO text. */
export function instantOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (value instanceof Date) return value.getTime();
  const parsed = typeof value === 'string' ? Date.parse(isoOf(value)) : NaN;
  return Number.isNaN(parsed) ? null : parsed;
}

function isNow(actual: unknown, run: Run): boolean {
  const at = instantOf(actual);
  return at !== null && at >= run.from && at <= run.to;
}

function kindsIn(expected: string): string[] {
  return (expected.match(PLACEHOLDER) ?? []).filter((kind) => patternOfKind(kind, '') !== null);
}

function patternOf(expected: string, run: Run): string {
  let pattern = '';
  let at = 0;
  for (const { 0: kind, index } of expected.matchAll(PLACEHOLDER)) {
    pattern += escaped(expected.slice(at, index)) + (patternOfKind(kind, run.env) ?? escaped(kind));
    at = index + kind.length;
  }
  return pattern + escaped(expected.slice(at));
}

function patternOfKind(kind: string, env: string): string | null {
  if (kind === '<ms>') return '\\d{10,16}';
  if (kind === '<uuid>') return UUID;
  if (kind === '<env>') return escaped(env);
  if (kind === '<now>') return '.+';
  if (kind.startsWith('<opaque')) return '.*';
  return DATE_PATTERN.test(kind) ? patternOfDate(kind.slice(1, -1)) : null;
}

/** Java's pattern letters; a text in quotes stands for itself. */
function patternOfDate(pattern: string): string {
  return pattern.replace(/'([^']*)'|([A-Za-z])\2*|[^A-Za-z']/g, (part, quoted?: string) => {
    if (quoted !== undefined) return escaped(quoted);
    if (/^[ZX]/.test(part)) return '(?:Z|[+-]\\d{2}:?\\d{2})';
    if (part.startsWith('a')) return '[AP]M';
    return /^[A-Za-z]/.test(part) ? `\\d{${String(part.length)}}` : escaped(part);
  });
}

/** Sunbird prints `yyyy-MM-dd HH:mm:ss:SSSZ`; an offset becomes `+05:30`, which ISO asks for. */
const isoOf = (text: string): string =>
  text
    .replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)[:.](\d{3})/, '$1T$2.$3')
    .replace(/([+-]\d\d)(\d\d)$/, '$1:$2');

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
