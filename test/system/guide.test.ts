/**
 * The guide for integrators, run as it stands: its blocks of shell one after the other in one
 * shell, against a server of its own, and what each prints compared with what the guide says.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, file, serve } from './program.js';

const GUIDE = readFileSync(new URL('../../docs/integration.md', import.meta.url), 'utf8');

interface Example {
  readonly script: string;
  /** What the guide says it prints; '' = nothing that matters. */
  readonly says: string;
}

const EXAMPLES: readonly Example[] = [
  ...GUIDE.matchAll(/^```sh\n([^]*?)^```\n(?:\n```text\n([^]*?)^```\n)?/gm),
].map(([, script = '', says = '']) => ({ script, says: says.trim() }));

/** Printed between the outputs of two blocks. */
const BORDER = '\u0001';

describe('the guide', () => {
  let printed: string[] = [];

  beforeAll(async () => {
    const { url } = await serve('guide', { LAUREL_FLUSH_INTERVAL_MS: '50' });
    const script = EXAMPLES.map((example) => `${example.script}\nprintf '${BORDER}'\n`).join('');
    printed = (await outputOf(file('guide.sh', `set -eu\n${script}`), url)).split(BORDER);
  }, 60_000);

  afterAll(cleanUp);

  it.each(EXAMPLES.map(({ script, says }, i) => [firstLine(script), i, says] as const))(
    'says what happens: %s',
    (_line, i, says) => {
      expect(printed.length).toBeGreaterThan(i + 1);
      if (says !== '') expect(printed[i]?.trim()).toMatch(patternOf(says));
    },
  );
});

const firstLine = (script: string): string => script.split('\n')[0] ?? '';

/** The text with `...` for anything. */
const patternOf = (says: string): RegExp =>
  new RegExp(`^${says.split('...').map(escaped).join('[^]*')}$`);

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

async function outputOf(script: string, url: string): Promise<string> {
  const child = spawn('bash', [script], { env: { PATH: process.env['PATH'], LAUREL: url } });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`the guide fails: ${err}\n${out.slice(-2000)}`);
  return out;
}
