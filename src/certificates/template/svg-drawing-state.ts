/** What is gathered while a drawing is read: blocks, names and problems, in terms of its page. */
import type { DesignBlock } from '../../domain/certificate-design.js';
import type { StyleSheet } from './css.js';
import type { Problems } from './problem.js';
import { hexColour } from './svg-colour.js';
import { roomAlong, type Matrix, type Point } from './svg-geometry.js';
import type { XmlElement } from './xml-tree.js';

/** Kept free between a text and the page's edge, in points. */
const EDGE_PT = 18;

/** `data:` URLs by the address under which a drawing names them. */
export type Pictures = ReadonlyMap<string, string>;

export interface DrawingParts {
  /** The view box, in user units. */
  readonly width: number;
  readonly height: number;
  readonly page: { readonly width: number; readonly height: number };
  readonly sheet: StyleSheet;
  readonly problems: Problems;
  readonly byId: ReadonlyMap<string, XmlElement>;
  readonly pictures: Pictures;
}

export class Drawing implements DrawingParts {
  readonly width: number;
  readonly height: number;
  readonly page: DrawingParts['page'];
  readonly sheet: StyleSheet;
  readonly problems: Problems;
  readonly byId: ReadonlyMap<string, XmlElement>;
  readonly pictures: Pictures;
  readonly blocks: DesignBlock[] = [];
  /** Placeholders that were met. */
  readonly names = new Set<string>();

  constructor(parts: DrawingParts) {
    this.width = parts.width;
    this.height = parts.height;
    this.page = parts.page;
    this.sheet = parts.sheet;
    this.problems = parts.problems;
    this.byId = parts.byId;
    this.pictures = parts.pictures;
  }

  add(block: DesignBlock): void {
    this.blocks.push(block);
  }

  /** Free way along a text's line, forwards or backwards, in points. */
  roomFrom(page: Point, matrix: Matrix, way: 1 | -1): number {
    const { width, height } = this.page;
    const room = roomAlong(page, [way * matrix[0], way * matrix[1]], width, height);
    return Math.max(0, room - EDGE_PT);
  }

  /** The first colour of a gradient that a paint refers to. */
  colourOfPaint(paint: string): string | null {
    const id = /^url\(\s*["']?#([\w.:-]+)/.exec(paint)?.[1] ?? '';
    return this.#firstStop(id, 0);
  }

  #firstStop(id: string, depth: number): string | null {
    const gradient = this.byId.get(id);
    if (gradient === undefined || depth > 4) return null;
    for (const child of gradient.children) {
      if (typeof child === 'string' || child.name !== 'stop') continue;
      const style = /stop-color\s*:\s*([^;]+)/.exec(child.attributes.get('style') ?? '')?.[1];
      return hexColour(child.attributes.get('stop-color') ?? style ?? '');
    }
    return this.#firstStop((gradient.attributes.get('href') ?? '').slice(1), depth + 1);
  }
}
