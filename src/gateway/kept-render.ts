/** A certificate to be drawn as its dead letter keeps it (`actors/render-letter.ts`), read back. */
import type { Render } from '../domain/effects.js';
import { parseBatchId, parseCertificateId, parseCourseId, parseLearnerId } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import { isFields, own } from './wire.js';

const NONE = err('the kept text is no certificate to be drawn');

/** The failure is a sentence. */
export function parseKeptRender(text: string): Result<Render, string> {
  let kept: unknown;
  try {
    kept = JSON.parse(text);
  } catch {
    return err('the kept certificate is not valid JSON');
  }
  if (!isFields(kept) || own(kept, 'kind') !== 'render') return NONE;
  const key = own(kept, 'key');
  const certificate = parseCertificateId(own(kept, 'certificate'));
  if (!isFields(key) || !certificate.ok) return NONE;
  const learner = parseLearnerId(own(key, 'learner'));
  const course = parseCourseId(own(key, 'course'));
  const batch = parseBatchId(own(key, 'batch'));
  if (!learner.ok || !course.ok || !batch.ok) return NONE;
  return ok({
    kind: 'render',
    key: { learner: learner.value, course: course.value, batch: batch.value },
    certificate: certificate.value,
  });
}
