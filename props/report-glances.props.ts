/** A report written from stored bytes is the report written from whole states. */
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { pack } from 'msgpackr';
import { describe, expect } from 'vitest';
import type { UserEntry } from '../src/domain/certificate.js';
import type { EnrolmentState } from '../src/domain/enrolment.js';
import type { ContentId } from '../src/domain/ids.js';
import { MalformedBytes } from '../src/persistence/byte-reader.js';
import { crcOf } from '../src/persistence/checksum.js';
import { EnrolmentGlance } from '../src/persistence/enrolment-glance.js';
import { packEnrolment, type ContentTable } from '../src/persistence/packed-enrolment.js';
import { enrolmentText, seal } from '../src/persistence/snapshot.js';
import { UserGlance } from '../src/persistence/user-glance.js';
import { CsvBytes } from '../src/reports/csv-bytes.js';
import { encodeRow } from '../src/reports/csv.js';
import { progressBytes, progressLens } from '../src/reports/progress-bytes.js';
import { progressRow } from '../src/reports/progress-row.js';
import { zoneDay } from '../src/reports/zone-day.js';
import { batch, course } from '../test/reports/builders.js';
import { CONTENTS, KEY, enrolmentState } from './arbitraries.js';
import { holds } from './check.js';

const DAY_MS = 86_400_000;

/** Spread over some thousand days, so that dates differ. */
const state: fc.Arbitrary<EnrolmentState> = fc
  .tuple(enrolmentState, fc.integer({ min: 1, max: 400 * DAY_MS }))
  .map(([drawn, stretch]) => ({
    ...drawn,
    completedAt: drawn.completedAt * stretch,
    membership: drawn.membership && {
      ...drawn.membership,
      enrolledAt: drawn.membership.enrolledAt * stretch,
    },
  }));

/** Texts that CSV, spreadsheets and UTF-8 take differently. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom('"', ',', '\n', '\r', '\t', '\0', '=', '+', '-', '@', '＝', "'", '[', ']'),
      fc.constantFrom('é', '한', 'हि', '🎓', '+91 98450 12345', '-1.5', 'x'.repeat(40)),
      fc.constantFrom('["CBSE"]', '[""]', '["=1"]', '["a","b"]', '["a\\n"]', '["\\"]', '["', '"]'),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    ),
    { maxLength: 4 },
  )
  .map((parts) => parts.join(''));

const FIELDS = ['state', 'district', 'orgname', 'schooludisecode', 'schoolname', 'block'];
const MORE_FIELDS = ['cluster', 'usertype', 'usersubtype', 'framework_board', 'board', 'firstname'];

const entry: fc.Arbitrary<UserEntry | null> = fc.option(
  fc.dictionary(fc.constantFrom(...FIELDS, ...MORE_FIELDS, 'rootorgid', 'staat'), text, {
    noNullPrototype: true,
  }),
);

/** Of no bytes at all zlib answers 0, whatever came before; a snapshot always has some. */
const manyBytes = fc.uint8Array({ minLength: 9 });

const contents = fc.shuffledSubarray([...CONTENTS]);

const subject = fc
  .record({
    ...{ optional: contents, scores: contents, leaves: fc.nat(6), name: text },
    counting: fc.constantFrom('best' as const, 'latest' as const),
  })
  .map(({ optional, scores, leaves, name, counting }) => ({
    ...{ course: course({ name }), batch: batch({ name }), scores, counting },
    ...{ tree: { optional, leafNodesCount: leaves }, timeZone: 'Asia/Kolkata' },
    dayOf: zoneDay('Asia/Kolkata'),
  }));

const table: fc.Arbitrary<ContentTable> = contents.map((ids) => ({
  version: ids.length === 0 ? 0 : 7,
  ids,
  places: new Map(ids.map((id, place): [ContentId, number] => [id, place])),
}));

describe('A glance', () => {
  holds(
    'A row from a glance is the row from the state, byte by byte',
    fc.property(subject, fc.array(fc.tuple(state, entry), { maxLength: 3 }), table, (s, all, t) => {
      const row = progressRow(s);
      const rows = all.map(([learner, user]) => encodeRow(row(learner, user)));

      expect(rowsOf(s, all, t, readPacked)).toEqual(rows);
      expect(rowsOf(s, all, t, readEntry)).toEqual(rows);
    }),
  );

  holds(
    'The latest access is that of the contents, and is looked for only where it is wanted',
    fc.property(state, table, fc.boolean(), (s, t, activity) => {
      const glance = new EnrolmentGlance({ optional: [], scored: [], activity }, () => t);
      glance.read(KEY_BYTES, sealed(s, t));

      const latest = Math.max(0, ...[...s.contents.values()].map((c) => c.lastAccessAt));
      expect(glance.lastAccessAt).toBe(activity ? latest : 0);
    }),
  );

  holds(
    'A changed byte of a snapshot is found',
    fc.property(state, table, fc.nat(), fc.integer({ min: 1, max: 255 }), (s, t, at, change) => {
      const bytes = Buffer.from(sealed(s, t));
      const place = at % bytes.length;
      bytes[place] = (bytes[place] ?? 0) ^ change;
      const glance = new EnrolmentGlance({ optional: [], scored: [] }, () => t);

      expect(() => glance.read(KEY_BYTES, bytes)).toThrow(MalformedBytes);
    }),
  );

  holds(
    "The checksum is zlib's, of any bytes and after any others",
    fc.property(fc.uint8Array(), manyBytes, fc.nat(8), (before, bytes, from) => {
      expect(crcOf(bytes, from, bytes.length, crcOf(before, 0, before.length))).toBe(
        crc32(bytes.subarray(from), crc32(before)),
      );
    }),
  );
});

describe('CSV bytes', () => {
  holds(
    'Cells from bytes and cells from texts are those of the row as a text',
    fc.property(fc.array(text, { minLength: 1 }), (cells) => {
      const [spans, texts] = [new CsvBytes(0), new CsvBytes(0)];
      for (const cell of cells) {
        const bytes = Buffer.from(`<${cell}>`);
        spans.span({ bytes, from: 1, to: bytes.length - 1 });
        texts.text(cell);
      }
      spans.endRow();
      texts.endRow();

      expect(textOf(spans)).toBe(encodeRow(cells));
      expect(textOf(texts)).toBe(encodeRow(cells));
    }),
  );
});

const KEY_BYTES = Buffer.from(enrolmentText(KEY));

const sealed = (s: EnrolmentState, t: ContentTable): Buffer =>
  seal(KEY, { version: t.version, body: packEnrolment(s, t) });

const textOf = (csv: CsvBytes): string => Buffer.from(csv.take()).toString();

/** As LMDB has it. */
const readPacked = (profile: UserGlance, user: UserEntry | null): void =>
  user === null ? profile.readNone() : profile.readPacked(pack(user));

/** As other stores answer it. */
const readEntry = (profile: UserGlance, user: UserEntry | null): void => profile.readEntry(user);

/** One glance serves all learners, as in a scan. */
function rowsOf(
  s: Parameters<typeof progressBytes>[0],
  all: readonly (readonly [EnrolmentState, UserEntry | null])[],
  t: ContentTable,
  read: (profile: UserGlance, user: UserEntry | null) => void,
): string[] {
  const lens = progressLens(s.tree, s.scores, s.counting);
  const enrolment = new EnrolmentGlance(lens, () => t);
  const profile = new UserGlance(lens.fields);
  const csv = new CsvBytes(0);
  const put = progressBytes(s, csv);
  const learner = { bytes: KEY_BYTES, from: 0, to: Buffer.byteLength(KEY.learner) };
  return all.map(([state, user]) => {
    enrolment.read(KEY_BYTES, sealed(state, t));
    read(profile, user);
    put({ learner, enrolment, profile });
    return textOf(csv);
  });
}
