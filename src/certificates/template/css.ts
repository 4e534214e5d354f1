/**
 * The little of style sheets that drawings need: rules whose selectors name elements, classes and
 * ids. Nothing is fetched; what is not understood is named and left out.
 */

export interface StyleRule {
  readonly name: string | null;
  readonly id: string | null;
  readonly classes: readonly string[];
  readonly declarations: Declarations;
  /** Of two rules for one element the more special one wins, then the later one. */
  readonly weight: number;
}

export type Declarations = readonly (readonly [property: string, value: string])[];

export interface StyleSheet {
  readonly rules: readonly StyleRule[];
  /** Selectors and at-rules that were left out, as they were written. */
  readonly leftOut: readonly string[];
}

/** Most rules that are read of one sheet. */
export const RULE_COUNT_MAX = 2000;

/** Reads a whole sheet. */
export function parseStyleSheet(text: string): StyleSheet {
  const rules: StyleRule[] = [];
  const leftOut: string[] = [];
  let rest = text.replace(/\/\*[\s\S]*?\*\//g, ' ').replace(/<!--|-->/g, ' ');
  while (rest.trim() !== '' && rules.length < RULE_COUNT_MAX) {
    const head = /^[^{};]*/.exec(rest)?.[0] ?? '';
    const isBlock = rest.charAt(head.length) === '{';
    const end = isBlock ? blockEnd(rest, head.length) : head.length + 1;
    const name = head.trim();
    const body = rest.slice(head.length + 1, Math.max(head.length + 1, end - 1));
    rest = rest.slice(end);
    if (name.startsWith('@')) leftOut.push(name.split(/[\s(]/)[0] ?? name);
    else if (isBlock) addRules(name, parseDeclarations(body), rules, leftOut);
  }
  return { rules, leftOut };
}

/** Behind the brace that closes the one at `at`. */
function blockEnd(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    if (text.charAt(i) === '{') depth++;
    if (text.charAt(i) === '}' && --depth === 0) return i + 1;
  }
  return text.length;
}

function addRules(
  selectors: string,
  declarations: Declarations,
  rules: StyleRule[],
  leftOut: string[],
): void {
  for (const selector of selectors.split(',').map((part) => part.trim())) {
    const parts = SELECTOR.exec(selector);
    if (parts === null || selector === '') {
      leftOut.push(selector);
      continue;
    }
    const [, name = '', marks = ''] = parts;
    const id = /#([\w-]+)/.exec(marks)?.[1] ?? null;
    const classes = [...marks.matchAll(/\.([\w-]+)/g)].map(([, found = '']) => found);
    const named = name === '' || name === '*' ? null : name;
    const weight = (id === null ? 0 : 100) + 10 * classes.length + (named === null ? 0 : 1);
    rules.push({ name: named, id, classes, declarations, weight });
  }
}

const SELECTOR = /^(\*|[a-zA-Z]+)?((?:[.#][\w-]+)*)$/;

/** Declarations of a block or of a `style` attribute. */
export function parseDeclarations(text: string): Declarations {
  return text
    .split(/;(?![^(]*\))/)
    .map((part) => {
      const colon = part.indexOf(':');
      const property = part.slice(0, Math.max(0, colon)).trim().toLowerCase();
      const value = part
        .slice(colon + 1)
        .replace(/!important\s*$/i, '')
        .trim();
      return [property, value] as const;
    })
    .filter(([property, value]) => property !== '' && value !== '');
}

/** The declarations that a sheet makes for one element, in order of rising precedence. */
export function declarationsFor(
  sheet: StyleSheet,
  name: string,
  id: string,
  classes: readonly string[],
): Declarations {
  return sheet.rules
    .filter(
      (rule) =>
        (rule.name === null || rule.name === name) &&
        (rule.id === null || rule.id === id) &&
        rule.classes.every((wanted) => classes.includes(wanted)),
    )
    .sort((a, b) => a.weight - b.weight)
    .flatMap((rule) => rule.declarations);
}
