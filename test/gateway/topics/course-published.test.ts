import { describe, expect, it } from 'vitest';
import { parseCoursePublished } from '../../../src/gateway/topics/course-published.js';
import { eventOf } from './given.js';

const CASE = 'rel-02-optional-unit';

describe('a publish event', () => {
  it.each(['post-publish-process', 'relation-cache-update'])('names the course on %s', (action) => {
    expect(parseCoursePublished(published({ action }))).toEqual({
      kind: 'course',
      course: 'course1',
    });
  });

  it.each([
    [{ action: 'publish-shallow-content' }],
    [{ mimeType: 'application/pdf' }],
    [{ identifier: ' ' }],
  ])('is ignored with %j', (change) => {
    expect(parseCoursePublished(published(change))).toEqual({ kind: 'ignored' });
  });

  it('is buried for an identifier that cannot be one', () => {
    const event = parseCoursePublished(published({ identifier: 'c'.repeat(10_000) }));

    expect(event).toMatchObject({ kind: 'dead', reason: 'edata.identifier is too-long' });
  });
});

const published = (change: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(eventOf(CASE, change));
