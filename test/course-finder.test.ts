import { describe, expect, it } from 'vitest';
import { CourseFinder } from '../src/course-refresh.js';
import type { CourseId } from '../src/domain/ids.js';
import type { Refreshed } from '../src/gateway/topics/ingress.js';

const COURSE = 'do_1' as CourseId;
const PAUSE_MS = 300_000;

describe('A course that is wanted', () => {
  it('is asked for once, and again after a pause', async () => {
    const { finder, asked, clock } = given({ kind: 'retry', reason: 'away' });

    finder.want(COURSE);
    finder.want(COURSE);
    clock.now = PAUSE_MS - 1;
    finder.want(COURSE);
    expect(asked).toEqual([COURSE]);

    clock.now = PAUSE_MS;
    finder.want(COURSE);
    await finder.idle();
    expect(asked).toEqual([COURSE, COURSE]);
  });

  it('is noted with the reason when it is not found', async () => {
    const { finder, notes } = given({ kind: 'rejected', reason: 'status 404' });

    finder.want(COURSE);
    await finder.idle();

    expect(notes).toEqual([{ course: COURSE, reason: 'status 404' }]);
  });

  it('is asked of nobody as long as nobody can be asked', async () => {
    const finder = new CourseFinder({ now: () => 0, note: () => undefined });

    finder.want(COURSE);

    await expect(finder.idle()).resolves.toBeUndefined();
  });
});

function given(answer: Refreshed) {
  const asked: CourseId[] = [];
  const notes: unknown[] = [];
  const clock = { now: 0 };
  const finder = new CourseFinder({
    now: () => clock.now,
    note: (_message, detail) => void notes.push(detail),
  });
  finder.use((course) => {
    asked.push(course);
    return Promise.resolve(answer);
  });
  return { finder, asked, notes, clock };
}
