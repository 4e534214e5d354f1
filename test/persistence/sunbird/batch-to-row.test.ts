import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../src/domain/batch.js';
import type { BatchId, CourseId, TemplateId } from '../../../src/domain/ids.js';
import { batchToRow } from '../../../src/persistence/sunbird/batch-to-row.js';
import { ZONE } from './given.js';

const TEMPLATE = {
  template: 't1' as TemplateId,
  name: 'Merit',
  url: 'CLOUD_BASE_PATH/t1.svg',
  criteria: {
    enrolmentStatus: 2,
    score: { operator: '>=', percent: 80 },
    user: { rootOrgId: 'org1' },
  },
  issuer: { name: 'GCERT', url: 'https://example.org/' },
  signatories: [{ name: 'CEO', id: 'CEO', designation: 'CEO', image: 'https://example.org/s' }],
  extras: { notifyTemplate: { subject: 'Done' }, previewUrl: 'https://example.org/p.png' },
} as const;

const BATCH: Batch = {
  batch: '0131' as BatchId,
  course: 'do_1' as CourseId,
  name: 'Batch',
  description: 'About',
  enrolmentType: 'open',
  startDate: '2020-11-23',
  endDate: '2020-12-31',
  enrolmentEndDate: null,
  createdBy: 'u1',
  createdFor: ['org1'],
  mentors: [],
  createdAt: 1_600_000_000_000,
  updatedAt: 0,
  templates: { [TEMPLATE.template]: TEMPLATE },
};

describe('The row of a batch', () => {
  it('has its days as the first and last millisecond in the zone', () => {
    const row = batchToRow(BATCH, 1, ZONE);

    expect(row).toMatchObject({
      courseid: 'do_1',
      batchid: '0131',
      status: 1,
      start_date: Date.parse('2020-11-22T18:30:00.000Z'),
      end_date: Date.parse('2020-12-31T18:29:59.999Z'),
      created_date: 1_600_000_000_000,
    });
  });

  it('names nothing that the batch does not tell', () => {
    const row = batchToRow({ ...BATCH, startDate: '' }, 0, ZONE);

    const named = Object.keys(row);
    expect(named).not.toContain('enrollment_enddate');
    expect(named).not.toContain('updated_date');
    expect(named).not.toContain('start_date');
    expect(named).not.toContain('startdate');
  });

  it('has its templates as texts, objects and lists as JSON', () => {
    const { cert_templates } = batchToRow(BATCH, 1, ZONE);

    expect(cert_templates).toEqual({
      t1: {
        identifier: 't1',
        name: 'Merit',
        url: 'CLOUD_BASE_PATH/t1.svg',
        criteria:
          '{"enrollment":{"status":2},"assessment":{"score":{">=":80}},' +
          '"user":{"rootOrgId":"org1"}}',
        issuer: '{"name":"GCERT","url":"https://example.org/"}',
        signatoryList:
          '[{"name":"CEO","id":"CEO","designation":"CEO","image":"https://example.org/s"}]',
        notifyTemplate: '{"subject":"Done"}',
        previewUrl: 'https://example.org/p.png',
      },
    });
  });

  it('keeps criteria and issuer as they were received', () => {
    const criteria = { assessment: { score: 80 } };
    const issuer = { name: 'GCERT', url: 'https://example.org/', publicKey: ['1'] };
    const template = { ...TEMPLATE, extras: { criteria, issuer } };
    const { cert_templates } = batchToRow(
      { ...BATCH, templates: { [template.template]: template } },
      1,
      ZONE,
    );

    expect(cert_templates?.['t1']).toMatchObject({
      criteria: JSON.stringify(criteria),
      issuer: JSON.stringify(issuer),
    });
  });
});
