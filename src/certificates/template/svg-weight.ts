/**
 * How much a drawing becomes once its references are followed: a drawing of a kilobyte can name
 * itself into thousands of millions of shapes, or refer to itself without an end.
 */
import type { XmlElement } from './xml-tree.js';

/** Most shapes that are drawn, each counted as often as it is referred to. */
export const SHAPE_COUNT_MAX = 100_000;

/** Most references and elements one inside the other. */
const REFERENCE_DEPTH_MAX = 500;

/** Shapes drawn in all; `Infinity` = it refers to itself. */
export function drawnWeight(root: XmlElement, byId: ReadonlyMap<string, XmlElement>): number {
  const known = new Map<XmlElement, number>();
  const open = new Set<XmlElement>();
  const weigh = (element: XmlElement): number => {
    const found = known.get(element);
    if (found !== undefined) return found;
    if (open.has(element) || open.size > REFERENCE_DEPTH_MAX) return Infinity;
    open.add(element);
    let weight = 1;
    for (const id of referencesOf(element)) {
      const target = byId.get(id);
      if (target !== undefined) weight += weigh(target);
    }
    for (const child of element.children) if (typeof child !== 'string') weight += weigh(child);
    open.delete(element);
    known.set(element, weight);
    return weight;
  };
  return weigh(root);
}

/** Every attribute that names a part of the drawing. */
function referencesOf({ attributes }: XmlElement): string[] {
  const local = [...attributes]
    .filter(([, value]) => value.length <= REFERENCE_CHARS_MAX)
    .map(([key, value]) => (key === 'href' ? `url(${value})` : value));
  return Array.from(local.join(' ').matchAll(REFERENCE), ([, id = '']) => id);
}

/** Path data and pictures are longer, and name nothing. */
const REFERENCE_CHARS_MAX = 300;

const REFERENCE = /url\(\s*["']?#([\w.:-]+)/g;

/** The elements by their ids; of several with one id the first. */
export function elementsById(root: XmlElement): ReadonlyMap<string, XmlElement> {
  const found = new Map<string, XmlElement>();
  const visit = (element: XmlElement): void => {
    const id = element.attributes.get('id');
    if (id !== undefined && !found.has(id)) found.set(id, element);
    for (const child of element.children) if (typeof child !== 'string') visit(child);
  };
  visit(root);
  return found;
}
