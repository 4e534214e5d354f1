/** What every `CatalogueStore` promises (`src/persistence/ports.ts`). */
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/domain/batch.js';
import type { CourseTree } from '../../src/domain/course.js';
import type { BatchId, ContentId, CourseId, TemplateId } from '../../src/domain/ids.js';
import type { CourseInfo, TemplateContent } from '../../src/persistence/ports.js';
import { canonical } from '../../props/canonical.js';
import { all, valueOf, type OpenStore } from './open-store.js';
import { MEGABYTE, longestId } from './samples.js';

const MANY = 10_000;

/** The suite, on stores of `open`. */
export function catalogueStoreContract(open: OpenStore): void {
  describe('the catalogue store', () => {
    it('is empty at first', async () => {
      const { catalogue } = (await open()).store;

      expect(await all(catalogue.courses())).toEqual([]);
      expect(await all(catalogue.trees())).toEqual([]);
      expect(await all(catalogue.batches())).toEqual([]);
      expect(await valueOf(catalogue.template('hash'))).toBeNull();
    });

    courses(open);
    batches(open);
    templates(open);
  });
}

function courses(open: OpenStore): void {
  it('keeps a course with its structure, ancestors included', async () => {
    const { store, reopen } = await open();
    await valueOf(store.catalogue.putCourse(info('course'), tree('course', 1)));

    const { catalogue } = await reopen();

    expect(await all(catalogue.courses())).toEqual([info('course')]);
    expect(await all(catalogue.trees())).toEqual([tree('course', 1)]);
  });

  it('keeps every structure that a course ever had, and only its last description', async () => {
    const { store, reopen } = await open();
    const versions = [1, 2, 10];
    for (const version of versions) {
      const put = store.catalogue.putCourse(
        { ...info('course'), version },
        tree('course', version),
      );
      await valueOf(put);
    }

    const { catalogue } = await reopen();

    expect((await all(catalogue.courses())).map((c) => c.version)).toEqual([10]);
    expect(canonicalSet(await all(catalogue.trees()))).toEqual(
      canonicalSet(versions.map((version) => tree('course', version))),
    );
  });

  it('tells courses apart whose ids go on where others end, or are the longest', async () => {
    const { store } = await open();
    const ids = ['c', 'c1', 'c\u00e9', longestId('x'), longestId('y')];
    await Promise.all(ids.map((id) => store.catalogue.putCourse(info(id), tree(id, 1))));

    const found = (await all(store.catalogue.trees())).map((t) => t.course);

    expect([...found].sort()).toEqual(ids.sort());
  });

  it('keeps a structure of ten thousand contents', async () => {
    const { store, reopen } = await open();
    const leaves = Array.from({ length: MANY }, (_, i) => `content-${i}` as ContentId);
    const ancestors = new Map(leaves.map((leaf) => [leaf, ['unit' as ContentId]]));
    const large = { ...tree('course', 1), leaves, required: leaves, ancestors };
    await valueOf(store.catalogue.putCourse(info('course'), large));

    expect(await all((await reopen()).catalogue.trees())).toEqual([large]);
  });
}

function batches(open: OpenStore): void {
  it('keeps the last form of each batch, templates and their extras included', async () => {
    const { store, reopen } = await open();
    await valueOf(store.catalogue.putBatch(batch('b1')));
    await valueOf(store.catalogue.putBatch(batch('b10')));
    await valueOf(store.catalogue.putBatch({ ...batch('b1'), name: 'नया' }));

    const found = await all((await reopen()).catalogue.batches());

    expect(canonicalSet(found)).toEqual(
      canonicalSet([{ ...batch('b1'), name: 'नया' }, batch('b10')]),
    );
  });
}

function templates(open: OpenStore): void {
  it('keeps the content of a template under its hash', async () => {
    const { store, reopen } = await open();
    const image = `data:image/png;base64,${'A'.repeat(MEGABYTE)}`;
    await valueOf(store.catalogue.putTemplate('h1', templateContent(image)));
    await valueOf(store.catalogue.putTemplate('h1', templateContent(image)));
    await valueOf(store.catalogue.putTemplate('h10', templateContent('')));

    const { catalogue } = await reopen();

    expect(await valueOf(catalogue.template('h1'))).toEqual(templateContent(image));
    expect(await valueOf(catalogue.template('h10'))).toEqual(templateContent(''));
    expect(await valueOf(catalogue.template('h'))).toBeNull();
  });
}

const info = (course: string): CourseInfo => ({
  course: course as CourseId,
  name: 'पाठ्यक्रम',
  description: '',
  appIcon: '',
  status: 'Live',
  channel: 'channel',
  userConsent: 'Yes',
  leafNodesCount: 2,
  publishedAt: 1_700_000_000_000,
  version: 1,
  evaluatedVersion: 0,
});

const content = (id: string): ContentId => id as ContentId;

const tree = (course: string, version: number): CourseTree => ({
  course: course as CourseId,
  version,
  leaves: [content('a'), content('b')],
  optional: [content('b')],
  required: [content('a')],
  units: [
    {
      unit: content('u'),
      name: 'Unit',
      leaves: [content('a'), content('b')],
      required: [content('a')],
    },
  ],
  ancestors: new Map([
    [content('a'), [content('u')]],
    [content('b'), []],
  ]),
  firstLevel: [content('u')],
  titles: new Map([[content('a'), 'Lesson अ']]),
  scored: [],
  leafNodesCount: 2,
});

const TEMPLATE = 'template' as TemplateId;

const batch = (id: string): Batch => ({
  batch: id as BatchId,
  course: 'course' as CourseId,
  name: 'Batch',
  description: '',
  enrolmentType: 'open',
  startDate: '2024-01-01',
  endDate: null,
  enrolmentEndDate: null,
  createdBy: 'mentor',
  createdFor: ['org'],
  mentors: [],
  createdAt: 1_700_000_000_000,
  updatedAt: 0,
  templates: {
    [TEMPLATE]: {
      template: TEMPLATE,
      name: 'Merit',
      url: '',
      criteria: { enrolmentStatus: 2, score: { operator: '>=', percent: 33.3 }, user: null },
      issuer: { name: 'Issuer', url: 'https://example.org' },
      signatories: [],
      extras: { previewUrl: null, criteria: { enrollment: { status: [2] } } },
    },
  },
});

const templateContent = (image: string): TemplateContent => ({
  url: '',
  signatories: [{ name: 'Signatory', id: 's1', designation: 'Head', image }],
});

/** Values as a set of texts, maps and the order of fields made comparable. */
const canonicalSet = (values: readonly unknown[]): string[] => values.map(canonical).sort();
