import { describe, expect, it } from 'vitest';
import { get, withConsole } from './given-console.js';
import { HIERARCHY } from './given.js';

describe('courses', () => {
  it('are listed with what their batches hold together', async () => {
    const { result } = await get('/v1/console/courses');

    expect(result).toMatchObject({
      ...{ total: 1, counted: 'here' },
      courses: [
        {
          ...{ course: 'do_c', name: 'A course', version: 1, required: 3, optional: 0 },
          ...{ batches: 3, counts: { enrolled: 3, completed: 1, stuck: 1 } },
        },
      ],
    });
  });

  it('are listed before they have a batch, and the overview knows of them', async () => {
    const { ask } = await withConsole({ withBatches: false });
    const request = { hierarchy: HIERARCHY };
    await ask('PUT', '/v1/course/hierarchy/do_c', { request });

    const list = await ask('GET', '/v1/console/courses');
    const overview = await ask('GET', '/v1/console/overview');

    expect(list.body.result).toMatchObject({ total: 1, courses: [{ batches: 0 }] });
    expect(overview.body.result).toMatchObject({ courses: 1, batches: 0 });
  });

  it('are not counted where whole batches cannot be read cheaply', async () => {
    const { result } = await get('/v1/console/courses', { reads: null });

    expect(result).toMatchObject({ counted: 'cluster', courses: [{ batches: 3, counts: null }] });
  });
});

describe('a course', () => {
  it('has its structure, its versions, its batches and their templates', async () => {
    const { result } = await get('/v1/console/courses/do_c');

    expect(result).toMatchObject({
      ...{ name: 'A course', description: 'About it', status: 'Live', isBeingDerived: false },
      ...{ isOutlineCut: false, batchesTotal: 3, counted: 'here', templates: [] },
      outline: [
        {
          ...{ kind: 'unit', name: 'A unit', required: 2 },
          children: [{ name: 'do_x' }, { name: 'do_y' }],
        },
        { kind: 'content', id: 'do_q', isScored: true },
      ],
      versions: [{ version: 1, units: 1, required: 3, optional: 0 }],
    });
    expect(result['batches']).toHaveLength(3);
  });

  it('keeps what it was before it was published again', async () => {
    const { ask } = await withConsole();
    const hierarchy = { ...HIERARCHY, children: HIERARCHY.children.slice(0, 1) };
    await ask('PUT', '/v1/course/hierarchy/do_c', { request: { hierarchy } });

    const { body } = await ask('GET', '/v1/console/courses/do_c');

    expect(body.result).toMatchObject({
      ...{ version: 2, required: 2 },
      versions: [
        { version: 2, required: 2 },
        { version: 1, required: 3 },
      ],
    });
  });

  it.each([
    ['/v1/console/courses/none', 404],
    [`/v1/console/courses/${'x'.repeat(300)}`, 400],
  ])('%s is refused with %i', async (url, status) => {
    expect((await get(url)).status).toBe(status);
  });
});
