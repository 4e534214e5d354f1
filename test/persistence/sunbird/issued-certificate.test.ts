import { describe, expect, it } from 'vitest';
import type { EnrolmentState } from '../../../src/domain/enrolment.js';
import { attempt, enrolled, generation } from '../../domain/given.js';
import { ENROLMENT_KEY, adopted, enrolmentOf, projected } from './given.js';

describe('Listed certificates', () => {
  const other = { identifier: 'other', name: 'Other', token: '', lastIssuedOn: '2020-01-01' };

  it('are added to those that an earlier installation issued', () => {
    const enrolment = { ...ENROLMENT_KEY, active: true, issued_certificates: [other] };
    const before = adopted({ enrolment });
    const issuedAt = Date.parse('2021-05-24T10:15:30.123Z');
    const after = withGenerations(before, [
      generation('g1', {
        name: '100PercentCompletionCertificate',
        identifier: 'registry-1',
        issuedAt,
        listing: '{"templateUrl":"https://example.org/c.svg","type":"TrainingCertificate"}',
      }),
    ]);
    expect(enrolmentOf(projected(after, { before }))).toEqual({
      ...ENROLMENT_KEY,
      issued_certificates: [
        other,
        {
          name: '100PercentCompletionCertificate',
          identifier: 'registry-1',
          token: '',
          lastIssuedOn: '2021-05-24T10:15:30.123+0000',
          templateUrl: 'https://example.org/c.svg',
          type: 'TrainingCertificate',
        },
      ],
    });
  });

  it('keep the old one until the document that replaces it is public', () => {
    const old = generation('g1', { issuedAt: 1000 });
    const next = generation('g2', { issuedAt: 2000, replaces: 'g1' });
    const listed = (rendered: boolean) =>
      identifiers(enrolled({ generations: [old, { ...next, rendered }] }));
    expect(listed(false)).toEqual(['g1']);
    expect(listed(true)).toEqual(['g2']);
  });

  it('have one entry a name, ignoring case', () => {
    const generations = [
      generation('g1', { name: 'MERIT', issuedAt: 1000 }),
      generation('g2', { name: 'Merit', issuedAt: 2000 }),
    ];
    expect(identifiers(enrolled({ generations }))).toEqual(['g2']);
  });

  it('keep what an earlier installation listed without a name', () => {
    const nameless = [{ identifier: 'n1' }, { identifier: 'n2' }];
    const enrolment = { ...ENROLMENT_KEY, active: true, issued_certificates: nameless };
    const before = adopted({ enrolment });
    const after = withGenerations(before, [generation('g1', { issuedAt: 1000 })]);

    const { issued_certificates: listed } = enrolmentOf(projected(after, { before }));

    expect(listed).toEqual([...nameless, expect.objectContaining({ identifier: 'g1' })]);
  });

  it('do not repeat those of the column that was there before the list', () => {
    const certificates = [{ id: 'old', name: 'Merit', token: 't' }];
    const enrolment = { ...ENROLMENT_KEY, active: true, certificates };
    const before = adopted({ enrolment });
    const after = withGenerations(before, [generation('g1', { name: 'Merit', issuedAt: 1000 })]);

    expect([...before.generations.values()]).toMatchObject([{ id: 'old', rendered: true }]);
    expect(enrolmentOf(projected(after, { before }))).toMatchObject({
      issued_certificates: [{ identifier: 'g1' }],
    });
  });

  it('are told in the details of the course, after its attempts', () => {
    const generations = [generation('g1', { name: 'Merit', issuedAt: 1000 })];
    const state = enrolled({ attempts: [attempt()], generations });
    const details = detailsOf(state);
    expect(details.map((detail) => detail['type'])).toEqual(['attempt_metrics', 'certificate']);
    expect(details[1]).toEqual({
      type: 'certificate',
      identifier: 'g1',
      name: 'Merit',
      template_id: 'template-1',
      issued_on: '1970-01-01T00:00:01.000Z',
    });
  });
});

function withGenerations(
  state: EnrolmentState,
  more: readonly ReturnType<typeof generation>[],
): EnrolmentState {
  const generations = new Map(state.generations);
  for (const one of more) generations.set(one.id, one);
  return { ...state, generations };
}

function identifiers(state: EnrolmentState): unknown[] {
  const list = enrolmentOf(projected(state))['issued_certificates'] as { identifier: string }[];
  return list.map((entry) => entry.identifier);
}

function detailsOf(state: EnrolmentState): Record<string, unknown>[] {
  const [course001] = projected(state).user_activity_agg;
  return course001!.agg_details!.map((text) => JSON.parse(text) as Record<string, unknown>);
}
