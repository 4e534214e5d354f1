/**
 * The fixtures `v1-*.json` are of format 1 and readable for ever from its first release on (S3):
 *
 *   npx tsx -e "import('./test/persistence/enrolments.ts').then(({ SAMPLES, fixtureOf }) =>
 *     Object.entries(SAMPLES).forEach(([name, sample]) => require('fs').writeFileSync(
 *       'test/fixtures/snapshots/v1-' + name + '.json', JSON.stringify(fixtureOf(sample)))))"
 *   npx prettier --write test/fixtures/snapshots
 */
import { readFileSync, readdirSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { pack, unpack } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import type { EnrolmentKey } from '../../src/domain/ids.js';
import { initialEnrolment, type EnrolmentState } from '../../src/domain/enrolment.js';
import type { Result } from '../../src/domain/result.js';
import { EMPTY_TABLE, packEnrolment } from '../../src/persistence/packed-enrolment.js';
import type { StoreError } from '../../src/persistence/ports.js';
import { decodeSnapshot } from '../../src/persistence/snapshot.js';
import { canonical } from '../../props/canonical.js';
import { keyOf } from '../contract/samples.js';
import { content } from '../domain/given.js';
import { SAMPLES, fixtureOf, rowOf, tableOf, type Fixture, type Sample } from './enrolments.js';

const FIXTURES = new URL('../fixtures/snapshots/', import.meta.url);
const cases = Object.entries(SAMPLES);

describe.each(cases)('The snapshot of the sample "%s"', (_name, sample) => {
  const { key } = sample.state;
  const row = rowOf(sample);

  it('gives back the state', () => {
    expect(textOf(decode(sample, row))).toBe(canonical(sample.state));
  });

  it('is found damaged, and named by its key, whichever byte is changed to whatever', () => {
    const undetected: string[] = [];
    for (let at = 0; at < row.length; at++) {
      for (let mask = 1; mask < 256; mask++) {
        const changed = Buffer.from(row);
        changed[at] = changed[at]! ^ mask;
        const answer = decode(sample, changed);
        const found = answer.ok ? meansTheSame(changed, row) : isNamed(answer.error, key);
        if (!found) undetected.push(`byte ${at} by ${mask}`);
      }
    }
    expect(undetected).toEqual([]);
  });

  it('is found damaged at whatever length it was cut, and when bytes follow it', () => {
    for (let length = 0; length < row.length; length++) {
      expect(decode(sample, row.subarray(0, length))).toMatchObject(damaged(key));
    }
    const longer = Buffer.concat([row, Buffer.alloc(1)]);
    expect(decode(sample, longer)).toMatchObject(damaged(key));
  });

  it('is found damaged in the place of another enrolment, and named by that', () => {
    const { learner, course, batch } = key;
    const others = [keyOf('x', batch, course), keyOf(learner, 'x', course), keyOf(learner, batch)];
    const shifted = keyOf(`${learner}${course[0] ?? ''}`, batch, course.slice(1));

    for (const other of [...others, shifted].filter((k) => canonical(k) !== canonical(key))) {
      const answer = decodeSnapshot(other, row, () => sample.table);
      expect(answer).toMatchObject(damaged(other));
    }
  });
});

describe('A snapshot', () => {
  const sample = SAMPLES['full']!;
  const { key } = sample.state;

  it('is read from bytes that are no Buffer and lie within a larger memory', () => {
    const memory = new Uint8Array([7, ...rowOf(sample)]);

    expect(textOf(decode(sample, memory.subarray(1)))).toBe(canonical(sample.state));
  });

  it('of an unknown format is damaged, and says which format', () => {
    const [, ...rest] = unpack(rowOf(sample)) as unknown[];

    const answer = decode(sample, pack([2, ...rest]));

    expect(answer).toMatchObject(damaged(key, 'has unknown format 2'));
  });

  it('of a course version that is not in the catalogue is damaged, and says which', () => {
    const answer = decodeSnapshot(key, rowOf(sample), () => null);

    expect(answer).toMatchObject(damaged(key, 'needs unknown course version 3'));
  });

  it('of a course version that has fewer contents now is damaged', () => {
    const answer = decodeSnapshot(key, rowOf(sample), () => tableOf(3, 'lesson-1'));

    expect(answer).toMatchObject(damaged(key, 'content 2 is not in the table'));
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(64)],
    ['a text', pack('snapshot')],
    ['a shorter list', pack([1, 2, 3])],
    ['other kinds of parts', pack([1, 'sum', 'version', 'body'])],
  ])('that is %s is damaged', (_what, bytes) => {
    expect(decode(sample, bytes)).toMatchObject(damaged(key));
  });

  it('whose body is foreign is damaged, although its checksum is right', () => {
    const body = Buffer.from('00ff', 'hex');
    const sum = crc32(body, crc32(`${key.learner}\u0000${key.course}\u0000${key.batch}\u00003`));

    expect(decode(sample, pack([1, sum, 3, body]))).toMatchObject(damaged(key));
  });

  it('takes nothing over from a state that could not be packed before', () => {
    const before = packEnrolment(sample.state, sample.table);
    const broken = content('lesson-1', 2, -1);
    const unpackable = {
      ...initialEnrolment(key),
      contents: new Map([[broken.content, broken]]),
    };

    expect(() => packEnrolment(unpackable, EMPTY_TABLE)).toThrow('an instant fits 48 bits');

    expect(packEnrolment(sample.state, sample.table).equals(before)).toBe(true);
  });

  it('takes eight bytes for each completed lesson of its course', () => {
    const ids = Array.from({ length: 20 }, (_, i) => `lesson-${i}`);
    const contents = ids.map((id) => content(id, 2, 1_700_000_000_000));
    const state = { ...sample.state, contents: new Map(contents.map((c) => [c.content, c])) };
    const none = { ...state, contents: new Map() };
    const table = tableOf(1, ...ids);

    const bytes = packEnrolment(state, table).length - packEnrolment(none, table).length;

    expect(bytes).toBe(8 * ids.length);
  });
});

describe('The fixtures of format 1', () => {
  const names = readdirSync(FIXTURES).filter((name) => name.startsWith('v1-'));

  it('are there, one for each sample', () => {
    expect(names.sort()).toEqual(cases.map(([name]) => `v1-${name}.json`).sort());
  });

  it.each(names)('%s is decoded to what it was', (name) => {
    const { key, bytes, courseVersion, contents, state } = fixture(name);
    const table = tableOf(courseVersion, ...contents);

    const answer = decodeSnapshot(key, Buffer.from(bytes, 'hex'), (_key, version) =>
      version === courseVersion ? table : null,
    );

    expect(textOf(answer)).toBe(JSON.stringify(state));
  });

  it.each(cases)('are what the sample "%s" gives today', (name, sample) => {
    expect(fixtureOf(sample)).toEqual(fixture(`v1-${name}.json`));
  });
});

const decode = (sample: Sample, bytes: Uint8Array): Result<EnrolmentState, StoreError> =>
  decodeSnapshot(sample.state.key, bytes, () => sample.table);

const textOf = (answer: Result<EnrolmentState, StoreError>): string =>
  answer.ok ? canonical(answer.value) : JSON.stringify(answer.error);

const damaged = (key: EnrolmentKey, detail?: string): object => ({
  ok: false,
  error: {
    kind: 'damaged',
    key: `${key.learner}/${key.course}/${key.batch}`,
    ...(detail === undefined ? {} : { detail }),
  },
});

const isNamed = (error: StoreError, { learner, course, batch }: EnrolmentKey): boolean =>
  error.kind === 'damaged' && error.key === `${learner}/${course}/${batch}`;

/** Whether changed bytes are another spelling of the same envelope, e.g. of the same number. */
const meansTheSame = (changed: Buffer, row: Buffer): boolean =>
  canonical(unpack(changed)) === canonical(unpack(row));

const fixture = (name: string): Fixture =>
  JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8')) as Fixture;
