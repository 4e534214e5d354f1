/**
 * The rules of the house that a machine can check, each a pure function of one file. A message
 * names the place and the fix. `tidy.test.ts` runs them over the repository and over bad samples.
 */
import ts from 'typescript';
import { MAY_IMPORT } from './tidy-directions.js';
import { HOME_OF } from './tidy-homes.js';

export interface Source {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export type Rule = (source: Source) => string[];

const FILE_LINES_MAX = 300;
const FUNCTION_LINES_MAX = 70;
const LINE_COLUMNS_MAX = 100;

/** Stores (the rows of `sunbird/` are pure, and no store), and the only places that may name one:
 * the composition roots and the adapters. */
const ADAPTER = /^src\/persistence\/((?!sunbird\/)\w+\/|memory-store|faulty-store)/;
const MAY_CHOOSE_ADAPTERS = /^src\/([\w-]+\.ts$|cli\/|persistence\/)/;

/** Where state is allowed to change: the fold has one caller (design: router, actor, commit). */
const FOLD = { file: 'src/domain/fold.ts', caller: 'src/actors/learner-fold.ts' };

export const importDirections: Rule = (source) => {
  if (!source.path.startsWith('src/')) return [];
  return imports(source).flatMap((imported) => {
    if (imported.startsWith('src/')) return wrongDirection(source.path, imported);
    return wrongHome(source.path, imported);
  });
};

export const sizes: Rule = ({ path, text }) => {
  const lines = text.replace(/\n$/, '').split('\n');
  const problems = lines.flatMap((line, i) =>
    columnsOf(line) > LINE_COLUMNS_MAX
      ? [`${at(path, i)} is ${columnsOf(line)} columns: break it`]
      : [],
  );
  if (lines.length > FILE_LINES_MAX) {
    problems.push(`${path} has ${lines.length} lines: split it by noun (max ${FILE_LINES_MAX})`);
  }
  return problems;
};

/** Signs that stand above or below another take no column of their own (Devanagari has many). */
const columnsOf = (line: string): number => line.replace(/\p{M}/gu, '').length;

export const functionSizes: Rule = (source) => {
  if (!/^(src|scripts|bench)\//.test(source.path)) return [];
  const file = parse(source);
  return nodes(file).flatMap((node) => {
    if (!ts.isFunctionLike(node) || !('body' in node)) return [];
    const first = file.getLineAndCharacterOfPosition(node.getStart(file)).line;
    const lines = file.getLineAndCharacterOfPosition(node.end).line - first + 1;
    if (lines <= FUNCTION_LINES_MAX) return [];
    return [`${at(source.path, first)} is a function of ${lines} lines: move branches into leaves`];
  });
};

const CLOCKS_AND_DICE = [
  'Date.now',
  'Math.random',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'performance.now',
  'randomUUID',
];

/** The places where time and chance come from, and those that yield to the event loop between
 * slices; everything else takes them as arguments (R6). */
const MAY_READ_CLOCKS = [
  /^src\/(main|cli|serving|reporting|report-cleaning|system-clock)\.ts$/,
  /^src\/cluster-(engine|stores)\.ts$/,
  /^src\/(cli|persistence\/\w+)\//,
  /^src\/certificates\/renderer\.ts$/,
  /^src\/cluster\/peer-server\.ts$/,
  // Pages in a browser are an edge of their own.
  /^src\/gateway\/console\//,
  /^src\/reports\/(learner-chunks|exhaust)\.ts$/,
];

export const bannedCalls: Rule = (source) => {
  const { path } = source;
  if (!path.startsWith('src/')) return [];
  const file = parse(source);
  return nodes(file).flatMap((node) => {
    const used = bannedUse(node, file);
    if (used === null || isAllowed(used, path)) return [];
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
    return [`${at(path, line)} uses ${used}: ${REMEDY[used] ?? 'take it as an argument (R6)'}`];
  });
};

/** Applies to every tracked text file. The patterns are written so as not to match themselves. */
export const leftovers: Rule = ({ path, text }) => {
  const marks: readonly (readonly [RegExp, string])[] = [
    [/\b(TO[D]O|FIX[M]E|XX[X])\b/, 'finish it or leave it out'],
    [/"resolved": "h[t]tp/, 'the lock must not name a registry: npm install with .npmrc'],
    [/(?<![\w.])\/(wor[k]|roo[t]|User[s])\/\w/, 'a path of one machine: make it relative'],
  ];
  return text.split('\n').flatMap((line, i) =>
    marks.flatMap(([mark, fix]) => {
      const found = mark.exec(line);
      return found === null ? [] : [`${at(path, i)} holds '${found[0]}': ${fix}`];
    }),
  );
};

const REMEDY: Readonly<Record<string, string>> = {
  console: 'log with pino, or write data to stdout in src/cli',
  'process.env': 'read it in src/config.ts and pass the setting on',
};

function isAllowed(used: string, path: string): boolean {
  if (used === 'console') return path.startsWith('src/cli');
  if (used === 'process.env') return /^src\/(config|main|cli)\.ts$/.test(path);
  return MAY_READ_CLOCKS.some((place) => place.test(path));
}

function bannedUse(node: ts.Node, file: ts.SourceFile): string | null {
  if (ts.isNewExpression(node)) {
    const empty = node.expression.getText(file) === 'Date' && !node.arguments?.length;
    return empty ? 'new Date()' : null;
  }
  if (ts.isPropertyAccessExpression(node)) {
    const text = node.getText(file);
    if (text === 'process.env' || CLOCKS_AND_DICE.includes(text)) return text;
    return node.expression.getText(file) === 'console' ? 'console' : null;
  }
  if (!ts.isCallExpression(node)) return null;
  const called = node.expression.getText(file);
  return CLOCKS_AND_DICE.includes(called) && !called.includes('.') ? called : null;
}

function wrongDirection(path: string, imported: string): string[] {
  if (imported === FOLD.file && path !== FOLD.caller) {
    return [`${path} imports the fold: state changes only in ${FOLD.caller}; send a command`];
  }
  if (ADAPTER.test(imported) && !MAY_CHOOSE_ADAPTERS.test(path)) {
    return [`${path} imports an adapter: take the port as an argument (src/persistence/ports.ts)`];
  }
  const key = Object.keys(MAY_IMPORT)
    .filter((prefix) => path.startsWith(prefix))
    .sort((a, b) => b.length - a.length)[0];
  const allowed = MAY_IMPORT[key ?? 'src/'] ?? [];
  if (imported !== 'src/main.ts' && allowed.some((a) => matches(a, imported))) return [];
  return [`${path} imports ${imported}: may import only ${allowed.join(', ')}`];
}

/** `a/*.ts` means the files of a folder and not what lies deeper. */
function matches(allowed: string, imported: string): boolean {
  const [folder] = allowed.split('*.ts');
  if (folder === undefined || !allowed.endsWith('*.ts')) return imported.startsWith(allowed);
  return imported.startsWith(folder) && !imported.slice(folder.length).includes('/');
}

function wrongHome(path: string, imported: string): string[] {
  if (path.startsWith('src/domain/')) return [`${path} imports ${imported}: the domain has no I/O`];
  const [name = ''] = imported.split('/');
  const home = HOME_OF[name === '@fastify' ? 'fastify' : name];
  if (home === undefined || path.startsWith(home)) return [];
  return [`${path} imports ${imported}: only ${home} may; go through what it exports`];
}

/** Imported modules: files of the repository by path, packages by name. */
function imports(source: Source): string[] {
  return parse(source).statements.flatMap((s) => {
    if (!ts.isImportDeclaration(s) && !ts.isExportDeclaration(s)) return [];
    if (s.moduleSpecifier === undefined || !ts.isStringLiteral(s.moduleSpecifier)) return [];
    const name = s.moduleSpecifier.text;
    if (!name.startsWith('.')) return [name];
    const from = new URL(source.path, 'file:///');
    return [new URL(name, from).pathname.slice(1).replace(/\.js$/, '.ts')];
  });
}

function nodes(root: ts.Node): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

const parse = (source: Source): ts.SourceFile =>
  ts.createSourceFile(source.path, source.text, ts.ScriptTarget.Latest, true);

const at = (path: string, line: number): string => `${path}:${line + 1}`;
