import { describe, expect, it } from 'vitest';
import { parseCriteria } from '../../../src/gateway/template-criteria.js';
import {
  batchFromRow,
  type AdoptedBatch,
  type ReadCriteria,
} from '../../../src/persistence/sunbird/batch-row.js';
import type { StoredRow } from '../../../src/persistence/sunbird/rows.js';
import { ZONE } from './given.js';

const readCriteria: ReadCriteria = (value) => {
  const criteria = parseCriteria(value);
  return criteria.ok ? criteria.value : null;
};
const ids = { courseid: 'do_1', batchid: '0131' };
const signatory = {
  image: 'https://example.org/s.png',
  name: 'CEO',
  id: 'CEO',
  designation: 'CEO',
};
const template = {
  identifier: 't1',
  name: 'Merit',
  url: 'CLOUD_BASE_PATH/t1.svg',
  criteria: '{"enrollment":{"status":2},"assessment":{"score":{">=":80}}}',
  issuer: '{"name":"GCERT","url":"https://example.org/"}',
  signatoryList: JSON.stringify([signatory]),
  additionalProps: '{"course":["name"]}',
  previewUrl: 'https://example.org/p.png',
};

describe('A batch read from its row', () => {
  it('has its names, people and days', () => {
    const { batch } = read({
      name: 'Batch',
      description: 'About',
      enrollmenttype: 'open',
      createdby: 'u1',
      createdfor: ['org1'],
      mentors: null,
      start_date: new Date('2020-11-22T18:30:00.000Z'),
      end_date: Date.parse('2020-12-31T18:29:59.999Z'),
      created_date: '2020-11-01T00:00:00.000Z',
      updateddate: '2020-11-02 00:00:00:000+0000',
    });
    expect(batch).toEqual({
      batch: '0131',
      course: 'do_1',
      name: 'Batch',
      description: 'About',
      enrolmentType: 'open',
      startDate: '2020-11-23',
      endDate: '2020-12-31',
      enrolmentEndDate: null,
      createdBy: 'u1',
      createdFor: ['org1'],
      mentors: [],
      createdAt: Date.parse('2020-11-01'),
      updatedAt: Date.parse('2020-11-02'),
      templates: {},
    });
  });

  it('has the days of the old texts where the timestamps are unset', () => {
    const row = { start_date: null, startdate: '2020-11-23', enddate: '2020-12-31' };
    expect(read(row).batch).toMatchObject({ startDate: '2020-11-23', endDate: '2020-12-31' });
  });

  it('has its templates, parsed from their texts', () => {
    expect(read({ cert_templates: { t1: template } }).batch.templates).toEqual({
      t1: {
        template: 't1',
        name: 'Merit',
        url: 'CLOUD_BASE_PATH/t1.svg',
        criteria: { enrolmentStatus: 2, score: { operator: '>=', percent: 80 }, user: null },
        issuer: { name: 'GCERT', url: 'https://example.org/' },
        signatories: [signatory],
        extras: {
          criteria: { enrollment: { status: 2 }, assessment: { score: { '>=': 80 } } },
          additionalProps: { course: ['name'] },
          previewUrl: 'https://example.org/p.png',
        },
      },
    });
  });

  it.each(['{broken', '{}', undefined])(
    'leaves out and names a template with criteria %j',
    (criteria) => {
      const cert_templates = new Map([
        ['t1', template],
        ['t2', { ...template, criteria }],
      ]);
      const { batch, refused } = read({ cert_templates });
      expect(Object.keys(batch.templates)).toEqual(['t1']);
      expect(refused).toEqual(['t2']);
    },
  );

  it('has a template without issuer and signatories, whose faults others name', () => {
    const bare = { identifier: 't1', name: 'Merit', criteria: template.criteria };
    const held = Object.values(read({ cert_templates: { t1: bare } }).batch.templates);
    expect(held).toMatchObject([{ issuer: { name: '', url: '' }, signatories: [], url: '' }]);
  });

  it('is none without ids', () => {
    expect(batchFromRow({ batchid: '0131' }, ZONE, readCriteria)).toBeNull();
  });
});

function read(columns: StoredRow): AdoptedBatch {
  const adopted = batchFromRow({ ...ids, ...columns }, ZONE, readCriteria);
  return adopted!;
}
