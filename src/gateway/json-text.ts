/**
 * JSON as text: where it breaks, and the same text in lines. For people who correct what came in,
 * on the server and in the pages; holds no value of it.
 *
 * - J1 Numbers, strings and the order of keys stay as they are written: reading them into values
 *   and printing these would change large numbers, and drop keys that are there twice.
 */

/** Both count from 1; a column counts UTF-16 units, as editors and browsers do. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** Where a text stops being JSON; `null` = it is JSON. */
export function jsonFault(text: string): TextPlace | null {
  const end = scan(text, () => undefined);
  return end === null ? null : placeOf(text, end);
}

/** The text with one member or element a line, by two spaces; what is no JSON as it is (J1). */
export function indentedJson(text: string): string {
  let lines = '';
  let depth = 0;
  let before = '';
  const fault = scan(text, (token) => {
    const opens = before === '{' || before === '[';
    if (token === '}' || token === ']') {
      depth -= 1;
      if (!opens) lines += newLine(depth);
    } else if (opens || before === ',') lines += newLine(depth);
    lines += token === ':' ? ': ' : token;
    if (token === '{' || token === '[') depth += 1;
    before = token;
  });
  return fault === null ? lines : text;
}

const newLine = (depth: number): string => `\n${'  '.repeat(depth)}`;

/** What may come next. */
type Awaited =
  'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing';

const SPACE = /[ \t\r\n]*/y;
// JSON forbids control characters in strings.
const TEXT = String.raw`"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"`;
const NUMBER = String.raw`-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?`;
const TOKEN = new RegExp(String.raw`[{}[\],:]|${TEXT}|${NUMBER}|true|false|null`, 'y');

/** Hands on token by token; the offset of the first that may not stand there, or `null`. */
function scan(text: string, take: (token: string) => void): number | null {
  const open: string[] = [];
  let awaited: Awaited = 'value';
  let at = 0;
  for (;;) {
    at = endOf(SPACE, text, at) ?? at;
    if (at === text.length) return awaited === 'nothing' ? null : at;
    const end = endOf(TOKEN, text, at);
    const token = end === null ? '' : text.slice(at, end);
    const next: Awaited | null = end === null ? null : after(token, awaited, open);
    if (end === null || next === null) return at;
    take(token);
    awaited = next;
    at = end;
  }
}

function endOf(pattern: RegExp, text: string, from: number): number | null {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : null;
}

/** What may come after a token, or `null` where it may not stand; keeps what is open. */
function after(token: string, awaited: Awaited, open: string[]): Awaited | null {
  switch (awaited) {
    case 'value-or-end':
      return token === ']' ? closed(open) : value(token, open);
    case 'value':
      return value(token, open);
    case 'key-or-end':
      return token === '}' ? closed(open) : key(token);
    case 'key':
      return key(token);
    case 'colon':
      return token === ':' ? 'value' : null;
    case 'comma-or-end': {
      const isObject = open.at(-1) === '{';
      if (token === ',') return isObject ? 'key' : 'value';
      return token === (isObject ? '}' : ']') ? closed(open) : null;
    }
    case 'nothing':
      return null;
  }
}

const key = (token: string): Awaited | null => (token.startsWith('"') ? 'colon' : null);

function value(token: string, open: string[]): Awaited | null {
  if (token === '{' || token === '[') {
    open.push(token);
    return token === '{' ? 'key-or-end' : 'value-or-end';
  }
  if ('}],:'.includes(token)) return null;
  return open.length === 0 ? 'nothing' : 'comma-or-end';
}

function closed(open: string[]): Awaited {
  open.pop();
  return open.length === 0 ? 'nothing' : 'comma-or-end';
}

function placeOf(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset);
  return {
    line: before.split('\n').length,
    column: offset - (before.lastIndexOf('\n') + 1) + 1,
  };
}
