import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  bannedCalls,
  functionSizes,
  importDirections,
  leftovers,
  sizes,
  type Rule,
  type Source,
} from './tidy-rules.js';

/** Files excused from a rule, with the reason. May only shrink: an excuse not needed fails. */
const EXCUSED: readonly { readonly rule: string; readonly path: string; readonly why: string }[] =
  [];

const RULES: Readonly<Record<string, Rule>> = {
  importDirections,
  sizes,
  functionSizes,
  bannedCalls,
  leftovers,
};

describe('the repository', () => {
  const files = trackedFiles();

  it.each(['importDirections', 'sizes', 'functionSizes', 'bannedCalls'])('keeps %s', (name) => {
    const code = files.filter((file) => /\.(tsx?|mjs)$/.test(file.path));

    expect(problemsOf(name, code)).toEqual([]);
  });

  it('holds nothing unfinished and nothing of one machine', () => {
    expect(problemsOf('leftovers', files)).toEqual([]);
  });

  it.each(EXCUSED.map((e) => [e.path, e] as const))('still needs to excuse %s', (_path, excuse) => {
    const file = files.find((f) => f.path === excuse.path);

    expect(file && RULES[excuse.rule]?.(file)).not.toEqual([]);
  });
});

describe('importDirections', () => {
  it.each([
    ['src/domain/a.ts', "import { b } from '../actors/b.js';", 'may import only src/domain/'],
    ['src/domain/a.ts', "import fs from 'node:fs';", 'the domain has no I/O'],
    [
      'src/actors/a.ts',
      "import { m } from '../persistence/memory-store.js';",
      'imports an adapter',
    ],
    [
      'src/gateway/a.ts',
      "import type { S } from '../persistence/lmdb/s.js';",
      'imports an adapter',
    ],
    ['src/persistence/lmdb/a.ts', "export { b } from '../memory/b.js';", 'may import only'],
    ['src/cli/a.ts', "import '../main.js';", 'imports src/main.ts'],
    ['src/actors/pool.ts', "import { spawn } from 'nact';", 'only src/actors/nact.ts may'],
    ['src/gateway/a.ts', "import swagger from '@fastify/swagger';", 'only src/gateway/http/ may'],
    ['src/gateway/console/a.tsx', "import { fault } from '../fault.js';", 'may import only'],
    ['src/gateway/http/a.ts', "import { render } from 'preact';", 'only src/gateway/console/ may'],
    ['src/reports/a.ts', "import { fold } from '../domain/fold.js';", 'state changes only in'],
  ])('refuses in %s: %s', (path, text, message) => {
    expect(importDirections({ path, text })).toEqual([expect.stringContaining(message)]);
  });

  it.each([
    ['src/domain/a.ts', "import { ok } from './result.js';"],
    ['src/persistence/lmdb/a.ts', "import type { P } from '../ports.js'; import 'lmdb';"],
    ['src/actors/learner-fold.ts', "import { fold } from '../domain/fold.js';"],
    ['test/a.test.ts', "import { fold } from '../src/domain/fold.js'; import 'nact';"],
  ])('allows in %s: %s', (path, text) => {
    expect(importDirections({ path, text })).toEqual([]);
  });
});

describe('sizes', () => {
  it('measures lines and files, at the limit and one above', () => {
    expect(sizes(sample('x'.repeat(100)))).toEqual([]);
    expect(sizes(sample('x'.repeat(101)))).toHaveLength(1);
    expect(sizes(sample('x\n'.repeat(300)))).toEqual([]);
    expect(sizes(sample('x\n'.repeat(301)))).toHaveLength(1);
  });

  it('measures functions of any form, at the limit and one above', () => {
    const lines = (count: number): string => ';\n'.repeat(count - 1);

    expect(functionSizes(sample(`function f() {${lines(70)}}`))).toEqual([]);
    expect(functionSizes(sample(`function f() {${lines(71)}}`))).toHaveLength(1);
    expect(functionSizes(sample(`const f = () => {${lines(71)}};`))).toHaveLength(1);
    expect(functionSizes(sample(`class C { m() {${lines(71)}} }`))).toHaveLength(1);
  });
});

describe('bannedCalls', () => {
  it.each([
    'const t = Date.now();',
    'const t = new Date();',
    'const r = Math.random();',
    'setTimeout(f, 1);',
    'const clock = Date.now;',
    'console.log(1);',
    'const e = process.env;',
  ])('refuses in the domain: %s', (text) => {
    expect(bannedCalls(sample(text))).toHaveLength(1);
  });

  it('allows a date made of a number, a word in a comment, and a clock at the edge', () => {
    expect(bannedCalls(sample('// Date.now() is banned\nconst d = new Date(5);'))).toEqual([]);
    expect(bannedCalls({ path: 'src/main.ts', text: 'Date.now();' })).toEqual([]);
  });
});

describe('leftovers', () => {
  it.each(['// TO' + 'DO later', '"resolved": "ht' + 'tp://x"', 'cd /ro' + 'ot/laurel'])(
    'refuses %s',
    (text) => {
      expect(leftovers({ path: 'README.md', text })).toHaveLength(1);
    },
  );

  it('allows a route and a relative path that merely look like one', () => {
    const [route, folder] = ['work', 'root'];
    expect(leftovers(sample(`/v1/${route}/list ./${folder}/x`))).toEqual([]);
  });
});

const sample = (text: string): Source => ({ path: 'src/domain/sample.ts', text });

function problemsOf(name: string, files: readonly Source[]): string[] {
  const excused = EXCUSED.filter((e) => e.rule === name).map((e) => e.path);
  const rule = RULES[name];
  if (rule === undefined) throw new Error(`no rule ${name}`);
  return files.filter((file) => !excused.includes(file.path)).flatMap(rule);
}

/** Files under version control, and new ones that are not ignored; binary ones left out. */
function trackedFiles(): Source[] {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const flags = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const list = execFileSync('git', flags, { cwd: root, encoding: 'utf8' });
  return list
    .split('\0')
    .filter((path) => /^\.(tsx?|mjs|json|md|html|css|csv|yml|yaml|svg|)$/.test(extname(path)))
    .filter((path) => path !== '' && existsSync(join(root, path)))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}
