import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OpenError } from '../../src/persistence/lmdb/environment.js';
import { openLmdbStore } from '../../src/persistence/lmdb/store.js';
import type { Store } from '../../src/persistence/ports.js';
import type { Result } from '../../src/domain/result.js';
import { all, valueOf } from '../contract/open-store.js';
import { commandOf, start } from './store-process.js';
import { openFolder, temporaryFolder } from './stores.js';

describe('A data folder that a process writes', () => {
  it('is refused to a second writer, who is told the process id of the first', async () => {
    const folder = temporaryFolder();
    const holder = start(commandOf('hold', folder));
    await holder.heard(1);

    expect(openWriter(folder)).toMatchObject(heldBy(pidOf(holder.said)));
  });

  it('is refused to a second writer of the same process, and the first goes on', async () => {
    const folder = temporaryFolder();
    const store = openFolder(folder);

    const second = openWriter(folder);

    expect(second).toMatchObject(heldBy(process.pid));
    expect(await valueOf(store.log.append(Buffer.from('a')))).toBe(1);
    expect(openWriter(folder)).toMatchObject(heldBy(process.pid));
  });

  it('is given to one of several writers that come at once', async () => {
    const folder = temporaryFolder();
    const writers = [1, 2, 3].map(() => start(commandOf('hold', folder)));
    await Promise.all(writers.map((writer) => writer.heard(1)));

    const said = writers.map((writer) => writer.said[0] ?? '');

    expect(said.filter((line) => line.startsWith('open'))).toHaveLength(1);
    expect(said.filter((line) => line.includes('"held"'))).toHaveLength(2);
  });

  it('is open to a reader, who sees what was acknowledged, and later what came later', async () => {
    const folder = temporaryFolder();
    const writer = start(commandOf('write', folder));
    await writer.heard(10);
    const reader = openReader(folder);

    const early = await highest(reader);
    expect(early).toBeGreaterThanOrEqual(appended(writer.said.slice(0, 10)));

    await writer.heard(writer.said.length + 100);
    expect(await highest(reader)).toBeGreaterThan(early);
    await reader.close();
  });

  it('takes no write of a reader', async () => {
    const folder = temporaryFolder();
    const writer = openFolder(folder);
    await valueOf(writer.log.append(Buffer.from('a')));
    await writer.close();
    const reader = openReader(folder);

    const answer = await reader.log.append(Buffer.from('b'));

    expect(answer).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    expect(await highest(reader)).toBe(1);
    await reader.close();
  });
});

describe('A data folder that nobody writes', () => {
  it('can be written after its writer was killed', async () => {
    const folder = temporaryFolder();
    const holder = start(commandOf('hold', folder));
    await holder.heard(1);
    await holder.kill();

    const store = openFolder(folder);

    expect(await valueOf(store.log.append(Buffer.from('a')))).toBe(1);
    expect(openWriter(folder)).toMatchObject(heldBy(process.pid));
  });

  it.runIf(process.platform === 'linux')(
    'can be written after its writer was killed and its parent did not take note',
    async () => {
      const folder = temporaryFolder();
      const parent = start(['sh', '-c', NEGLECT, 'sh', ...commandOf('hold', folder)]);
      await parent.heard(1);

      process.kill(pidOf(parent.said), 'SIGKILL');

      await expect.poll(() => openWriter(folder).ok).toBe(true);
    },
  );

  it('can be written after its writer closed it', async () => {
    const folder = temporaryFolder();
    await openFolder(folder).close();

    expect(await valueOf(openFolder(folder).log.append(Buffer.from('a')))).toBe(1);
  });

  it.each(['', 'missing'])('cannot be read before it was ever written: %j', (below) => {
    const folder = join(temporaryFolder(), below);

    const opened = openLmdbStore({ folder, readOnly: true });

    expect(opened).toMatchObject({ ok: false, error: { kind: 'unusable' } });
    expect(JSON.stringify(opened)).toContain('No such file or directory');
  });

  it('cannot be written where a file is in its place', () => {
    const opened = openWriter(process.execPath);

    expect(opened).toMatchObject({ ok: false, error: { kind: 'unusable' } });
  });
});

/** Starts a command and becomes another program, which never asks how the command ended. */
const NEGLECT = 'exec 3<&0; "$@" <&3 & exec sleep 60';

const openWriter = (folder: string): Result<Store, OpenError> =>
  openLmdbStore({ folder, readOnly: false });

function openReader(folder: string): Store {
  const opened = openLmdbStore({ folder, readOnly: true });
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  return opened.value;
}

const heldBy = (pid: number): object => ({ ok: false, error: { kind: 'held', holder: { pid } } });

const pidOf = (said: readonly string[]): number => Number(said[0]?.split(' ')[1]);

const highest = async (store: Store): Promise<number> =>
  (await all(store.log.read(1))).at(-1)?.seq ?? 0;

const appended = (said: readonly string[]): number =>
  Math.max(0, ...said.filter((s) => s.startsWith('appended')).map((s) => Number(s.split(' ')[1])));
