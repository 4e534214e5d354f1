/**
 * Why an input is refused: the one table of Sunbird's error codes, their messages and their HTTP
 * statuses. Knows no envelope; `http/envelope.ts` prints a fault.
 *
 * Source: `reference/lms.md` 1-4 and upstream's `ResponseMessage`. Codes after `LAUREL` are our
 * own.
 */

interface Entry {
  readonly status: number;
  /** `{0}`, `{1}` are replaced by the fault's arguments. */
  readonly message: string;
}

const invalid = (message: string): Entry => ({ status: 400, message });

const FAULTS = {
  /** The generic fault: `params.err` is null and the message is the first argument. */
  CLIENT_ERROR: invalid('{0}'),
  INVALID_REQUESTED_DATA: invalid('{0}'),
  DATA_TYPE_ERROR: invalid('Data type of {0} should be {1}.'),
  MANDATORY_PARAMETER_MISSING: invalid('Mandatory parameter {0} is missing.'),
  INVALID_PARAMETER_VALUE: invalid(
    'Invalid value {0} for parameter {1}. Please provide a valid value.',
  ),
  INVALID_REQUEST_PARAMETER: invalid('Invalid parameter {0} in request.'),
  INVALID_PROPERTY_ERROR: invalid('Invalid property for {0}.'),
  INVALID_DATA: invalid('{0}'),
  DATE_FORMAT_ERRROR: invalid('Date format error.'),
  UNAUTHORIZED_USER: { status: 401, message: 'You are not authorized.' },
  USERID_MISSING: invalid('UserId is mandatory.'),
  COURSE_ID_REQUIRED_ERROR: invalid('Course id is mandatory.'),
  CONTENT_ID_REQUIRED_ERROR: invalid('Content id is mandatory.'),
  CONTENT_STATUS_MISSING_ERROR: invalid('content status is required .{0}'),
  ATTEMPTED_DATE_REQUIRED: invalid('Attempted data is required.'),
  COURSE_BATCH_ID_MISSING: invalid('Course batch Id required'),
  ATTEMPT_ID_REQUIRED_ERROR: invalid('Please provide attempt id.'),
  EVENTS_DATA_MISSING: invalid('Events array is mandatory'),
  INVALID_COURSE_BATCH_ID: invalid('Invalid course batch id '),
  INVALID_COURSE_ID: invalid('Course doesnot exist. Please provide a valid course identifier'),
  ENROLLMENT_TYPE_VALIDATION: invalid('Enrollment type should be invite-only.'),
  COURSE_BATCH_ALREADY_COMPLETED: invalid('Course batch is already completed.'),
  COURSE_BATCH_ENROLLMENT_DATE_ENDED: invalid('Course batch enrollment date has ended.'),
  USER_ALREADY_ENROLLED_COURSE: invalid('User has already Enrolled this course .'),
  USER_NOT_ENROLLED_COURSE: invalid('User is not enrolled to given course batch.'),
  COURSE_BATCH_START_DATE_INVALID: invalid(
    'Batch start date should be either today or future date.',
  ),
  END_DATE_ERROR: invalid('End date should be greater than start date.'),
  ENROLLMENT_END_DATE_START_ERROR: invalid(
    'Enrollment End date should be greater than course batch start date.',
  ),
  ENROLLMENT_END_DATE_END_ERROR: invalid(
    'Enrollment End date should be lesser than course batch end date.',
  ),
  ENROLLMENT_END_DATE_UPDATE_ERROR: invalid(
    'Invalid Enrollment End date. Please provide future date.',
  ),
  INVALID_BATCH_START_DATE_ERROR: invalid('Please provide valid Start Date.'),
  INVALID_BATCH_END_DATE_ERROR: invalid('Please provide valid End Date.'),
  INVALID_PROGRESS_STATUS: invalid(
    'Progress status value should be NOT_STARTED(0), STARTED(1), COMPLETED(2).',
  ),
  GROUP_ID_MISSING: invalid('GroupId is mandatory.'),
  ACTIVITY_ID_MISSING: invalid('ActivityId is mandatory.'),
  ACTIVITY_TYPE_MISSING: invalid('ActivityType is mandatory.'),
  ERR_CALLING_GROUOP_API: {
    status: 500,
    message: 'Error while fetching group members record.',
  },
  INVALID_ORG_ID: invalid('INVALID_ORG_ID'),
  INVALID_USER_ID: invalid('User Id does not exists in our records'),
  USER_NOT_ASSOCIATED_TO_ROOT_ORG: invalid(
    'User (ID = {0}) not associated to course batch creator root org.',
  ),
  INVALID_CONSENT_STATUS: invalid('Consent status is invalid.'),
  USER_CONSENT_NOT_FOUND: { status: 404, message: 'User consent not found.' },
  RESOURCE_NOT_FOUND: { status: 404, message: 'Requested resource not found' },
  FORBIDDEN: { status: 403, message: '{0}' },
  /** LAUREL: the console is read by these roles, or this part of it is. */
  CONSOLE_ROLE_MISSING: { status: 403, message: 'This needs one of the roles {0}.' },
  /** LAUREL: a mentor asks for what belongs to others. */
  BATCH_NOT_YOURS: {
    status: 403,
    message: 'The batch {0} is not among those that you created or mentor.',
  },
  COURSE_NOT_YOURS: { status: 403, message: 'No batch of yours is of the course {0}.' },
  LEARNER_NOT_YOURS: { status: 403, message: 'No batch of yours has a learner {0}.' },
  /** LAUREL: a service that the answer depends on was asked and did not answer. */
  SERVICE_UNAVAILABLE: { status: 503, message: '{0} Please try again later.' },
  /** LAUREL: another service does this; asking here again changes nothing. */
  ROLE_OFF: {
    status: 404,
    message: 'The role {0} is off here; the setting LAUREL_ROLES turns it on.',
  },
  /** LAUREL: the input is larger than a named setting allows. */
  LIMIT_EXCEEDED: invalid('{0} exceeds the limit of {1} ({2}).'),
  REQUEST_TOO_LARGE: { status: 413, message: 'The request body exceeds {0} bytes.' },
  INVALID_HIERARCHY: invalid('Invalid course hierarchy: {0}.'),
} as const satisfies Record<string, Entry>;

export type FaultCode = keyof typeof FAULTS;

/** A refusal of one input, by its code and what the code's message names. */
export interface Fault {
  readonly kind: 'fault';
  readonly code: FaultCode;
  readonly args: readonly string[];
  /** In place of the code's usual message and HTTP status, where one operation differs. */
  readonly message?: string;
  readonly status?: number;
}

/** Names a refusal; `args` fill the placeholders of the code's message. */
export const fault = (code: FaultCode, ...args: readonly string[]): Fault => ({
  kind: 'fault',
  code,
  args,
});

/** A refusal that an operation words, or answers, in its own way. */
export const faultAs = (code: FaultCode, own: Pick<Fault, 'message' | 'status'>): Fault => ({
  ...fault(code),
  ...own,
});

/** The text that a caller reads. */
export const faultMessage = ({ code, args, message }: Fault): string =>
  message ??
  FAULTS[code].message.replace(/\{(\d)\}/g, (_, index: string) => args[Number(index)] ?? '');

/** The HTTP status of a fault. */
export const faultStatus = ({ code, status }: Fault): number => status ?? FAULTS[code].status;
