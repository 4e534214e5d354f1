import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/domain/command.js';
import { untouched } from '../../src/domain/content.js';
import type { ContentId } from '../../src/domain/ids.js';
import { packItems, unpackItems } from '../../src/persistence/command-codec.js';
import { factsOf, keyOf } from '../contract/samples.js';

const COMMON = { key: keyOf('आशा'), receivedAt: 1_700_000_000_000, courseVersion: 3 } as const;

const COMMANDS: readonly Command[] = [
  { ...COMMON, kind: 'enrol', at: 1_700_000_000_000, addedBy: 'meera' },
  {
    ...COMMON,
    kind: 'observe',
    contents: [{ ...untouched('c1' as ContentId), status: 1, progress: 50, details: '{"a":"é"}' }],
  },
  {
    ...COMMON,
    kind: 'issue-certificate',
    listing: { token: 'A1B2C3' },
    facts: { ...factsOf('c1'), scorePercent: 66.67 },
  },
  { ...COMMON, kind: 'unenrol', at: 1_700_000_000_001 },
];

describe('A blob of commands', () => {
  it('gives back the commands in their order', () => {
    expect(unpackItems(1, packItems(COMMANDS))).toEqual({ ok: true, value: COMMANDS });
  });

  it('gives back ten thousand commands, and none', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => ({ ...COMMANDS[0]!, courseVersion: i }));

    expect(unpackItems(1, packItems(many))).toEqual({ ok: true, value: many });
    expect(unpackItems(1, packItems([]))).toEqual({ ok: true, value: [] });
  });

  it('is read from bytes that lie within a larger memory', () => {
    const blob = packItems(COMMANDS);
    const memory = new Uint8Array(blob.length + 7);
    memory.set(blob, 7);

    expect(unpackItems(1, memory.subarray(7))).toEqual({ ok: true, value: COMMANDS });
  });

  it('means the same alone as among others, since each blob describes itself', () => {
    const blobs = COMMANDS.map((command) => packItems([command]));

    const read = blobs.reverse().map((blob) => unpackItems(1, blob));

    expect(read).toEqual([...COMMANDS].reverse().map((c) => ({ ok: true, value: [c] })));
  });
});

describe('A damaged blob of commands', () => {
  const blob = packItems(COMMANDS);

  it('is found, and named by its number, whichever byte is flipped', () => {
    for (let at = 0; at < blob.length; at++) {
      for (const mask of [0x01, 0x80, 0xff]) {
        const flipped = Buffer.from(blob);
        flipped[at] = flipped[at]! ^ mask;
        expect(unpackItems(42, flipped)).toMatchObject(damaged(42));
      }
    }
  });

  it('is found at whatever length it was cut', () => {
    for (let length = 0; length < blob.length; length++) {
      expect(unpackItems(42, blob.subarray(0, length))).toMatchObject(damaged(42));
    }
  });

  it('is found when bytes follow it', () => {
    expect(unpackItems(42, Buffer.concat([blob, Buffer.alloc(1)]))).toMatchObject(damaged(42));
  });

  it.each([4, 5, 4096])('is found when its %i bytes are all zero', (length) => {
    expect(unpackItems(42, Buffer.alloc(length))).toMatchObject(damaged(42));
  });
});

const damaged = (seq: number): object => ({
  ok: false,
  error: { kind: 'damaged', key: `log/${seq}` },
});
