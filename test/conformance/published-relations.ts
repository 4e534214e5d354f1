/** The relation sets of a case as Laurel leaves them when courses are published. */
import type { CourseId } from '../../src/domain/ids.js';
import { goneKeys, relationKeys, relationSets } from '../../src/domain/relation-sets.js';
import { parseHierarchy } from '../../src/gateway/hierarchy.js';
import type { Refreshed } from '../../src/gateway/topics/ingress.js';
import { insist, type Installation } from './installation.js';
import type { Given } from './job-case.js';
import type { Sets } from './redis.js';

export class PublishedRelations {
  readonly #given: Given;
  readonly #installation: Installation;
  #sets: Sets;

  constructor(given: Given, installation: Installation) {
    this.#given = given;
    this.#installation = installation;
    this.#sets = given.redis.relations ?? {};
  }

  get sets(): Sets {
    return this.#sets;
  }

  /** Reads a course's hierarchy and puts its sets in the place of the old ones. */
  async refresh(course: CourseId): Promise<Refreshed> {
    const rows = this.#given.tables['content_hierarchy'] ?? [];
    const row = rows.find(({ identifier }) => identifier === course);
    if (row === undefined) return { kind: 'unchanged' };
    const { hierarchy } = row;
    const value: unknown = typeof hierarchy === 'string' ? JSON.parse(hierarchy) : hierarchy;
    const parsed = parseHierarchy(value);
    if (!parsed.ok) return { kind: 'rejected', reason: JSON.stringify(parsed.error) };
    const { info, structure } = parsed.value;
    await insist(this.#installation.engine.catalogue.publish(info, structure));
    const sets = 'identifier' in structure ? relationSets(structure) : structure;
    const gone = new Set(goneKeys(Object.keys(this.#sets), sets));
    const kept = Object.entries(this.#sets).filter(([key]) => !gone.has(key));
    this.#sets = { ...Object.fromEntries(kept), ...Object.fromEntries(relationKeys(sets)) };
    return { kind: 'changed' };
  }
}
