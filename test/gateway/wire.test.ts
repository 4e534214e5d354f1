import { describe, expect, it } from 'vitest';
import {
  isFields,
  own,
  parseDay,
  parseEpoch,
  parseTime,
  requestOf,
} from '../../src/gateway/wire.js';

describe('a time of the wire', () => {
  it.each([
    ['2020-11-23 12:58:35:179+0000', '2020-11-23T12:58:35.179Z'],
    ['2020-11-23 18:28:35:179+0530', '2020-11-23T12:58:35.179Z'],
    ['2020-11-23 04:58:35:179-0800', '2020-11-23T12:58:35.179Z'],
    ['2024-02-29 00:00:00:000+0000', '2024-02-29T00:00:00.000Z'],
  ])('is read with any offset: %s', (text, iso) => {
    expect(parseTime(text)).toBe(Date.parse(iso));
  });

  it.each([
    '18-12-2017 10:47:30:707+0530',
    '2023-02-29 00:00:00:000+0000',
    '2023-04-31 00:00:00:000+0000',
    '2023-01-01 24:00:00:000+0000',
    '2023-01-01 00:00:60:000+0000',
    '2023-01-01 00:00:00:000',
    '2023-01-01 00:00:00:000Z',
    '2023-01-01 00:00:00:000+9900',
    '2023-01-01T00:00:00.000Z',
    '',
    1567591211000,
    null,
    {},
  ])('is refused when it is %j', (value) => {
    expect(parseTime(value)).toBeNull();
  });
});

describe('a day of the wire', () => {
  it('is a day of the calendar', () => {
    expect(parseDay('2024-02-29')).toBe('2024-02-29');
  });

  it.each(['2023-02-29', '2023-13-01', '2023-1-1', '01-01-2023', '2023-01-01 ', 20230101, null])(
    'is refused when it is %j',
    (value) => {
      expect(parseDay(value)).toBeNull();
    },
  );
});

describe('a time in milliseconds', () => {
  it('may come as text', () => {
    expect(parseEpoch('1567591211000')).toBe(1567591211000);
  });

  it.each([0, -1, 1.5, Number.NaN, Infinity, 1e18, 'soon', '', null, true])(
    'is refused when it is %j',
    (value) => {
      expect(parseEpoch(value)).toBeNull();
    },
  );
});

describe('a request', () => {
  it('is empty when the body has none', () => {
    expect(requestOf({})).toEqual({ ok: true, value: {} });
  });

  it.each([[[]], ['text'], [7]])('is refused when the body is %j', (body) => {
    expect(requestOf(body).ok).toBe(false);
  });

  it('gives own properties only', () => {
    const fields: unknown = JSON.parse('{"a":1}');
    expect(isFields(fields) && own(fields, 'toString')).toBeUndefined();
  });
});
