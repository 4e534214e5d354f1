/**
 * A certificate as a PNG, drawn from its SVG. The library is compiled to WebAssembly, sees no file
 * and no network, and writes no text, so that no font of a machine changes what is drawn.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type * as Resvg from '@resvg/resvg-wasm';

/** Pixels of the longer side: sharp when it is printed as large as a hand, 0.2 s to draw. */
const LONGER_SIDE_PX = 1684;

/** Equal drawings give equal bytes. */
export async function pngOf(svg: string, width: number, height: number): Promise<Uint8Array> {
  const { Resvg } = await (loading ??= loadLibrary());
  const fitTo = { mode: width >= height ? 'width' : 'height', value: LONGER_SIDE_PX } as const;
  const drawing = new Resvg(svg, { fitTo, font: { fontBuffers: [] } });
  try {
    const picture = drawing.render();
    try {
      return picture.asPng();
    } finally {
      picture.free();
    }
  } finally {
    drawing.free();
  }
}

/** Loaded with the first picture: 2.4 MB that most threads never need. */
let loading: Promise<typeof Resvg> | undefined;

async function loadLibrary(): Promise<typeof Resvg> {
  const library = await import('@resvg/resvg-wasm');
  const module = import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm');
  await library.initWasm(await readFile(fileURLToPath(module)));
  return library;
}
