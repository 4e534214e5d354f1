/**
 * The frame of a JPEG file: enough to know that it can be embedded as it is, and how large it is.
 * The pixels are not decoded.
 */

export interface JpegFrame {
  readonly width: number;
  readonly height: number;
}

/** Size of a baseline or progressive JPEG of 8 bits; `null` = not one, or cut off. */
export function jpegFrame(file: Uint8Array): JpegFrame | null {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 4 || view.getUint16(0) !== START || !endsProperly(file)) return null;
  for (let at = 2; at + 9 < file.length;) {
    const marker = view.getUint16(at);
    if (FRAMES.has(marker)) return frameAt(view, at + 4);
    if (marker < 0xffc0 || marker === START_OF_SCAN) return null;
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

function frameAt(view: DataView, at: number): JpegFrame | null {
  if (at + 6 > view.byteLength) return null;
  const [bits, height, width, components] = [
    view.getUint8(at),
    view.getUint16(at + 1),
    view.getUint16(at + 3),
    view.getUint8(at + 5),
  ];
  const known = bits === 8 && [1, 3, 4].includes(components);
  return known && width > 0 && height > 0 ? { width, height } : null;
}

const endsProperly = (file: Uint8Array): boolean =>
  file[file.length - 2] === 0xff && file[file.length - 1] === 0xd9;

const START = 0xffd8;
const START_OF_SCAN = 0xffda;
/** Baseline, extended and progressive frames, which every PDF viewer decodes. */
const FRAMES: ReadonlySet<number> = new Set([0xffc0, 0xffc1, 0xffc2]);
