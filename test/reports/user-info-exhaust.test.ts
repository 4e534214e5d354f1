import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UserEntry } from '../../src/domain/certificate.js';
import { consentField, isGiven } from '../../src/domain/consent.js';
import type { BatchId, CourseId } from '../../src/domain/ids.js';
import { err, ok } from '../../src/domain/result.js';
import type { ConsentsBefore } from '../../src/persistence/ports.js';
import type { ExhaustInput } from '../../src/reports/exhaust-input.js';
import { writeExhaust } from '../../src/reports/exhaust.js';
import { NO_OPTIONS } from '../../src/reports/report-options.js';
import { statusText, userName } from '../../src/reports/user-info-row.js';
import { batch, course, enrolment, userCache } from './builders.js';
import { exhaustInput, reading } from './exhaust-inputs.js';
import { cellsByName, enrolmentsOf, expectedReport, readJson } from './sunbird-fixtures.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'user-info-exhaust-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe("Sunbird's case U01", () => {
  it('shows the four learners who consented', async () => {
    const courseId = 'do_1130928636168192001667';
    const hashes = readJson('fixtures/redis_users_userinfo.json') as Record<string, UserEntry>;
    const entries = Object.entries(hashes).map(([key, entry]) => [
      key.slice('user:'.length),
      entry,
    ]);

    const written = await write({
      ...reading(enrolmentsOf(courseId, 'batch-001', () => [])),
      course: course({
        ...{ course: courseId as CourseId, name: '24 aug course', userConsent: 'Yes' },
        channel: 'b00bc992ef25f1a9a8d63291e20efc8d',
      }),
      batch: batch({ batch: 'batch-001' as BatchId, name: 'Basic Java' }),
      users: userCache(Object.fromEntries(entries) as Record<string, UserEntry>),
      requesterOrg: 'b00bc992ef25f1a9a8d63291e20efc8d',
      consentsBefore: consentFixtures,
    });

    expect(written).toMatchObject({ ok: true, value: { rows: 4 } });
    expect(await report()).toEqual(expectedReport('userinfo_batch-001.csv'));
  });
});

describe('a user info report', () => {
  const asking = { consentsBefore: null, requesterOrg: 'org-mine' };

  it('has a row only for who gave a consent that holds, and counts the others', async () => {
    const users = userCache({
      given: consented('ACTIVE'),
      revoked: consented('REVOKED'),
      undecided: {},
      elsewhere: { [consentField('org-other', 'do_course')]: consentJson('ACTIVE') },
      broken: { [consentField('org-owner', 'do_course')]: '{' },
    });

    const written = await write({
      ...reading(
        ['broken', 'elsewhere', 'given', 'revoked', 'undecided', 'unknown'].map((learner) =>
          enrolment({ learner }),
        ),
      ),
      users,
    });

    expect(await learners()).toEqual(['given']);
    expect(written).toMatchObject({ value: { rows: 1, withoutProfile: 0, withoutConsent: 5 } });
  });

  it('takes the later of two decisions', async () => {
    const before: ConsentsBefore = (ids) =>
      Promise.resolve(
        ok(ids.map((id) => ({ given: id === 'before', at: id === 'equal' ? DECIDED_AT : 9e12 }))),
      );
    const entry = consented('ACTIVE');

    await write({
      ...reading(['before', 'equal', 'later'].map((learner) => enrolment({ learner }))),
      users: userCache({ before: consented('REVOKED'), equal: entry, later: entry }),
      consentsBefore: before,
    });

    expect(await learners()).toEqual(['before']);
  });

  it('shows an organisation its own learners who consented to it', async () => {
    const entry = { ...consented('ACTIVE', 'org-mine'), firstname: 'Asha' };

    const written = await write({
      ...asking,
      ...reading(['mine', 'theirs', 'unknown'].map((learner) => enrolment({ learner }))),
      users: userCache({
        mine: { ...entry, rootorgid: 'org-mine' },
        theirs: { ...entry, rootorgid: 'org-theirs' },
      }),
    });

    expect(await learners()).toEqual(['mine']);
    expect(written).toMatchObject({ value: { rows: 1, leftOut: 1, withoutConsent: 0 } });
  });

  it.each(['No', ''])('is refused for a course whose userConsent is "%s"', async (userConsent) => {
    const written = await write({ course: course({ userConsent }) });

    expect(written).toEqual({
      ok: false,
      error: {
        kind: 'not-applicable',
        message:
          'Invalid request. User info exhaust is not applicable for collections which ' +
          "don't request for user consent to share data",
      },
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('decrypts name, address and number, and nothing else', async () => {
    const entry = { firstname: 'f', email: 'e', phone: 'p', state: 's', ...consented('ACTIVE') };

    await write({
      ...reading([enrolment()]),
      users: userCache({ 'user-1': entry }),
      decrypt: (text) => `<${text}>`,
    });

    expect((await report())[0]).toMatchObject({
      ...{ 'User Name': '<f>', 'Email ID': '<e>', 'Mobile Number': '<p>', State: 's' },
    });
  });

  it('has the status of the account as its last column, on request', async () => {
    await write({
      ...reading([enrolment()]),
      users: userCache({ 'user-1': { ...consented('ACTIVE'), status: '1.0' } }),
      options: { ...NO_OPTIONS, status: true },
    });

    expect(Object.entries((await report())[0]!).at(-1)).toEqual(['Status', 'Active user']);
  });

  it('lets no name become a formula, and leaves numbers and dates as they are', async () => {
    const entry = { firstname: '=1+1', phone: '+91 98765 43210', ...consented('ACTIVE') };

    await write({ ...reading([enrolment()]), users: userCache({ 'user-1': entry }) });

    expect((await report())[0]).toMatchObject({
      'User Name': "'=1+1",
      'Mobile Number': '+91 98765 43210',
      'Consent Provided Date': '02/05/2024',
    });
  });

  it('fails when consents cannot be read', async () => {
    const error = { kind: 'unavailable', detail: 'down' } as const;

    const written = await write({
      ...reading([enrolment()]),
      consentsBefore: () => Promise.resolve(err(error)),
    });

    expect(written).toEqual({ ok: false, error });
  });
});

describe('texts of a user info report', () => {
  const { user_status } = readJson('vectors_misc.json') as {
    user_status: { in: number | null; expected: string }[];
  };

  it.each(user_status)('status $in is "$expected"', ({ in: status, expected }) => {
    expect(statusText(status === null ? {} : { status: String(status) })).toBe(expected);
  });

  it.each([
    [{ firstname: 'Asha', lastname: 'Rao' }, 'Asha Rao'],
    [{ firstname: 'Asha' }, 'Asha'],
    [{ lastname: 'Rao' }, 'Rao'],
    [{}, ''],
  ])('the name of %j is "%s"', (entry, name) => {
    expect(userName(entry)).toBe(name);
  });
});

const DECIDED_AT = Date.parse('2024-05-02T06:00:00Z');

const consentJson = (status: string): string =>
  JSON.stringify({ status, lastUpdatedOn: DECIDED_AT });

const consented = (status: string, consumer = 'org-owner'): UserEntry => ({
  [consentField(consumer, 'do_course')]: consentJson(status),
});

interface ConsentFixture {
  readonly user_id: string;
  readonly consumer_id: string;
  readonly object_id: string;
  readonly status: string;
  readonly last_updated_on?: string;
}

const consentFixtures: ConsentsBefore = (ids, consumer, object) => {
  const rows = readJson('fixtures/user_consent.json') as ConsentFixture[];
  return Promise.resolve(
    ok(
      ids.map((id) => {
        const row = rows.find(
          (r) => r.user_id === id && r.consumer_id === consumer && r.object_id === object,
        );
        if (row === undefined) return null;
        const at = Date.parse((row.last_updated_on ?? '').replace('+0000', 'Z')) || 0;
        return { given: isGiven(row.status), at };
      }),
    ),
  );
};

const write = (changes: Partial<ExhaustInput>) =>
  writeExhaust(
    exhaustInput({
      dataset: 'userinfo-exhaust',
      course: course({ userConsent: 'yes' }),
      path: join(folder, 'report.csv'),
      ...changes,
    }),
  );

const report = async () => cellsByName(await readFile(join(folder, 'report.csv'), 'utf8'));

const learners = async () => (await report()).map((row) => row['User UUID']);
