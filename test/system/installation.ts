/** A course with a certificate, a batch and its learners, set up over HTTP as a client would. */
import type { Client, Place } from './client.js';

export const TEMPLATE_NAME = 'Course Completion Certificate';

const COLLECTION = 'application/vnd.ekstep.content-collection';
const SIGNATURE =
  'data:image/svg+xml;utf8,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30">' +
  '<path d="M5 20 Q25 0 45 18 T85 12" stroke="black" fill="none"/></svg>';

/** Publishes a course of these contents, one unit of all but the last, and opens a batch on it. */
export async function openBatch(
  client: Client,
  courseId: string,
  contents: readonly string[],
): Promise<Place> {
  const leaf = (identifier: string) => ({
    ...{ identifier, name: identifier },
    ...{ mimeType: 'video/mp4', contentType: 'Resource' },
  });
  const unit = {
    ...{ identifier: `${courseId}_unit`, name: 'Unit 1' },
    ...{ mimeType: COLLECTION, contentType: 'CourseUnit' },
    children: contents.slice(0, -1).map(leaf),
  };
  const hierarchy = {
    ...{ identifier: courseId, name: 'Foundations of Teaching', mimeType: COLLECTION },
    ...{ contentType: 'Course', status: 'Live', leafNodesCount: contents.length },
    children: [unit, ...contents.slice(-1).map(leaf)],
  };
  await client.done('PUT', `/v1/course/hierarchy/${courseId}`, 'admin', { hierarchy });
  const created = await client.done('POST', '/v1/course/batch/create', 'admin', {
    ...{ courseId, name: 'Batch One', enrollmentType: 'open', startDate: today() },
  });
  return { courseId, batchId: created['batchId'] as string };
}

/** Adds a certificate for everybody who completes the course. */
export async function addTemplate(client: Client, place: Place): Promise<void> {
  const template = {
    ...{ identifier: 't1', name: TEMPLATE_NAME, criteria: { enrollment: { status: 2 } } },
    issuer: { name: 'State Council of Education', url: 'https://example.org' },
    signatoryList: [{ name: 'A. Rao', id: 'CEO', designation: 'Director', image: SIGNATURE }],
  };
  const batch = { ...place, template };
  await client.done('PATCH', '/v1/course/batch/cert/template/add', 'admin', { batch });
}

/** Makes a learner known by name and enrols the learner. */
export async function enrol(client: Client, place: Place, learner: string): Promise<void> {
  const user = {
    ...{ firstname: 'Ananya', lastname: 'Rao', state: 'Karnataka', district: 'Mysuru' },
    rootorgid: '0130',
  };
  await client.done('PUT', `/v1/user/cache/${learner}`, learner, { user });
  await client.done('POST', '/v1/course/enroll', learner, { ...place });
}

/** The day as batches count days: the installation's default zone. */
export function today(): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Kolkata' }).format(new Date());
}
