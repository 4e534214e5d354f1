/** Random batches with certificate templates, as the gateway makes them. */
import fc from 'fast-check';
import type { Batch } from '../src/domain/batch.js';
import type { BatchId, CourseId, TemplateId } from '../src/domain/ids.js';
import type { Template } from '../src/domain/template.js';
import { parseCriteria } from '../src/gateway/template-criteria.js';
import type { ReadCriteria } from '../src/persistence/sunbird/batch-row.js';

/** Reads criteria as the gateway does. */
export const readCriteria: ReadCriteria = (value) => {
  const criteria = parseCriteria(value);
  return criteria.ok ? criteria.value : null;
};

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom('', 'null', '7', '{"a":1}', '"quoted"', 'अभ्यास', '[', 'true'),
);
const named = text.filter((name) => name !== '');
const day = fc
  .integer({ min: Date.parse('1971-01-01'), max: Date.parse('2199-12-31') })
  .map((at) => new Date(at).toISOString().slice(0, 10));
const time = fc.integer({ min: 0, max: Date.parse('2199-12-31') });

const wanted = fc
  .record({
    enrollment: fc.option(fc.record({ status: fc.constantFrom(0, 1, 2) })),
    assessment: fc.option(
      fc.record({
        score: fc.constantFrom<object>({ '>=': 80 }, { '<=': 33.5 }, { eq: 0 }, { ne: 1 }),
      }),
    ),
    user: fc.option(fc.record({ rootOrgId: fc.constantFrom('org1', 'org2') })),
  })
  .filter((parts) => Object.values(parts).some((part) => part !== null));

const signatory = fc.record({ name: named, id: named, designation: named, image: named });

const template: fc.Arbitrary<Template> = fc
  .record({
    template: fc.constantFrom('t0', 't1', 'hasOwnProperty'),
    name: named,
    url: text,
    criteria: wanted,
    issuer: fc.record({ name: text, url: text }),
    publicKey: fc.option(fc.array(text, { maxLength: 2 })),
    signatories: fc.array(signatory, { maxLength: 2 }),
    extras: fc.record(
      {
        notifyTemplate: fc.record({ subject: text }),
        additionalProps: fc.dictionary(fc.constantFrom('course', 'user'), fc.array(text)),
        previewUrl: text,
        data: fc.jsonValue().filter((value) => value !== null),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ template: id, criteria, publicKey, extras, ...given }) => ({
    ...given,
    template: id as TemplateId,
    criteria: readCriteria(criteria)!,
    extras: JSON.parse(
      JSON.stringify({
        ...extras,
        criteria,
        ...(publicKey && { issuer: { ...given.issuer, publicKey } }),
      }),
    ) as Record<string, unknown>,
  }));

export const batch: fc.Arbitrary<Batch> = fc
  .record({
    batch: fc.constantFrom('0131', '0132'),
    name: text,
    description: text,
    enrolmentType: fc.constantFrom('open', 'invite-only', ''),
    startDate: day,
    endDate: fc.option(day),
    enrolmentEndDate: fc.option(day),
    createdBy: text,
    createdFor: fc.array(text, { maxLength: 2 }),
    mentors: fc.array(text, { maxLength: 2 }),
    createdAt: time,
    updatedAt: time,
    templates: fc.array(template, { maxLength: 3 }),
  })
  .map(({ batch: id, templates, ...given }) => ({
    ...given,
    batch: id as BatchId,
    course: 'do_1' as CourseId,
    templates: Object.fromEntries(templates.map((t) => [t.template, t])) as Batch['templates'],
  }));
