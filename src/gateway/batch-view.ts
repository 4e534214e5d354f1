/**
 * A batch as Sunbird's readers know it: the search document of `course-batch`. Status is derived
 * from the dates at the moment of reading.
 *
 * Source: `reference/lms.md` 3.4-3.6.
 */
import { batchStatus, type Batch, type Day } from '../domain/batch.js';
import type { Template } from '../domain/template.js';
import type { Zone } from './zone.js';

export type BatchView = Readonly<Record<string, unknown>>;

/** The whole document. Days are `yyyy-MM-dd`; `createdDate` and `updatedDate` carry a time. */
export function batchView(batch: Batch, today: Day, zone: Zone): BatchView {
  const templates = templatesView(batch);
  return {
    identifier: batch.batch,
    id: batch.batch,
    batchId: batch.batch,
    courseId: batch.course,
    collectionId: batch.course,
    name: batch.name,
    description: batch.description,
    enrollmentType: batch.enrolmentType,
    startDate: batch.startDate,
    endDate: batch.endDate,
    enrollmentEndDate: batch.enrolmentEndDate,
    createdBy: batch.createdBy,
    createdDate: zone.format(batch.createdAt),
    updatedDate: zone.format(batch.updatedAt),
    createdFor: batch.createdFor,
    mentors: batch.mentors,
    status: batchStatus(batch, today),
    cert_templates: templates,
    certTemplates: templates,
  };
}

/** The named fields of a document; those it does not have are left out. */
export const pick = (view: BatchView, fields: readonly string[]): BatchView =>
  Object.fromEntries(
    fields.filter((name) => Object.hasOwn(view, name)).map((name) => [name, view[name]]),
  );

const templatesView = (batch: Batch): Record<string, unknown> =>
  Object.fromEntries(
    Object.values<Template>(batch.templates).map((template) => [
      template.template,
      {
        identifier: template.template,
        name: template.name,
        url: template.url,
        issuer: template.issuer,
        signatoryList: template.signatories,
        ...template.extras,
      },
    ]),
  );
