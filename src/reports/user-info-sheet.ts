/**
 * The sheet of a user info report. Owns who has a row: a learner who let the asking organisation
 * know, for this course, and did not take that back.
 *
 * - C1 No consent, no row, and no trace of the learner but a count.
 * - C2 A course that asks for no consent has no such report, whoever asks.
 *
 * Source: `reference/exhausts.md` 3.4. Fixed: the custodian organisation is an organisation like
 * any other; upstream failed its reports.
 */
import { consentIn, laterConsent, type Consent } from '../domain/consent.js';
import type { LearnerId } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import type { StoreError } from '../persistence/ports.js';
import type { ExhaustInput, ReportError } from './exhaust-input.js';
import type { ReportLearner } from './learner-chunks.js';
import type { PreparedPart, Sheet } from './sheet.js';
import { userInfoColumns } from './user-info-columns.js';
import { userInfoRow } from './user-info-row.js';
import { zoneDay } from './zone-day.js';

/** Consents of a part are asked for together. */
const LEARNERS_PER_PART_MAX = 1_000;

/** Upstream's text (C2). */
const NOT_APPLICABLE =
  "Invalid request. User info exhaust is not applicable for collections which don't request for " +
  'user consent to share data';

export function userInfoSheet(input: ExhaustInput): Result<Sheet, ReportError> {
  if (input.course.userConsent.toLowerCase() !== 'yes') {
    return err({ kind: 'not-applicable', message: NOT_APPLICABLE });
  }
  const row = userInfoRow({ ...input, dayOf: zoneDay(input.timeZone) });
  return ok({
    columns: userInfoColumns(input.options),
    learnersPerPartMax: LEARNERS_PER_PART_MAX,
    writeAll: null,
    prepare: async (learners) => {
      const consents = await givenConsents(learners, input);
      if (!consents.ok) return consents;
      const given = consents.value;
      const rowsOf: PreparedPart['rowsOf'] = ({ state, user }) => {
        const consent = given.get(state.key.learner);
        return consent === undefined ? [] : [row(state.key.learner, user, consent)];
      };
      return ok({ rowsOf, withoutConsent: learners.length - given.size, archivedRows: 0 });
    },
    close: null,
  });
}

/** Consents that are given, from the user cache and from where the installation keeps them. */
async function givenConsents(
  learners: readonly ReportLearner[],
  { requesterOrg, course, consentsBefore }: ExhaustInput,
): Promise<Result<ReadonlyMap<LearnerId, Consent>, StoreError>> {
  // Whoever runs the installation asks in the name of the course's owner, as upstream's `System`.
  const consumer = requesterOrg === '' ? course.channel : requesterOrg;
  const ids = learners.map(({ state }) => state.key.learner);
  const before = await (consentsBefore?.(ids, consumer, course.course) ?? ok([]));
  if (!before.ok) return before;
  const given = new Map<LearnerId, Consent>();
  for (const [i, { state, user }] of learners.entries()) {
    const own = user === null ? null : consentIn(user, consumer, course.course);
    const consent = laterConsent(own, before.value[i] ?? null);
    if (consent?.given === true) given.set(state.key.learner, consent);
  }
  return ok(given);
}
