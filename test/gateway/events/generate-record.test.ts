import { describe, expect, it } from 'vitest';
import type { TemplateId } from '../../../src/domain/ids.js';
import type { Template } from '../../../src/domain/template.js';
import {
  generateRecord,
  type EarnedCertificate,
} from '../../../src/gateway/events/generate-record.js';
import { zoneOf } from '../../../src/gateway/zone.js';
import { attempt, contentId, enrolled, generation, template, tree } from '../../domain/given.js';
import { key } from '../topics/given.js';
import { AT, expectedOn, shown } from './given.js';

const TOPIC = 'generate.certificate.request';

describe('a request to generate a certificate', () => {
  it('tells everything that its template asks for, as upstream', () => {
    const record = generateRecord(earned(), SETTINGS, AT);

    expect([shown(record)]).toEqual(expectedOn('pre-01-full-event-reissue', TOPIC));
    expect(record).toMatchObject({ topic: TOPIC, recordKey: null });
  });

  it('leaves out locations that are not known', () => {
    const user = { firstname: 'Suresh', lastname: 'null', rootorgid: 'Org001' };

    const record = generateRecord(earned({ user }), SETTINGS, AT);

    const [expected] = expectedOn('pre-03-recipient-name-null-last-name', TOPIC);
    expect(shown(record)).toEqual(expected);
  });

  it('tells nothing more where its template asks for nothing', () => {
    const plain = { ...TEMPLATE, template: 'template_01_dev_001' as TemplateId };

    const record = generateRecord(
      earned({ template: { ...plain, url: 'template-url.svg', extras: {} } }),
      SETTINGS,
      AT,
    );

    expect([shown(record)]).toEqual(expectedOn('pre-05-task-metrics', TOPIC));
  });

  it('puts the cloud storage in the place of its placeholder, and tells every score', () => {
    const record = generateRecord(MERIT, SETTINGS, AT);

    expect([shown(record)]).toEqual(expectedOn('pre-21-best-across-contents', TOPIC));
  });

  it('is dated today where no completion is known', () => {
    const record = generateRecord(earned({ state: { ...STATE, completedAt: 0 } }), SETTINGS, AT);

    expect(shown(record)).toMatchObject({ edata: { issuedDate: '2024-05-20' } });
  });

  it('names the certificate to be replaced as its registry does', () => {
    const known = generation('certificateId', { identifier: 'osid-1' });
    const state = { ...STATE, generations: new Map([[known.id, known]]) };

    const record = generateRecord(earned({ state }), SETTINGS, AT);

    expect(shown(record)).toMatchObject({ edata: { oldId: 'osid-1' } });
  });

  it('passes on the public keys of its issuer', () => {
    const extras = { issuer: { name: 'x', publicKey: ['7'] } };

    const record = generateRecord(earned({ template: { ...TEMPLATE, extras } }), SETTINGS, AT);

    const { name, url } = TEMPLATE.issuer;
    expect(shown(record)).toMatchObject({ edata: { issuer: { name, url, publicKey: ['7'] } } });
  });

  it('tells columns of the enrolment and fields of the user by the names asked for', () => {
    const additionalProps = { user: ['firstName', 'phone'], enrollment: ['status', 'secret'] };

    const record = generateRecord(
      earned({ template: { ...TEMPLATE, extras: { additionalProps } } }),
      SETTINGS,
      AT,
    );

    expect(shown(record)).toHaveProperty('edata.related', {
      batchId: '0131000245281587206',
      courseId: 'do_11309999837886054415',
      type: 'Course Completion Certificate',
      enrollment: { status: 2 },
      firstName: 'user',
    });
  });

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['parts that are no lists', '{"user":"firstName","location":{"a":1},"enrollment":[{}]}'],
  ])('asks for nothing when its wishes are %s', (_name, additionalProps) => {
    const wishes = { ...TEMPLATE, extras: { additionalProps } };

    const record = generateRecord(earned({ template: wishes }), SETTINGS, AT);

    expect(Object.keys((shown(record) as Shown).edata.related)).toEqual([
      'batchId',
      'courseId',
      'type',
    ]);
  });

  it('has one id for a certificate, whenever it is asked for', () => {
    const [first, later, other] = [
      generateRecord(earned(), SETTINGS, AT),
      generateRecord(earned(), SETTINGS, AT + 1),
      generateRecord(earned({ replaces: '' }), SETTINGS, AT),
    ];

    expect(later.id).toBe(first.id);
    expect(other.id).not.toBe(first.id);
  });
});

interface Shown {
  readonly edata: { readonly related: object };
}

const SETTINGS = {
  zone: zoneOf('Asia/Kolkata'),
  certificateDomainUrl: 'https://dev.sunbirded.org',
  cloudPlaceholder: 'CLOUD_BASE_PATH',
  cloudBaseUrl: 'https://obj.dev.sunbirded.org/sunbird-content-staging',
};

const CONTENT_STORE = 'https://sunbirddev.blob.core.windows.net/sunbird-content-dev/content';

const TEMPLATE: Template = template(
  {},
  {
    template: 'template_svg_04-prad' as TemplateId,
    url: `${CONTENT_STORE}/template_svg_04-prad/artifact/template-1.svg`,
    signatories: [
      {
        name: 'CEO Gujarat',
        id: 'CEO',
        designation: 'CEO',
        image: 'https://cdn.pixabay.com/photo/2014/11/09/08/06/signature-523237__340.jpg',
      },
    ],
    extras: {
      additionalProps: {
        enrollment: ['completedOn'],
        location: ['state', 'district', 'school'],
        assessment: ['score'],
        course: ['name'],
      },
    },
  },
);

const STATE = {
  ...enrolled({
    completedAt: Date.parse('2021-05-24T05:15:10.477Z'),
    attempts: [attempt({ score: 1, maxScore: 1 })],
  }),
  key: key('user001', 'do_11309999837886054415', '0131000245281587206'),
};

const earned = (more: Partial<EarnedCertificate> = {}): EarnedCertificate => ({
  state: STATE,
  template: TEMPLATE,
  user: {
    firstname: 'user',
    lastname: 'name',
    rootorgid: 'Org001',
    state: 'Karnataka',
    district: 'BENGALURU URBAN SOUTH',
  },
  courseName: 'test Course',
  tree: tree([]),
  scored: new Set(['content_001']),
  replaces: 'certificateId',
  ...more,
});

const MERIT = earned({
  state: {
    ...STATE,
    attempts: new Map(
      [
        attempt({ score: 4, maxScore: 10 }),
        attempt({ content: contentId('content_002'), score: 7.5, maxScore: 10 }),
        attempt({ content: contentId('content_003'), score: 9, maxScore: 10 }),
      ].map((a) => [a.content, a]),
    ),
  },
  template: {
    ...TEMPLATE,
    template: 't_merit' as TemplateId,
    name: 'Merit',
    url: 'CLOUD_BASE_PATH/content/template_svg_04-prad/artifact/template-1.svg',
    extras: { additionalProps: '{"assessment":["score"]}' },
  },
  scored: new Set(['content_001', 'content_002']),
  replaces: '',
});
