/**
 * Scores one attempt at an assessment from its ASSESS events: questions without duplicates, totals,
 * and a hash that stands for the answers. Owns the scoring rule; which attempt wins is the
 * domain's.
 *
 * - S1 Of several events of one question the one with the latest `ets` counts; equal times are
 *   decided by their text, never by their order in the list (Q15).
 * - S2 Equal sets of events give equal questions, totals and hash, whatever their order.
 *
 * Source: `reference/jobs.md` 4.1-4.2.
 */
import { createHash } from 'node:crypto';
import type { QuestionRecord } from '../domain/command.js';
import { compareText } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import { isFields, own, parseEpoch, type Fields } from './wire.js';

/** Most events of one attempt. */
export const ATTEMPT_EVENTS_COUNT_MAX = 2000;

export interface Scored {
  /** In order of question id. */
  readonly questions: readonly QuestionRecord[];
  readonly score: number;
  readonly maxScore: number;
  /** SHA-256 of the questions' canonical JSON, hex. */
  readonly payloadHash: string;
}

/** Scores the events of one attempt. The error is a sentence that names the event at fault. */
export function scoreAttempt(events: readonly unknown[]): Result<Scored, string> {
  if (events.length > ATTEMPT_EVENTS_COUNT_MAX) {
    return err(`more than ${String(ATTEMPT_EVENTS_COUNT_MAX)} events in one attempt`);
  }
  const latest = new Map<string, QuestionRecord>();
  for (const [i, event] of events.entries()) {
    const question = parseQuestion(event);
    if (!question.ok) return err(`events[${String(i)}]: ${question.error}`);
    const held = latest.get(question.value.id);
    if (held === undefined || isLater(question.value, held)) {
      latest.set(question.value.id, question.value);
    }
  }
  const questions = [...latest.values()].sort((a, b) => compareText(a.id, b.id));
  return ok({
    questions,
    score: sum(questions.map((q) => q.score)),
    maxScore: sum(questions.map((q) => q.maxScore)),
    payloadHash: createHash('sha256').update(JSON.stringify(questions)).digest('hex'),
  });
}

function isLater(a: QuestionRecord, b: QuestionRecord): boolean {
  if (a.assessedAt !== b.assessedAt) return a.assessedAt > b.assessedAt;
  return compareText(JSON.stringify(a), JSON.stringify(b)) > 0;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

function parseQuestion(event: unknown): Result<QuestionRecord, string> {
  const edata = isFields(event) ? own(event, 'edata') : undefined;
  const item = isFields(edata) ? own(edata, 'item') : undefined;
  if (!isFields(event) || !isFields(edata) || !isFields(item)) return err('no edata.item');
  const id = own(item, 'id');
  if (typeof id !== 'string' || id.trim() === '') return err('edata.item.id is missing');
  const assessedAt = parseEpoch(own(event, 'ets'));
  if (assessedAt === null) return err('ets is no time');
  const maxScore = numeric(own(item, 'maxscore'));
  const score = numeric(own(edata, 'score'));
  const duration = numeric(own(edata, 'duration'));
  if (maxScore === null || score === null || duration === null) {
    return err('score, maxscore or duration is no number');
  }
  return ok({ id, assessedAt, maxScore, score, duration, ...texts(item, edata) });
}

const texts = (
  item: Fields,
  edata: Fields,
): Pick<QuestionRecord, 'type' | 'title' | 'description' | 'responses' | 'params'> => ({
  type: text(own(item, 'type')),
  title: text(own(item, 'title')),
  description: text(own(item, 'desc')),
  responses: canonicalJson(own(edata, 'resvalues') ?? []),
  params: canonicalJson(own(item, 'params') ?? []),
});

/** JSON with the keys of every object in order, so that equal values have one text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isFields(value)) return JSON.stringify(value ?? null);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`);
  return `{${members.join(',')}}`;
}

/** Absent is 0; numbers may come as text; anything else is `null`. */
function numeric(value: unknown): number | null {
  if (value === undefined || value === null) return 0;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
