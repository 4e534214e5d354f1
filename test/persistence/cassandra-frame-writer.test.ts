import { FrameWriter } from 'cassandra-driver/lib/writers.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeFramesInOneBuffer } from '../../src/persistence/cassandra/frame-writer.js';

const VERSION = 4;
const OPCODE = 13;

describe('the frame of a request', () => {
  it('has the bytes of the driver, whatever is written', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 100 }),
      fc.constant(new Uint8Array(70_000).fill(7)),
    );
    const step = fc.oneof(
      bytes.map((array) => ({ kind: 'add' as const, bytes: Buffer.from(array) })),
      fc.integer({ min: 0, max: 255 }).map((value) => ({ kind: 'byte' as const, value })),
      fc.integer({ min: 0, max: 65_535 }).map((value) => ({ kind: 'short' as const, value })),
      fc.integer().map((value) => ({ kind: 'int' as const, value })),
    );
    const frames = fc.sample(fc.tuple(fc.array(step), fc.nat({ max: 32_767 })), {
      numRuns: 200,
      seed: 5,
    });
    const drivers = frames.map(([steps, stream]) => frameOf(steps, stream));

    writeFramesInOneBuffer();

    const ours = frames.map(([steps, stream]) => frameOf(steps, stream));
    expect(ours.map(hex)).toEqual(drivers.map(hex));
  });

  it('is not changed by the frame that follows it', () => {
    writeFramesInOneBuffer();
    const first = frameOf([{ kind: 'int', value: 1 }], 1);
    const before = hex(first);

    frameOf([{ kind: 'int', value: -1 }], 2);

    expect(hex(first)).toBe(before);
  });

  it('has nothing of one that was given up half-way', () => {
    writeFramesInOneBuffer();
    const expected = hex(frameOf([{ kind: 'short', value: 1 }], 1));
    new FrameWriter(OPCODE).add(Buffer.alloc(10, 1));

    expect(hex(frameOf([{ kind: 'short', value: 1 }], 1))).toBe(expected);
  });
});

type Step =
  | { readonly kind: 'add'; readonly bytes: Buffer }
  | { readonly kind: 'byte' | 'short' | 'int'; readonly value: number };

function frameOf(steps: readonly Step[], stream: number): Buffer {
  const writer = new FrameWriter(OPCODE);
  for (const step of steps) write(writer, step);
  return writer.write(VERSION, stream, 2);
}

function write(writer: FrameWriter, step: Step): void {
  switch (step.kind) {
    case 'add':
      return writer.add(step.bytes);
    case 'byte':
      return writer.writeByte(step.value);
    case 'short':
      return writer.writeShort(step.value);
    case 'int':
      return writer.writeInt(step.value);
  }
}

const hex = (bytes: Buffer): string => bytes.toString('hex');
