import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DEAD_LETTER_TEXT_BYTES_MAX, deadLetter } from '../../src/gateway/dead-letter.js';

describe('a dead letter', () => {
  it('keeps a short input whole', () => {
    expect(deadLetter(PLACE, 'batch-unknown', 7, '{"a":"ü"}')).toEqual({
      source: 'http',
      position: 'id-1:0',
      way: 'state-update',
      reason: 'batch-unknown',
      at: 7,
      text: '{"a":"ü"}',
      bytes: 10,
      sha256: '',
    });
  });

  it('cuts a long input at a whole character and keeps its hash and length', () => {
    const text = `x${'€'.repeat(DEAD_LETTER_TEXT_BYTES_MAX)}`;
    const letter = deadLetter(PLACE, 'r', 7, text);
    expect(Buffer.byteLength(letter.text)).toBeLessThanOrEqual(DEAD_LETTER_TEXT_BYTES_MAX);
    expect(text.startsWith(letter.text)).toBe(true);
    expect(letter.bytes).toBe(Buffer.byteLength(text));
    expect(letter.sha256).toBe(createHash('sha256').update(text).digest('hex'));
  });
});

const PLACE = { source: 'http', position: 'id-1:0', way: 'state-update' } as const;
