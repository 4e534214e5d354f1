/** What is used of the driver's inside, as its version 4.10.0 has it (W3 of `frame-writer.ts`). */
declare module 'cassandra-driver/lib/writers.js' {
  /** Collects the body of one request. */
  export class FrameWriter {
    constructor(opcode: number);
    readonly opcode: number;
    bodyLength: number;
    add(bytes: Buffer): void;
    writeByte(value: number): void;
    writeShort(value: number): void;
    writeInt(value: number): void;
    write(version: number, streamId: number, flags?: number): Buffer;
  }
}
