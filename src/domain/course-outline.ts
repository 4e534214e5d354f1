/**
 * A course as people read it: units in units, with their contents. A tree keeps what progress
 * needs, which is each unit's contents and no nesting, so that nesting is found again here.
 *
 * - O1 Every content is shown in each innermost unit that holds it; one in no unit, right below the
 *   course. The order is the tree's, in which contents of units come before those beside the units.
 * - O2 A unit is shown once, in the last one before it that holds all its contents, as a structure
 *   names each unit before what it holds. A unit of no contents is shown right below the course or
 *   nowhere, since nobody knows where else it was.
 */
import type { CourseTree, Unit } from './course.js';
import type { ContentId } from './ids.js';

export type OutlineNode =
  | {
      readonly kind: 'unit';
      readonly id: ContentId;
      readonly name: string;
      readonly required: number;
      readonly children: readonly OutlineNode[];
    }
  | {
      readonly kind: 'content';
      readonly id: ContentId;
      /** Its title, or its id where it has none. */
      readonly name: string;
      readonly isOptional: boolean;
      /** Its score counts. */
      readonly isScored: boolean;
    };

export interface Outline {
  readonly nodes: readonly OutlineNode[];
  /** There is more than is shown. */
  readonly isCut: boolean;
}

/** The outline of at most so many units and contents, in the order of the structure. */
export function courseOutline(tree: CourseTree, nodesMax: number): Outline {
  const draft = new OutlineDraft(tree, nodesMax);
  const nodes = draft.below(null);
  return { nodes, isCut: draft.isCut };
}

class OutlineDraft {
  readonly #tree: CourseTree;
  readonly #place: ReadonlyMap<ContentId, number>;
  readonly #children = new Map<Unit | null, Unit[]>();
  readonly #optional: ReadonlySet<ContentId>;
  readonly #scored: ReadonlySet<ContentId>;
  #left: number;
  isCut = false;

  constructor(tree: CourseTree, nodesMax: number) {
    this.#tree = tree;
    this.#left = nodesMax;
    this.#place = new Map(tree.leaves.map((leaf, i) => [leaf, i]));
    this.#optional = new Set(tree.optional);
    this.#scored = new Set(tree.scored);
    this.#nest(tree.units.slice(0, nodesMax));
    this.isCut = tree.units.length > nodesMax;
  }

  /** What is right below a unit; `null` = below the course. */
  below(unit: Unit | null): OutlineNode[] {
    const units = this.#children.get(unit) ?? [];
    const inUnits = new Set(units.flatMap(({ leaves }) => leaves));
    const contents = (unit ?? this.#tree).leaves.filter((leaf) => !inUnits.has(leaf));
    const ordered = [...units, ...contents].sort((a, b) => this.#orderOf(a) - this.#orderOf(b));
    const nodes: OutlineNode[] = [];
    for (const one of ordered) {
      if (this.#left === 0) {
        this.isCut = true;
        break;
      }
      this.#left--;
      nodes.push(typeof one === 'string' ? this.#content(one) : this.#unit(one));
    }
    return nodes;
  }

  #unit(unit: Unit): OutlineNode {
    const { unit: id, name, required } = unit;
    return { kind: 'unit', id, name, required: required.length, children: this.below(unit) };
  }

  #content(id: ContentId): OutlineNode {
    const name = this.#tree.titles.get(id) ?? id;
    const [isOptional, isScored] = [this.#optional.has(id), this.#scored.has(id)];
    return { kind: 'content', id, name, isOptional, isScored };
  }

  /** O2. */
  #nest(units: readonly Unit[]): void {
    const outermost = new Set(this.#tree.firstLevel);
    const holds = units.map(({ leaves }) => new Set(leaves));
    units.forEach((unit, i) => {
      if (unit.leaves.length === 0 && !outermost.has(unit.unit)) return;
      let at = outermost.has(unit.unit) ? -1 : i - 1;
      while (at >= 0 && !unit.leaves.every((leaf) => holds[at]?.has(leaf))) at--;
      const parent = units[at] ?? null;
      this.#children.set(parent, [...(this.#children.get(parent) ?? []), unit]);
    });
  }

  /** By the first content; what holds none comes last. */
  #orderOf(one: Unit | ContentId): number {
    const first = typeof one === 'string' ? one : one.leaves[0];
    return first === undefined ? Infinity : (this.#place.get(first) ?? Infinity);
  }
}
