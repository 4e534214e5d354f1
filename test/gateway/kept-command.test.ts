import { describe, expect, it } from 'vitest';
import { parseKeptCommand } from '../../src/gateway/kept-command.js';
import { KEY } from './given.js';

const ENROL = { kind: 'enrol', key: KEY, receivedAt: 1, courseVersion: 0, at: 1, addedBy: '' };

describe('a kept command', () => {
  it('is read back', () => {
    expect(parseKeptCommand(JSON.stringify(ENROL))).toEqual({ ok: true, value: ENROL });
  });

  it.each([
    'null',
    '[]',
    JSON.stringify({ ...ENROL, kind: 'toString' }),
    JSON.stringify({ ...ENROL, key: { ...KEY, learner: '' } }),
    JSON.stringify({ ...ENROL, key: { ...KEY, course: 7 } }),
    JSON.stringify({ ...ENROL, key: null }),
    JSON.stringify({ ...ENROL, receivedAt: '1' }),
    JSON.stringify({ ...ENROL, courseVersion: undefined }),
  ])('is not made of %s', (text) => {
    expect(parseKeptCommand(text)).toEqual({ ok: false, error: 'the kept text is no command' });
  });

  it('is not made of what is no JSON', () => {
    expect(parseKeptCommand('{"kind":')).toMatchObject({ ok: false });
  });
});
