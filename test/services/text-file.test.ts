import { describe, expect, it } from 'vitest';
import { err, ok } from '../../src/domain/result.js';
import { textFiles } from '../../src/services/text-file.js';

const LIMITS = { timeoutMs: 1000, bytesMax: 10 };
const ADDRESS = 'https://store/key.pem?signature=secret';

describe('A text file of another store', () => {
  it('is its text', async () => {
    expect(await fetching(() => new Response('key: ä'))).toEqual(ok('key: ä'));
  });

  it('is not held beyond the limit', async () => {
    const failed = await fetching(() => new Response('a longer text'));

    expect(failed).toEqual(err({ detail: 'the file is longer than 10 bytes' }));
  });

  it('that is not there says so, without its address', async () => {
    const failed = await fetching(() => new Response('', { status: 403 }));

    expect(failed).toEqual(err({ detail: "the file's server answered 403" }));
  });

  it('whose server is away says so, without its address', async () => {
    const failed = await fetching(() => {
      throw new TypeError(`fetch failed: ${ADDRESS}`);
    });

    expect(failed).toEqual(err({ detail: 'the file cannot be fetched' }));
  });

  it.each(['file:///etc/passwd', 'data:,x', 'key.pem'])('is not read from %s', async (address) => {
    const failed = await textFiles(LIMITS)(address);

    expect(failed).toEqual(err({ detail: 'the address of the file is no http or https address' }));
  });
});

const fetching = (answer: () => Response): ReturnType<ReturnType<typeof textFiles>> =>
  textFiles(LIMITS, () => Promise.resolve().then(answer))(ADDRESS);
