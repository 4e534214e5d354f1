import { describe, expect, it } from 'vitest';
import {
  ID_LENGTH_MAX,
  compareText,
  parseBatchId,
  parseCertificateId,
  parseContentId,
  parseCourseId,
  parseLearnerId,
  parseTemplateId,
} from '../../src/domain/ids.js';

describe('An id', () => {
  it.each([
    ['learner', parseLearnerId],
    ['course', parseCourseId],
    ['batch', parseBatchId],
    ['content', parseContentId],
    ['certificate', parseCertificateId],
    ['template', parseTemplateId],
  ])('of a %s is kept as it is given', (_noun, parse) => {
    expect(parse('do_2128415652377067521125')).toEqual({
      ok: true,
      value: 'do_2128415652377067521125',
    });
  });

  it.each([
    ['nothing', undefined, 'missing'],
    ['null', null, 'missing'],
    ['the empty text', '', 'missing'],
    ['a number', 42, 'not-a-string'],
    ['a list', ['a'], 'not-a-string'],
    ['a NUL, which separates ids in keys', 'a\u0000b', 'control-character'],
    ['a line break', 'a\nb', 'control-character'],
    ['a delete character', 'a\u007fb', 'control-character'],
    ['the first half of a surrogate pair', 'a\ud83d', 'lone-surrogate'],
    ['the second half of a surrogate pair', '\ude00a', 'lone-surrogate'],
    ['a text above the limit', 'x'.repeat(ID_LENGTH_MAX + 1), 'too-long'],
  ])('is not made from %s', (_what, value, error) => {
    expect(parseLearnerId(value)).toEqual({ ok: false, error });
  });

  it.each([['x'.repeat(ID_LENGTH_MAX)], [' '], ['शिक्षा'], ['😀'], ['__proto__']])(
    'may be %j',
    (value) => {
      expect(parseContentId(value)).toEqual({ ok: true, value });
    },
  );

  it('of the greatest size fits five times into a key of 1978 bytes', () => {
    const widest = '€'.repeat(ID_LENGTH_MAX);

    const key = Buffer.from([widest, widest, widest, widest, widest].join('\u0000'));

    expect(key.length).toBeLessThanOrEqual(1978);
  });
});

describe('The order of texts', () => {
  it('is that of their UTF-16 units, in both directions', () => {
    expect(compareText('a', 'b')).toBe(-1);
    expect(compareText('b', 'a')).toBe(1);
    expect(compareText('a', 'a')).toBe(0);
    expect(compareText('Z', 'a')).toBe(-1);
  });
});
