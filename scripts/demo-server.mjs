/** A server that has played the demo in a folder that is removed afterwards. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { ROOT, setUp } from './setup.mjs';

/**
 * Resolves when the demo is played; throws when the server ends before. Whoever asked stops it.
 *
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>} `url` without a slash at its end
 */
export async function startDemo() {
  setUp({ build: true });
  const data = mkdtempSync(join(tmpdir(), 'laurel-demo-'));
  const env = { ...process.env, LAUREL_DATA_DIR: data, LAUREL_PORT: '0' };
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'demo.mjs')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await once(child, 'exit');
    rmSync(data, { recursive: true, force: true });
  };
  let said = '';
  for await (const chunk of child.stdout) {
    said += String(chunk);
    const found = /console\s+(http\S+?)\/\n[^]*a report/.exec(said);
    if (found !== null) return { url: found[1], stop };
  }
  throw new Error('the demo ended early');
}
