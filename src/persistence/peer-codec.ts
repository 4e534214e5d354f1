/** Values on their way between processes of one installation: msgpack that keeps maps as maps. */
import { Packr } from 'msgpackr';
import { err, ok, type Result } from '../domain/result.js';

const packr = new Packr({ structuredClone: true });

/** Packs plain values, maps and sets. */
export const packValue = (value: unknown): Buffer => packr.pack(value);

/** Reads a packed value back; whoever asks knows its shape, as both sides run the same program. */
export function unpackValue(bytes: Uint8Array): Result<unknown, string> {
  try {
    const { buffer, byteOffset, byteLength } = bytes;
    return ok(packr.unpack(Buffer.from(buffer, byteOffset, byteLength)) as unknown);
  } catch (error) {
    return err(String(error));
  }
}
