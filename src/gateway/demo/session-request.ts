/** A sitting of the demo as the request that a device would send. Pure. */
import type { Instant } from '../../domain/ids.js';
import { DEMO_COURSE } from './course.js';
import type { Quiz, Session } from './term.js';

const MINUTE_MS = 60_000;

/** The body of `PATCH /v1/content/state/update`; `format` prints a time as Sunbird does. */
export function sessionRequest(session: Session, format: (at: Instant) => string): object {
  const { batch, learner, at, finished, opened, quiz } = session;
  const base = { courseId: DEMO_COURSE, batchId: batch, userId: learner };
  const contents = finished.map((contentId, i) => {
    const time = format(at + i * MINUTE_MS);
    return { ...base, contentId, status: 2, lastAccessTime: time, lastCompletedTime: time };
  });
  const left =
    opened === null
      ? []
      : [
          {
            ...base,
            ...{ contentId: opened.content, status: 1, progress: opened.progress },
            lastAccessTime: format(at + finished.length * MINUTE_MS),
          },
        ];
  const assessments = quiz === null ? [] : [assessment(base, quiz, at)];
  return { request: { userId: learner, contents: [...contents, ...left], assessments } };
}

function assessment(base: object, quiz: Quiz, at: Instant): object {
  const events = Array.from({ length: quiz.questions }, (_, i) => ({
    ets: at + i * 1000,
    edata: {
      item: { id: `question-${String(i + 1)}`, maxscore: 1, title: `Question ${String(i + 1)}` },
      ...{ score: i < quiz.right ? 1 : 0, duration: 12 },
    },
  }));
  return {
    ...base,
    ...{ contentId: quiz.content, attemptId: quiz.attempt, assessmentTs: at, events },
  };
}
