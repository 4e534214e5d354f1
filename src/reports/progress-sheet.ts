/**
 * The sheet of a progress report: one row a learner. Owns which score columns there are: those of
 * scored contents that a learner of the report has attempted, which takes a pass of its own.
 *
 * Source: `reference/exhausts.md` 3.1.
 */
import type { EnrolmentState } from '../domain/enrolment.js';
import type { ContentId } from '../domain/ids.js';
import { ok, type Result } from '../domain/result.js';
import type { StoreError, UserStore } from '../persistence/ports.js';
import type { ExhaustInput } from './exhaust-input.js';
import { enrolledChunks, withUsers } from './learner-chunks.js';
import { progressColumns, scoreOrder } from './progress-columns.js';
import { progressExtras } from './progress-extras.js';
import { progressRow } from './progress-row.js';
import { appendGlances, attemptedContents } from './progress-scan.js';
import type { RowsOf, Sheet } from './sheet.js';
import { zoneDay } from './zone-day.js';

/** `onlyOrg` is the organisation whose learners are shown; `null` = every learner. */
export async function progressSheet(
  input: ExhaustInput,
  onlyOrg: string | null,
): Promise<Result<Sheet, StoreError>> {
  const { glances, tree } = input;
  const attempted = await (glances === null
    ? attemptedInStates(input, onlyOrg)
    : attemptedContents(glances, tree, onlyOrg));
  if (!attempted.ok) return attempted;
  const scores = scoreOrder(attempted.value);
  const subject = { ...input, scores, dayOf: zoneDay(input.timeZone) };
  const row = progressRow(subject);
  const extras = progressExtras(input.options, subject);
  const rowsOf: RowsOf = ({ state, user }) => [
    [...row(state, user), ...extras.map(({ cell }) => cell(state))],
  ];
  const prepared = ok({ rowsOf, withoutConsent: 0, archivedRows: 0 });
  return ok({
    columns: [...progressColumns(scores, input.counting), ...extras.map(({ column }) => column)],
    learnersPerPartMax: LEARNERS_PER_PART_MAX,
    prepare: () => Promise.resolve(prepared),
    close: null,
    writeAll:
      // A glance shows Sunbird's columns only.
      glances === null || extras.length > 0
        ? null
        : (append) => appendGlances(glances, subject, { ...input, onlyOrg, append }),
  });
}

/** Nothing is asked for a part, so a whole chunk may be one. */
const LEARNERS_PER_PART_MAX = 1_000;

/** Scored contents that a learner of the report has attempted. */
async function attemptedInStates(
  input: ExhaustInput,
  onlyOrg: string | null,
): Promise<Result<readonly ContentId[], StoreError>> {
  const missing = new Set(input.tree.scored);
  if (missing.size === 0) return ok([]);
  const found = new Set<ContentId>();
  for await (const chunk of enrolledChunks(input.states())) {
    const states = await statesShown(chunk, input.users, onlyOrg);
    if (!states.ok) return states;
    for (const state of states.value) {
      for (const { content } of state.attempts.values()) {
        if (missing.delete(content)) found.add(content);
      }
    }
    if (missing.size === 0) break;
  }
  return ok([...found]);
}

/** Spares the look-up where every learner is shown. */
async function statesShown(
  chunk: readonly EnrolmentState[],
  users: Pick<UserStore, 'users'>,
  onlyOrg: string | null,
): Promise<Result<readonly EnrolmentState[], StoreError>> {
  if (onlyOrg === null) return ok(chunk);
  const learners = await withUsers(chunk, users, onlyOrg);
  return learners.ok ? ok(learners.value.shown.map(({ state }) => state)) : learners;
}
