import { execFile, spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { protectedSink } from '../../src/reports/protected-sink.js';
import type { Protection } from '../../src/reports/protection.js';

const run = promisify(execFile);
/** What a machine may lack; `.ci/run` installs it. */
const has = (tool: string): boolean => spawnSync(tool, ['--help']).error === undefined;
const hasSevenZip = has('7zz');
const hasTools = has('unzip') && has('openssl') && has('python3');
const NAME = '0130_progress_20240102.csv';
const PASSWORD = 'abc123 हिन्दी';
const VECTOR = '0'.repeat(32);
const TEXT_BYTES_MAX = 64 * 1024 * 1024;

const KEYS = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

const PROTECTIONS: readonly Protection[] = [
  { kind: 'plain' },
  { kind: 'zip' },
  { kind: 'password-zip', password: PASSWORD, cipher: 'zipcrypto' },
  { kind: 'password-zip', password: PASSWORD, cipher: 'aes256' },
  { kind: 'text-key', key: PASSWORD },
  { kind: 'public-key', pem: KEYS.publicKey },
];

const PIECES = Array.from({ length: 40 }, (_, i) =>
  Array.from({ length: 500 }, (_, j) => `${i},"Grüße, क",${Math.sin(i * 500 + j)}\n`).join(''),
);
const TEXT = PIECES.join('');

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'protected-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe.runIf(hasTools)('a protected file, read back by tools that share no code with it', () => {
  it('is the text itself when it is plain', async () => {
    const file = await written({ kind: 'plain' });

    expect(await readFile(file, 'utf8')).toBe(TEXT);
  });

  it('is a zip of the one CSV for unzip and Python', async () => {
    const file = await written({ kind: 'zip' });

    expect(await unzipped(file)).toBe(TEXT);
    expect(await byPython(file, '')).toEqual({ names: [NAME], text: TEXT });
  });

  it('opens with its password in unzip and Python under the old cipher', async () => {
    const file = await written({ kind: 'password-zip', password: PASSWORD, cipher: 'zipcrypto' });

    expect(await unzipped(file, PASSWORD)).toBe(TEXT);
    expect(await byPython(file, PASSWORD)).toEqual({ names: [NAME], text: TEXT });
  });

  it.skipIf(!hasSevenZip)(
    'opens with its password in 7-Zip under AES, by the strength that is asked for',
    async () => {
      const file = await written({ kind: 'password-zip', password: PASSWORD, cipher: 'aes256' });

      const listed = await run('7zz', ['l', '-slt', file]);

      expect(await bySevenZip(file, PASSWORD)).toBe(TEXT);
      expect(listed.stdout).toContain('Method = AES-256 Deflate');
      expect(listed.stdout).toContain(`Path = ${NAME}`);
    },
  );

  it.skipIf(!hasSevenZip).each(['zipcrypto', 'aes256'] as const)(
    'does not open with another password (%s)',
    async (cipher) => {
      const file = await written({ kind: 'password-zip', password: PASSWORD, cipher });

      await expect(bySevenZip(file, 'abc123')).rejects.toThrow(/Wrong password/);
    },
  );

  it('is decrypted by openssl with the text key', async () => {
    const { level, wrapped, body } = await encryptedParts({ kind: 'text-key', key: PASSWORD });

    const key = await openssl(wrapped, asciiHex(md5(PASSWORD)));

    expect(level).toBe('TEXT_KEY_ENCRYPTED_DATASET');
    expect((await openssl(body, key.toString('hex'))).toString('utf8')).toBe(TEXT);
  });

  it('is decrypted by openssl with the key that the private key unwraps', async () => {
    const { level, wrapped, body } = await encryptedParts({
      kind: 'public-key',
      pem: KEYS.publicKey,
    });

    const key = await unwrappedByOpenssl(wrapped);

    expect(level).toBe('PUBLIC_KEY_ENCRYPTED_DATASET');
    expect((await openssl(body, key.toString('hex'))).toString('utf8')).toBe(TEXT);
  });
});

describe('a sink', () => {
  it.each(PROTECTIONS.slice(2))('lets no plain text out ($kind $cipher)', async (protection) => {
    const bytes = await bytesOf(protection);

    expect(bytes.includes('Gr\u00fc\u00dfe')).toBe(false);
    expect(bytes.includes(PASSWORD)).toBe(false);
  });

  it.each([{ kind: 'plain' }, { kind: 'zip' }] as const)(
    'gives the same bytes for the same text ($kind)',
    async (protection) => {
      const again = await bytesOf(protection);

      expect((await bytesOf(protection)).equals(again)).toBe(true);
    },
  );

  it.each(PROTECTIONS)('can hold nothing at all ($kind $cipher)', async (protection) => {
    const bytes = await bytesOf(protection, []);

    expect(bytes.length > 0).toBe(protection.kind !== 'plain');
  });

  it.each(PROTECTIONS)(
    'tells of a write that fails, wherever it does, and puts nothing more ($kind $cipher)',
    async (protection) => {
      const puts = (await putSizes(protection)).length;
      const places = [1, 2, 3, Math.ceil(puts / 2), puts - 1, puts];

      for (const place of places) {
        const { reason, putsAfter } = await failingAt(protection, place);

        expect([place, reason, putsAfter]).toEqual([place, 'the disk is full', 0]);
      }
    },
  );

  it.each(PROTECTIONS)('puts nothing once it is given up ($kind $cipher)', async (protection) => {
    let puts = 0;
    const sink = protectedSink(NAME, protection, () => {
      puts++;
      return Promise.resolve();
    });
    for (const piece of PIECES.slice(0, 20)) await sink.append(piece);

    await sink.abort();
    const before = puts;
    await expect(sink.append('more').then(() => sink.end())).rejects.toThrow('given up');

    expect(puts).toBe(before);
  });

  it.each(PROTECTIONS.slice(1))(
    'makes the writer wait for the disk ($kind $cipher)',
    async (protection) => {
      let [open, openMax] = [0, 0];
      const sink = protectedSink(NAME, protection, async () => {
        openMax = Math.max(openMax, ++open);
        await new Promise((resolve) => setImmediate(resolve));
        open--;
      });

      for (const piece of PIECES) await sink.append(piece);
      await sink.end();

      expect(openMax).toBe(1);
    },
  );
});

async function written(protection: Protection): Promise<string> {
  const file = join(folder, `${protection.kind}-${Math.random().toString(36).slice(2)}.zip`);
  await writeFile(file, await bytesOf(protection));
  return file;
}

async function bytesOf(protection: Protection, pieces = PIECES): Promise<Buffer> {
  const bytes: Uint8Array[] = [];
  const sink = protectedSink(NAME, protection, (put) => {
    bytes.push(Buffer.from(put));
    return Promise.resolve();
  });
  for (const piece of pieces) await sink.append(piece);
  await sink.end();
  return Buffer.concat(bytes);
}

async function putSizes(protection: Protection): Promise<number[]> {
  const sizes: number[] = [];
  const sink = protectedSink(NAME, protection, (put) => {
    sizes.push(put.length);
    return Promise.resolve();
  });
  for (const piece of PIECES) await sink.append(piece);
  await sink.end();
  return sizes;
}

async function failingAt(
  protection: Protection,
  place: number,
): Promise<{ readonly reason: string; readonly putsAfter: number }> {
  let puts = 0;
  let reason = '';
  const sink = protectedSink(NAME, protection, () =>
    ++puts < place ? Promise.resolve() : Promise.reject(new Error('the disk is full')),
  );
  try {
    for (const piece of PIECES) await sink.append(piece);
    await sink.end();
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error);
  }
  await sink.abort();
  return { reason, putsAfter: puts - place };
}

async function encryptedParts(
  protection: Protection,
): Promise<{ readonly level: string; readonly wrapped: Buffer; readonly body: Buffer }> {
  const bytes = Buffer.from(await unzipped(await written(protection), '', 'latin1'), 'latin1');
  const first = bytes.indexOf('\n');
  const second = bytes.indexOf('\n', first + 1);
  return {
    level: bytes.toString('ascii', 0, first),
    wrapped: Buffer.from(bytes.toString('ascii', first + 1, second), 'base64'),
    body: bytes.subarray(second + 1),
  };
}

async function unzipped(
  file: string,
  password = '',
  encoding: BufferEncoding = 'utf8',
): Promise<string> {
  const words = [...(password === '' ? [] : ['-P', password]), '-p', file, NAME];
  return (await run('unzip', words, { encoding, maxBuffer: TEXT_BYTES_MAX })).stdout;
}

async function bySevenZip(file: string, password: string): Promise<string> {
  const words = ['x', '-so', `-p${password}`, file, NAME];
  return (await run('7zz', words, { maxBuffer: TEXT_BYTES_MAX })).stdout;
}

const READ_BY_PYTHON = `
import json, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
names = archive.namelist()
text = archive.read(names[0], pwd=sys.argv[2].encode() or None).decode()
json.dump({'names': names, 'text': text}, sys.stdout)
`;

async function byPython(file: string, password: string): Promise<unknown> {
  const words = ['-c', READ_BY_PYTHON, file, password];
  return JSON.parse((await run('python3', words, { maxBuffer: TEXT_BYTES_MAX })).stdout);
}

async function openssl(bytes: Buffer, keyHex: string): Promise<Buffer> {
  const file = join(folder, `${md5(keyHex)}.bin`);
  await writeFile(file, bytes);
  const words = ['enc', '-d', '-aes-256-cbc', '-K', keyHex, '-iv', VECTOR, '-in', file];
  return (await run('openssl', words, { encoding: 'buffer', maxBuffer: TEXT_BYTES_MAX })).stdout;
}

async function unwrappedByOpenssl(wrapped: Buffer): Promise<Buffer> {
  const [key, file] = [join(folder, 'private.pem'), join(folder, 'wrapped.bin')];
  await writeFile(key, KEYS.privateKey);
  await writeFile(file, wrapped);
  const words = ['pkeyutl', '-decrypt', '-inkey', key, '-in', file];
  return (await run('openssl', words, { encoding: 'buffer' })).stdout;
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex').toUpperCase();

const asciiHex = (text: string): string => Buffer.from(text, 'ascii').toString('hex');
