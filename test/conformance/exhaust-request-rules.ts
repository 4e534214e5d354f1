/**
 * The deviations from Sunbird's exhausts in what becomes of a request. Each rule recognises a
 * column of a row, and only where upstream's own row is what is expected.
 *
 * Source: `reference/exhausts.md` 1.3-1.8 and the defects listed at its end.
 */
import { isUnset, type Difference } from './difference.js';
import type { ExhaustContext, ExhaustRule } from './exhaust-rules.js';
import { isFields, textOr, type Fields } from './fields.js';
import { parsed } from './job-request.js';

const TAKEN_UP: ExhaustRule = {
  number: 38,
  reason:
    'A request that a crash left PROCESSING is taken up again, and one that waits is run ' +
    'whatever its iteration: upstream never looks at either again.',
  explains: (difference, context) => {
    const row = rowBefore(difference, context);
    if (row === null) return isCount(difference, context, isNeverPicked);
    return isNeverPicked(row) && isAsBefore(difference, row);
  },
};

const OLD_MESSAGE: ExhaustRule = {
  number: 39,
  reason: 'A request that succeeds carries no message: upstream leaves that of an earlier failure.',
  explains: (difference, context) => {
    const row = rowBefore(difference, context);
    return (
      difference.path[2] === 'err_message' &&
      row?.['err_message'] === difference.expected &&
      isUnset(difference.actual) &&
      rowAfter(difference, context)['status'] === 'SUCCESS'
    );
  },
};

const KEPT_BATCHES: ExhaustRule = {
  number: 40,
  reason:
    'A request that waits for its channel keeps the batches that are done: upstream forgets them ' +
    'and writes them again.',
  explains: (difference, context) => {
    const row = rowBefore(difference, context);
    const [, id = '', column = ''] = difference.path;
    return (
      column === 'processed_batches' &&
      isNone(context.expected.requests.get(id)?.[column]) &&
      !isNone(row?.[column]) &&
      rowAfter(difference, context)['status'] === 'SUBMITTED'
    );
  },
};

const CUSTODIAN: ExhaustRule = {
  number: 41,
  reason:
    'User info for the custodian organisation shows the learners who consented to it: upstream ' +
    'fails for want of a column.',
  explains: (difference, context) => {
    const { given } = context;
    const isTheirs = (row: Fields): boolean =>
      row['requested_channel'] === given.fixtures.custodianOrg;
    if (given.dataset !== 'userinfo-exhaust' || given.fixtures.custodianOrg === '') return false;
    return isFailure(
      difference,
      context,
      isTheirs,
      /^cannot resolve .*consentprovideddate.*[\];]$/s,
    );
  },
};

const PII_CHECK: ExhaustRule = {
  number: 42,
  reason:
    'User info whose fields the policy does not protect is not written: upstream says so in the ' +
    'row, and writes it all the same.',
  explains: (difference, context) => {
    const { path, expected, actual } = difference;
    const [kind, id = '', column] = path;
    const isMismatch = ({ request_id: one }: Fields): boolean =>
      context.observed.requests.get(String(one))?.['err_message'] === MISMATCH;
    if (kind === 'metrics') return isCount(difference, context, isMismatch);
    if (kind !== 'requests' || !isMismatch({ request_id: id })) return false;
    if (column === 'status') return expected === 'SUCCESS' && actual === 'FAILED';
    return column === 'download_urls' && isFileOf(expected, id, 'userinfo-exhaust');
  },
};

const NO_ZIP: ExhaustRule = {
  number: 43,
  reason: 'A file is named by what it is: upstream names a zip where a policy asks for none.',
  explains: ({ path, expected, actual }) =>
    path[0] === 'requests' &&
    path[2] === 'download_urls' &&
    typeof expected === 'string' &&
    typeof actual === 'string' &&
    actual.endsWith('.csv') &&
    withoutDay(expected) === withoutDay(actual.replace(/\.csv$/, '.zip')),
};

const WHOLE_ZIPS: ExhaustRule = {
  number: 44,
  reason:
    'Several batches under an encryption key are all written: upstream clears the folder of the ' +
    'others for each, and then fails to pack them.',
  explains: (difference, context) =>
    context.given.dataset === 'userinfo-exhaust' &&
    isFailure(
      difference,
      context,
      (row) => {
        const { batchFilter } = requestData(row);
        return Array.isArray(batchFilter) && batchFilter.length > 1;
      },
      /^Zip, encrypt and upload failed$/,
    ),
};

const OWN_FILES: ExhaustRule = {
  number: 45,
  reason:
    'Equal requests share a file only within one organisation: upstream hands the file of one, ' +
    'with its learners, to another.',
  explains: (difference, context) => {
    const all = rowsBefore(context);
    const { path, expected } = difference;
    if (path[0] === 'metrics') {
      const repeated = all.filter((row, i) =>
        all.slice(0, i).some((head) => isRepeated(head, row)),
      );
      return path[1] === 'duplicateRequests' && expected === repeated.length;
    }
    const row = rowBefore(difference, context);
    const head = all.find((other) => row !== null && isRepeated(other, row));
    return (
      head !== undefined &&
      head['requested_channel'] !== row?.['requested_channel'] &&
      path[2] === 'download_urls' &&
      isFileOf(expected, String(head['request_id']), context.given.dataset)
    );
  },
};

export const REQUEST_RULES: readonly ExhaustRule[] = [
  TAKEN_UP,
  OLD_MESSAGE,
  KEPT_BATCHES,
  CUSTODIAN,
  PII_CHECK,
  NO_ZIP,
  WHOLE_ZIPS,
  OWN_FILES,
];

const MISMATCH =
  'Request Security Level is not matching with PII fields or csvColumns CSV columns configured. ' +
  'Please check.';

const TRIES_MAX = 3;

const rowsBefore = ({ given }: ExhaustContext): readonly Fields[] => given.requests;

/** The row of the request that a difference is about; `null` = it is about none. */
function rowBefore({ path: [kind, id] }: Difference, context: ExhaustContext): Fields | null {
  if (kind !== 'requests') return null;
  return rowsBefore(context).find((row) => row['request_id'] === id) ?? null;
}

const rowAfter = ({ path: [, id = ''] }: Difference, { observed }: ExhaustContext): Fields =>
  observed.requests.get(id) ?? {};

/** Whether a count is that of the rows that are expected, some of which deviate. */
function isCount(
  { path: [kind, name], expected }: Difference,
  { given, expected: { requests } }: ExhaustContext,
  deviates: (row: Fields) => boolean,
): boolean {
  if (kind !== 'metrics' || !given.requests.some(deviates)) return false;
  const picked = given.requests.filter((row) => !isNeverPicked(row));
  const ended = (status: string): number =>
    picked.filter(({ request_id: id }) => requests.get(String(id))?.['status'] === status).length;
  if (name === 'totalRequests') return expected === picked.length;
  if (name === 'failedRequests') return expected === ended('FAILED');
  return name === 'successRequests' && expected === ended('SUCCESS');
}

const isNeverPicked = (row: Fields): boolean =>
  row['status'] === 'PROCESSING' ||
  (row['status'] === 'SUBMITTED' && Number(row['iteration'] ?? TRIES_MAX) >= TRIES_MAX);

/** Whether upstream's row is the one of before, in the place of the difference. */
function isAsBefore(
  { path: [, , column = '', ...rest], expected }: Difference,
  row: Fields,
): boolean {
  const held = rest.reduce<unknown>(
    (value, key) => (isFields(value) || Array.isArray(value) ? (value as Fields)[key] : undefined),
    row[column],
  );
  return (isUnset(held) && isUnset(expected)) || held === expected;
}

/** A request that upstream fails with a message, and Laurel does not. */
function isFailure(
  difference: Difference,
  context: ExhaustContext,
  isOne: (row: Fields) => boolean,
  message: RegExp,
): boolean {
  const { expected } = difference;
  const row = rowBefore(difference, context);
  if (row === null) return isCount(difference, context, isOne);
  const wanted = context.expected.requests.get(difference.path[1] ?? '');
  if (!isOne(row) || wanted?.['status'] !== 'FAILED') return false;
  if (rowAfter(difference, context)['status'] !== 'SUCCESS') return false;
  switch (difference.path[2] ?? '') {
    case 'status':
      return true;
    case 'iteration':
      return expected === Number(row['iteration'] ?? 0) + 1;
    case 'err_message':
      return message.test(textOr(expected));
    case 'download_urls':
    case 'processed_batches':
      return isNone(expected);
    default:
      return false;
  }
}

const withoutDay = (name: string): string => name.replace(/_(<yyyyMMdd>|\d{8})(?=\.)/, '');

/** The name of a file of a request, or a list of such. */
function isFileOf(expected: unknown, id: string, dataset: string): boolean {
  const [key = ''] = dataset.split('-');
  const file = new RegExp(`^${dataset}/${id}/[\\w.-]+_${key}_(<yyyyMMdd>|\\d{8})\\.zip$`);
  return [expected].flat().every((name) => typeof name === 'string' && file.test(name));
}

/** A list that holds nothing, as a value or as its text. */
const isNone = (list: unknown): boolean => isUnset(list) || list === '[]' || list === '{}';

const requestData = (row: Fields): Fields => {
  const data = parsed(row['request_data']);
  return isFields(data) ? data : {};
};

/** Whether upstream answers a request by that of another, whosever that is. */
const isRepeated = (head: Fields, row: Fields): boolean =>
  head !== row &&
  ['requested_by', 'encryption_key'].every((column) => head[column] === row[column]) &&
  JSON.stringify(requestData(head)) === JSON.stringify(requestData(row));
