/**
 * The objects of a PDF file, their table and its trailer: one revision, no object streams, so that
 * `credential/pdf-seal.ts` can add to it.
 */
import { createHash } from 'node:crypto';

/** Objects that stand at the beginning of a file, written once and copied. */
export interface FileHead {
  /** From the file's first byte. */
  readonly bytes: Buffer;
  /** Where objects 1, 2, .. begin. */
  readonly offsets: readonly number[];
}

export const EMPTY_HEAD: FileHead = {
  // Four bytes above 127 tell whoever copies files that this one is not text.
  bytes: Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1'),
  offsets: [],
};

export class PdfObjects {
  readonly #parts: Buffer[];
  readonly #offsets: number[];
  #length: number;

  constructor(head: FileHead) {
    this.#parts = [head.bytes];
    this.#offsets = [...head.offsets];
    this.#length = head.bytes.length;
  }

  /** A number for an object that is put later. */
  reserve(): number {
    return this.#offsets.push(0);
  }

  /** Puts an object and gives its number; `body` is in Latin-1. */
  put(body: string, id: number = this.reserve()): number {
    this.#begin(id);
    this.#write(Buffer.from(`${String(id)} 0 obj\n${body}\nendobj\n`, 'latin1'));
    return id;
  }

  /** Puts a stream; `entries` = those of its dictionary besides its length. */
  putStream(entries: string, data: Uint8Array, id: number = this.reserve()): number {
    this.#begin(id);
    const head = `${String(id)} 0 obj\n<<${entries}/Length ${String(data.length)}>>\nstream\n`;
    this.#write(Buffer.from(head, 'latin1'));
    this.#write(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    this.#write(Buffer.from('\nendstream\nendobj\n', 'latin1'));
    return id;
  }

  /** What has been put so far, for other files to begin with. */
  head(): FileHead {
    return { bytes: Buffer.concat(this.#parts), offsets: [...this.#offsets] };
  }

  /** The whole file. Its id follows from its bytes. */
  finish(root: number, info: number): Buffer {
    const lines = this.#offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
    const size = String(this.#offsets.length + 1);
    const hash = createHash('sha256');
    for (const part of this.#parts) hash.update(part);
    const id = hash.digest('hex').slice(0, 32);
    const end = [
      `xref\n0 ${size}\n0000000000 65535 f \n${lines.join('')}trailer\n<</Size ${size}`,
      `/Root ${String(root)} 0 R`,
      `/Info ${String(info)} 0 R`,
      `/ID [<${id}> <${id}>]>>`,
      `startxref\n${String(this.#length)}\n%%EOF\n`,
    ];
    return Buffer.concat([...this.#parts, Buffer.from(end.join('\n'), 'latin1')]);
  }

  #begin(id: number): void {
    this.#offsets[id - 1] = this.#length;
  }

  #write(bytes: Buffer): void {
    this.#parts.push(bytes);
    this.#length += bytes.length;
  }
}
