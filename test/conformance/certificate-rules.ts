/** The deviations from the two certificate jobs. */
import { at, extraEvent, sameValue, templatesOf, type JobContext } from './job-context.js';
import type { Difference } from './difference.js';
import { isFields, type Fields } from './fields.js';
import type { JobRule } from './job-rules.js';

const USER_CRITERIA: JobRule = {
  number: 7,
  reason:
    'A template whose only criterion is the user is valid: upstream looks for the key `users` ' +
    'and reads `user`.',
  explains: (difference, context) =>
    isOfTemplate(difference, context, ({ criteria }) => {
      const keys = isFields(criteria) ? Object.keys(criteria) : [];
      return keys.includes('user') && !keys.some((key) => GUARDED.includes(key));
    }),
};

const BARE_SCORE: JobRule = {
  number: 8,
  reason:
    'A bare number as score means equality, and a threshold may be a decimal: upstream fails ' +
    'with a class cast.',
  explains: (difference, context) =>
    isOfTemplate(difference, context, ({ criteria }) => {
      const score = at(criteria, ['assessment', 'score']);
      const [operand] = isFields(score) ? Object.values(score) : [score];
      return typeof operand === 'number' && (!isFields(score) || !Number.isInteger(operand));
    }),
};

const EVERY_USER: JobRule = {
  number: 9,
  reason: 'Every user that a request names is judged: upstream looks at the first alone.',
  explains: (difference, { given }) => {
    const event = extraEvent(difference, GENERATE);
    const others = given.input.flatMap(({ value }) => usersOf(value).slice(1));
    return event !== null && others.includes(String(at(event, ['edata', 'userId'])));
  },
};

const NO_CRITERION: JobRule = {
  number: 10,
  reason:
    'An empty enrolment criterion passes and the certificate is dated by the completion, else ' +
    'today: upstream fails for want of a date.',
  explains: (difference, context) =>
    isOfTemplate(difference, context, ({ criteria }) => {
      const enrolment = at(criteria, ['enrollment']);
      return isFields(criteria) && (!isFields(enrolment) || Object.keys(enrolment).length === 0);
    }),
};

const BLANK_SIGNATORY: JobRule = {
  number: 11,
  reason:
    'Blank fields of a signatory are always refused, with the name of the parameter: upstream ' +
    'has a switch that lets them pass.',
  explains: (_difference, { given, switched, observed }) =>
    given.config['enable.suppress.exception'] === true &&
    switched?.length === 0 &&
    observed.refusals.some((reason) => reason.includes('signatoryList')),
};

const KEYS: JobRule = {
  number: 16,
  reason:
    "A key that is among the issuer's public keys, or may be, is accepted: upstream's list of " +
    'them is always empty, so that it refuses every such event.',
  explains: ({ path: [kind], expected }, { given }) =>
    kind === 'error' &&
    String(expected).includes('edata.issuer.publicKey') &&
    given.input.some(({ value }) => at(value, ['edata', 'keys', 'id']) !== undefined),
};

const REPEATED_REISSUE: JobRule = {
  number: 31,
  reason:
    'A request to issue again that is repeated issues nothing more: upstream makes another ' +
    'record in the registry and another certificate each time.',
  explains: ({ path, expected, actual }, context) => {
    const times = repetitions(context.given);
    const [kind, place = '', index] = path;
    if (times < 2 || actual !== undefined) return false;
    if (kind === 'events') {
      const sent = context.observed.events.filter(({ topic }) => topic === place);
      const wanted = context.expected.events[place] ?? [];
      const isSent = sent.some(({ value }) => sameValue(expected, value, context));
      return isSent && wanted.length === sent.length * times;
    }
    if (kind !== 'http_calls') return false;
    const made = context.observed.calls.filter(({ service }) => service === place).length;
    const calls = context.expected.calls ?? [];
    const wanted = calls.filter(({ address }) => (address?.service ?? 'content') === place);
    return (
      wanted.length === made * times && sameValue(expected, wanted[Number(index) % made], context)
    );
  },
};

export const CERTIFICATE_RULES: readonly JobRule[] = [
  USER_CRITERIA,
  BARE_SCORE,
  EVERY_USER,
  NO_CRITERION,
  BLANK_SIGNATORY,
  KEYS,
  REPEATED_REISSUE,
];

const GENERATE = 'generate.certificate.request';
const GUARDED = ['enrollment', 'assessment', 'users'];

/**
 * Whether a difference comes from a template of this kind: upstream refuses the request, which may
 * name the batch, and Laurel goes on and may ask for the certificate.
 */
function isOfTemplate(
  difference: Difference,
  { given, expected }: JobContext,
  isOfKind: (template: Fields) => boolean,
): boolean {
  if (expected.refusal.kind !== 'refused') return false;
  return given.input.some(({ value }) => {
    const course = String(at(value, ['edata', 'courseId']));
    const batch = String(at(value, ['edata', 'batchId']));
    const templates = templatesOf(given, course, batch).filter(isOfKind);
    if (templates.length === 0) return false;
    if (difference.path[0] === 'error') return isSaidOf(String(difference.expected), batch);
    const event = extraEvent(difference, GENERATE);
    const made = at(event, ['edata', 'templateId']);
    return event !== null && templates.some(({ identifier }) => identifier === made);
  });
}

/** Upstream's messages name the batch or nothing. */
const isSaidOf = (message: string, batch: string): boolean =>
  message === '' || message.split(/\s+/).includes(batch);

/** How often the one input, which names a certificate to be replaced, is given. */
function repetitions({ input }: JobContext['given']): number {
  const texts = new Set(input.map((one) => JSON.stringify(one)));
  const replaced = at(input[0]?.value, ['edata', 'oldId']) ?? '';
  return texts.size === 1 && replaced !== '' ? input.length : 0;
}

function usersOf(value: unknown): string[] {
  const users = at(value, ['edata', 'userIds']);
  return Array.isArray(users) ? users.map(String) : [];
}
