/**
 * How the driver writes a request: into one buffer that is used again, instead of a small buffer
 * for every length and flag, collected in a list and joined. A batch of a learner has hundreds of
 * them.
 *
 * - W1 The bytes are the driver's (`test/persistence/cassandra-frame-writer.test.ts` compares).
 *   A request is written from its first byte to its last without anything in between, so that one
 *   buffer serves all.
 * - W2 Frames are those of version 3 of the protocol and later, which Cassandra speaks since 2.1.
 * - W3 The class is the driver's own and no interface: its version is pinned in `package.json`.
 */
import { FrameWriter } from 'cassandra-driver/lib/writers.js';

/** W2. */
const HEADER_BYTES = 9;
const BODY_BYTES = 65_536;
/** A larger buffer is not kept: one long request is no reason to hold its memory for ever. */
const KEPT_BYTES_MAX = 1_048_576;

/** Has every client of this process write its requests this way. */
export function writeFramesInOneBuffer(): void {
  if (isInstalled) return;
  isInstalled = true;
  const { prototype } = FrameWriter;
  prototype.add = function (bytes) {
    const at = placeFor(this, bytes.length);
    bytes.copy(buffer, at);
  };
  prototype.writeByte = function (value) {
    const at = placeFor(this, 1);
    buffer[at] = value;
  };
  prototype.writeShort = function (value) {
    const at = placeFor(this, 2);
    buffer.writeUInt16BE(value, at);
  };
  prototype.writeInt = function (value) {
    const at = placeFor(this, 4);
    buffer.writeInt32BE(value, at);
  };
  prototype.write = function (version, streamId, flags = 0) {
    buffer[0] = version;
    buffer[1] = flags;
    buffer.writeInt16BE(streamId, 2);
    buffer[4] = this.opcode;
    buffer.writeInt32BE(this.bodyLength, 5);
    const frame = Buffer.from(buffer.subarray(0, HEADER_BYTES + this.bodyLength));
    if (buffer.length > KEPT_BYTES_MAX) buffer = Buffer.allocUnsafe(HEADER_BYTES + BODY_BYTES);
    return frame;
  };
}

let isInstalled = false;
let buffer = Buffer.allocUnsafe(HEADER_BYTES + BODY_BYTES);

/** Where the next bytes of a body go, behind those that it has. */
function placeFor(writer: FrameWriter, length: number): number {
  const at = HEADER_BYTES + writer.bodyLength;
  writer.bodyLength += length;
  if (at + length > buffer.length) {
    const larger = Buffer.allocUnsafe(2 * (at + length));
    buffer.copy(larger, 0, 0, at);
    buffer = larger;
  }
  return at;
}
