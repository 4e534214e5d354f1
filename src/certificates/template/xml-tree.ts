/**
 * Well-formed XML as a tree whose elements know their lines. Owns what no template may hold
 * whatever it means: declarations of its own in a document type, processing instructions.
 *
 * - X1 Nothing is expanded but the five entities of XML and character references.
 * - X2 A tree has at most `ELEMENT_COUNT_MAX` elements, `DEPTH_MAX` deep.
 */
import { SaxesParser } from 'saxes';
import { err, ok, type Result } from '../../domain/result.js';

export interface XmlElement {
  /** Without a prefix that stands for SVG itself; others keep theirs. */
  readonly name: string;
  /** `xlink:href` is `href`. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlNode[];
  readonly line: number;
}

export type XmlNode = XmlElement | string;

export interface XmlFault {
  /** `null` = it is about the whole text. */
  readonly line: number | null;
  readonly message: string;
}

export const ELEMENT_COUNT_MAX = 20_000;
export const DEPTH_MAX = 64;

/** Reads a whole document. */
export function parseXml(text: string): Result<XmlElement, XmlFault> {
  const reader = new TreeReader();
  try {
    reader.read(text);
  } catch (error) {
    if (error instanceof Refused) return err(error.fault);
    const said = error instanceof Error ? error.message : String(error);
    const [, line, message] = /^(\d+):\d+: (.*)$/s.exec(said) ?? [];
    return err({ line: line === undefined ? null : Number(line), message: message ?? said });
  }
  const { root } = reader;
  return root === null ? err({ line: null, message: 'there is no element' }) : ok(root);
}

class Refused extends Error {
  readonly fault: XmlFault;

  constructor(line: number, message: string) {
    super(message);
    this.fault = { line, message };
  }
}

interface Open {
  readonly name: string;
  readonly attributes: Map<string, string>;
  readonly children: XmlNode[];
  readonly line: number;
}

class TreeReader {
  root: XmlElement | null = null;
  readonly #parser = new SaxesParser({ xmlns: false });
  readonly #open: Open[] = [];
  #count = 0;
  #line = 1;

  read(text: string): void {
    const parser = this.#parser;
    parser.on('error', (error) => {
      throw error;
    });
    // One that only names SVG's, as drawing programs write it, is never looked up.
    parser.on('doctype', (text) => {
      if (text.includes('['))
        this.#refuse('a <!DOCTYPE> with declarations of its own is not allowed');
    });
    parser.on('processinginstruction', ({ target }) =>
      this.#refuse(`the processing instruction <?${target}?> is not allowed`),
    );
    parser.on('opentagstart', () => (this.#line = parser.line));
    parser.on('opentag', ({ name, attributes }) => this.#begin(name, attributes));
    parser.on('closetag', () => this.#end());
    parser.on('text', (piece) => this.#text(piece));
    parser.on('cdata', (piece) => this.#text(piece));
    parser.write(text).close();
  }

  #refuse(message: string): never {
    throw new Refused(this.#parser.line, message);
  }

  #begin(name: string, attributes: Readonly<Record<string, string>>): void {
    if (++this.#count > ELEMENT_COUNT_MAX) {
      this.#refuse(`there are more than ${String(ELEMENT_COUNT_MAX)} elements`);
    }
    if (this.#open.length >= DEPTH_MAX) {
      this.#refuse(`elements are nested more than ${String(DEPTH_MAX)} deep`);
    }
    const named = Object.entries(attributes).map(
      ([key, value]) => [key === 'xlink:href' ? 'href' : key, value] as const,
    );
    const line = this.#line;
    this.#open.push({
      ...{ name: name.replace(/^svg:/, ''), line, children: [] },
      attributes: new Map(named),
    });
  }

  #end(): void {
    const element = this.#open.pop();
    if (element === undefined) return;
    const parent = this.#open.at(-1);
    if (parent === undefined) this.root = element;
    else parent.children.push(element);
  }

  #text(piece: string): void {
    this.#open.at(-1)?.children.push(piece);
  }
}
