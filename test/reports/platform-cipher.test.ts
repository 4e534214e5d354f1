import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { decryptPlatform, encryptPlatform } from '../../src/reports/platform-cipher.js';

const PLATFORM_KEY = 'SunBird';
/** `ThisAsISerceKtey`, the key in upstream's sources. */
const AES_KEY_HEX = '5468697341734953657263654b746579';

describe('A value that Sunbird stored', () => {
  it('is opened, whatever language it is in', () => {
    const stored = encryptPlatform('asha.हिन्दी@example.com', PLATFORM_KEY);

    expect(stored).toMatch(/^[A-Za-z0-9+/=]+$/);
    expect(decryptPlatform(stored, PLATFORM_KEY)).toBe('asha.हिन्दी@example.com');
  });

  it('is opened where openssl made it', () => {
    let value = '9876543210';
    for (let round = 0; round < 3; round++) value = byOpenssl(`${PLATFORM_KEY}${value}`);

    expect(decryptPlatform(value, PLATFORM_KEY)).toBe('9876543210');
  });

  it('is opened where its encoder broke the lines', () => {
    const stored = encryptPlatform('a long name that takes more than one line', PLATFORM_KEY);
    const broken = stored.replace(/.{76}/g, '$&\r\n');

    expect(broken).toContain('\r\n');
    expect(decryptPlatform(broken, PLATFORM_KEY)).toBe('a long name that takes more than one line');
  });

  it('is opened where the key holds control characters, each as two', () => {
    let value = 'text';
    for (let round = 0; round < 3; round++) value = byOpenssl(`a\\tb\\n${value}`);

    expect(decryptPlatform(value, 'a\tb\n')).toBe('text');
  });

  it.each([
    ['', ''],
    ['   ', '   '],
    ['asha@example.com', 'asha@example.com'],
    ['9876543210', '9876543210'],
    ['abcdefghijklmnopqrstuv==', 'abcdefghijklmnopqrstuv=='],
  ])('is given back as it is where it is not encrypted (%j)', (text, expected) => {
    expect(decryptPlatform(text, PLATFORM_KEY)).toBe(expected);
  });

  it('is given back as it is where another platform made it', () => {
    const stored = encryptPlatform('asha', 'another');

    expect(decryptPlatform(stored, PLATFORM_KEY)).toBe(stored);
  });

  it('is given back as it is where a round is missing', () => {
    const once = byOpenssl(`${PLATFORM_KEY}asha`);

    expect(decryptPlatform(once, PLATFORM_KEY)).toBe(once);
  });
});

function byOpenssl(text: string): string {
  const words = ['enc', '-e', '-aes-128-ecb', '-K', AES_KEY_HEX, '-base64', '-A'];
  return execFileSync('openssl', words, { input: text, encoding: 'utf8' });
}
