/**
 * Values of pure functions of the exhausts, one entry of a `vectors_*.json` at a time. Each kind
 * of entry goes through the code that makes a report; the kinds are known by the names of their
 * lists, and an entry says nothing that is not looked at.
 */
import type { EnrolmentState } from '../../src/domain/enrolment.js';
import type { BatchId, ContentId, CourseId, LearnerId } from '../../src/domain/ids.js';
import { adopt, adoptAnswers } from '../../src/persistence/sunbird/adopt.js';
import type { StoredRow } from '../../src/persistence/sunbird/rows.js';
import { datasetOf } from '../../src/reports/dataset.js';
import { exhaustFileName, exhaustFolder } from '../../src/reports/file-name.js';
import { progressColumns, scoreOrder } from '../../src/reports/progress-columns.js';
import { firstOfArrayText, progressRow } from '../../src/reports/progress-row.js';
import { requestIdOf } from '../../src/reports/request-life-cycle.js';
import { RESPONSE_COLUMNS } from '../../src/reports/response-columns.js';
import { responseRows } from '../../src/reports/response-row.js';
import { duplicateKey } from '../../src/reports/run-rules.js';
import { statusText } from '../../src/reports/user-info-row.js';
import { zoneDay } from '../../src/reports/zone-day.js';
import { zoneTime } from '../../src/reports/zone-time.js';
import { zoneOf } from '../../src/gateway/zone.js';
import { differences, type Difference } from './difference.js';
import { Misread, fieldsOf, listOf, onlyKeys, textOf, textOr, type Fields } from './fields.js';
import type { Row } from './tables.js';

/** One value to be computed, as a file of vectors gives it. */
export interface Vector {
  /** The file's name, the list and the place in it. */
  readonly name: string;
  readonly kind: string;
  readonly entry: Fields;
}

/** What Laurel computes for an entry, under the names of what it expects. */
type Compute = (entry: Fields) => Fields;

interface Kind {
  readonly given: readonly string[];
  readonly expected: readonly string[];
  readonly compute: Compute;
}

/** Beside what is given and expected, an entry may say where it comes from. */
const REMARKS = ['note', 'asserted_upstream', 'from_fixture'];

/** Remarks of a whole file. */
const FILE_REMARKS = ['kind', 'formula'];

/** The entries of a file of vectors. Throws for a list of an unknown name. */
export function vectorsOf(name: string, content: unknown): Vector[] {
  return Object.entries(fieldsOf(content, name))
    .filter(([list]) => !FILE_REMARKS.includes(list))
    .flatMap(([list, entries]) => {
      const all = Array.isArray(entries) ? (entries as readonly unknown[]) : [entries];
      return all.map((value, i) => {
        const entry = fieldsOf(value, `${name}.${list}`);
        return { name: `${name} ${list}.${String(i)}`, kind: kindOf(list, entry), entry };
      });
    });
}

/** Every difference between what an entry expects and what Laurel computes. */
export function judgeVector({ kind, entry }: Vector): Difference[] {
  const known = KINDS[kind];
  if (known === undefined) throw new Misread(`vectors of the unknown kind ${kind}`);
  onlyKeys(entry, [...known.given, ...known.expected, ...REMARKS], kind);
  const computed = known.compute(entry);
  const run = { from: 0, to: 0, env: '' };
  return known.expected.flatMap((name) =>
    name in entry ? differences([kind, name], entry[name], computed[name], run) : [],
  );
}

const IN: readonly string[] = ['in'];
const EXPECTED: readonly string[] = ['expected'];

const KINDS: Readonly<Record<string, Kind>> = {
  completion_percentage: {
    given: ['contentstatus', 'leafNodesCount', 'optionalNodes'],
    expected: EXPECTED,
    compute: (entry) => {
      const optional = listOf(entry['optionalNodes'], 'optionalNodes').map(String);
      const contents = contentRows(entry['contentstatus']);
      const cells = cellsOf({ contents, optional, leaves: Number(entry['leafNodesCount']) });
      return { expected: Number(cells['Progress']) };
    },
  },
  completion: {
    given: ['completedon', 'computed_percentage'],
    expected: EXPECTED,
    compute: ({ completedon, computed_percentage: percentage }) => {
      const done = Array.from({ length: Number(percentage) }, (_, i) => [`do_${String(i)}`, 2]);
      const contents = contentRows(Object.fromEntries(done));
      const { Progress, 'Completion Date': day } = cellsOf({
        ...{ contents, leaves: 100 },
        enrolment: { completedon },
      });
      return { expected: { Progress, 'Completion Date': day } };
    },
  },
  certificate_status: {
    given: ['certificates', 'issued_certificates'],
    expected: EXPECTED,
    compute: ({ certificates, issued_certificates: issued }) => ({
      expected: cellsOf({ enrolment: { certificates, issued_certificates: issued } })[
        'Certificate Status'
      ],
    }),
  },
  latest_value: {
    given: ['new', 'old'],
    expected: ['expected_ddMMyyyy'],
    compute: (entry) => ({
      expected_ddMMyyyy: cellsOf({
        enrolment: { enrolled_date: entry['new'], enrolleddate: entry['old'] },
      })['Enrolment Date'],
    }),
  },
  content_score_from_grand_total: {
    given: ['grand_total'],
    expected: EXPECTED,
    compute: ({ grand_total }) => ({
      expected: scoresOf([attemptRow('do_1', 'a1', { grand_total })])['do_1 - Score'],
    }),
  },
  total_score_best_attempts: {
    given: ['rows'],
    expected: EXPECTED,
    compute: ({ rows }) => ({
      expected: scoresOf(
        listOf(rows, 'rows').map((row, i) => {
          const [score, max] = listOf(row, 'rows');
          return attemptRow(`do_${String(i)}`, 'a1', { total_score: score, total_max_score: max });
        }),
      )['Total Score'],
    }),
  },
  best_attempt_pick: {
    given: ['bestscore_report', 'rule', 'attempts'],
    expected: ['kept', 'content_score'],
    compute: (entry) => {
      const rows = listOf(entry['attempts'], 'attempts')
        .map((row) => fieldsOf(row, 'attempts'))
        .map((row) => attemptRow('do_1', textOf(row['attempt_id'], 'attempt_id'), row));
      const best = scoresOf(rows)['do_1 - Score'];
      const kept = rows.find((row) => scoresOf([row])['do_1 - Score'] === best);
      return { kept: kept?.['attempt_id'], content_score: best };
    },
  },
  v2_aggregates: {
    given: ['aggregates', 'supported'],
    expected: EXPECTED,
    compute: ({ aggregates, supported, expected }) => {
      const scored = listOf(supported, 'supported').map(String);
      const cells = cellsOf({ activity: { aggregates }, scored });
      const named = Object.keys(fieldsOf(expected, 'expected')).map((name) => {
        return [name, cells[name === 'total_sum_score' ? 'Total Score' : name]];
      });
      return { expected: Object.fromEntries(named) as Fields };
    },
  },
  file_path: {
    given: ['job', 'batchId', 'requestId', 'date_ist'],
    expected: EXPECTED,
    compute: (entry) => {
      const dataset = datasetOf(textOf(entry['job'], 'job'));
      if (dataset === null) throw new Misread(`job is ${String(entry['job'])}`);
      const day = textOf(entry['date_ist'], 'date_ist').replace(/(....)(..)(..)/, '$1-$2-$3');
      const at = Date.parse(`${day}T12:00:00+05:30`);
      const name = exhaustFileName(dataset, entry['batchId'] as BatchId, at);
      const folder = exhaustFolder(dataset, textOr(entry['requestId']));
      return { expected: `${folder}/${name}`.replace(/\.csv$/, '') };
    },
  },
  request_id_md5: {
    given: ['dataset', 'tag', 'requestedBy', 'channel', 'date'],
    expected: EXPECTED,
    compute: (entry) => ({
      expected: requestIdOf(
        {
          dataset: textOf(entry['dataset'], 'dataset'),
          tag: textOf(entry['tag'], 'tag'),
          requestedBy: textOf(entry['requestedBy'], 'requestedBy'),
          channel: textOf(entry['channel'], 'channel'),
          datasetConfig: {},
          encryptionKey: '',
        },
        textOf(entry['date'], 'date'),
      ),
    }),
  },
  duplicate_key_md5: {
    given: ['request_data', 'encryption_key', 'requested_by'],
    expected: ['key', 'expected'],
    compute: (entry) => {
      const [data, key, by] = ['request_data', 'encryption_key', 'requested_by'].map((name) =>
        textOr(entry[name]),
      );
      const expected = duplicateKey(data ?? '', key ?? '', by ?? '');
      return { key: [data, key, by].join('|'), expected };
    },
  },
  question_json: {
    given: ['value'],
    expected: EXPECTED,
    compute: ({ value }) => ({ expected: optionsCell(value) }),
  },
  user_status: {
    given: IN,
    expected: EXPECTED,
    compute: (entry) => {
      const { in: status } = entry;
      const user = typeof status === 'number' ? { status: String(status) } : {};
      return { expected: statusText(user) };
    },
  },
  extract_first_of_array_string: {
    given: IN,
    expected: EXPECTED,
    compute: (entry) => ({
      expected: typeof entry['in'] === 'string' ? firstOfArrayText(entry['in']) : null,
    }),
  },
};

/** Two kinds have lists of one name, told apart by what their entries hold. */
const kindOf = (list: string, entry: Fields): string =>
  list !== 'cases' ? list : 'value' in entry ? 'question_json' : 'completion_percentage';

/** Options that are null are those of an attempt without a question. */
function optionsCell(value: unknown): string | undefined {
  const questions = value === null ? [] : [{ id: 'q', params: value }];
  const row = attemptRow('do_1', 'a1', { question: questions });
  const [cells = []] = responseRows({ ...SUBJECT, timeOf: zoneTime(ZONE) })(
    stateOf({ attempts: [row] }),
    adoptAnswers(KEY, [row]),
    new Map(),
  );
  return cells[RESPONSE_COLUMNS.findIndex(({ header }) => header === 'Question Options')];
}

interface Rows {
  readonly enrolment?: StoredRow;
  readonly contents?: readonly StoredRow[];
  readonly attempts?: readonly StoredRow[];
  readonly activity?: StoredRow | null;
  readonly scored?: readonly string[];
  readonly optional?: readonly string[];
  readonly leaves?: number;
}

const ZONE = 'UTC';
const KEY = {
  learner: 'user-1' as LearnerId,
  course: 'do_course' as CourseId,
  batch: 'batch-1' as BatchId,
};

const SUBJECT = { course: { course: KEY.course, name: '' }, batch: { batch: KEY.batch, name: '' } };

/** The cells of a learner's row in a progress report, by header, from the rows of the learner. */
function cellsOf(rows: Rows): Record<string, string> {
  const scores = scoreOrder((rows.scored ?? []) as readonly ContentId[]);
  const row = progressRow({
    ...SUBJECT,
    tree: {
      optional: (rows.optional ?? []) as readonly ContentId[],
      leafNodesCount: rows.leaves ?? 0,
    },
    scores,
    counting: 'best',
    dayOf: zoneDay(ZONE),
  })(stateOf(rows), null);
  return Object.fromEntries(progressColumns(scores).map(({ header }, i) => [header, row[i] ?? '']));
}

function stateOf(rows: Rows): EnrolmentState {
  const enrolment = { active: true, enrolled_date: '2020-01-01', ...rows.enrolment };
  const { contents = [], attempts = [], activity = null } = rows;
  return adopt(KEY, { enrolment, contents, attempts, activity }, zoneOf(ZONE), 1);
}

function scoresOf(attempts: readonly Row[]): Record<string, string> {
  return cellsOf({ attempts, scored: attempts.map((row) => String(row['content_id'])) });
}

/** Rows of what each content's status was counted from. */
const contentRows = (statuses: unknown): Row[] =>
  Object.entries(fieldsOf(statuses, 'contentstatus')).map(([contentid, status]) => ({
    contentid,
    status,
  }));

const attemptRow = (content: string, attempt: string, cells: Fields): Row => ({
  content_id: content,
  attempt_id: attempt,
  last_attempted_on: 1,
  ...cells,
});
