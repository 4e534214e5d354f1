/**
 * Organisations and who belongs to them, as the user service knows it. Decides nothing: whoever
 * makes a batch says which of them must fit together.
 *
 * - O1 A user who was deleted is not there.
 *
 * Source: `reference/lms.md` 3.4 (rules of the actor).
 */
import { err, ok, type Result } from '../domain/result.js';
import { fieldsOf, own, serviceAnswer, textOf, type Fields } from './answer.js';
import type { HttpCall, HttpService } from './http-service.js';
import { USER_READ_PATH } from './user-service.js';

type Asked<T> = Promise<Result<T, { readonly detail: string }>>;

export interface OrganisationService {
  /** '' = the user has none; `null` = there is no such user. */
  rootOrganisation(user: string): Asked<string | null>;
  organisationExists(organisation: string): Asked<boolean>;
}

const ORGANISATION_READ_PATH = '/v1/org/read';
const NOT_THERE = [400, 404];

export const organisationService = (http: HttpService): OrganisationService => ({
  rootOrganisation: async (user) => {
    const read = await responseOf(http.get(`${USER_READ_PATH}${encodeURIComponent(user)}`));
    if (!read.ok) return read;
    const isThere = read.value !== null && own(read.value, 'isDeleted') !== true;
    return ok(isThere ? rootOf(read.value) : null);
  },
  organisationExists: async (organisation) => {
    const request = { organisationId: organisation };
    const read = await responseOf(http.post(ORGANISATION_READ_PATH, { request }));
    return read.ok ? ok(textOf(own(read.value ?? {}, 'id')) === organisation) : read;
  },
});

/** `result.response` of an answer; `null` = what was asked for is not there. */
async function responseOf(call: HttpCall): Asked<Fields | null> {
  const answer = await call;
  if (!answer.ok) return err({ detail: answer.error.detail });
  const { status, body } = answer.value;
  if (NOT_THERE.includes(status)) return ok(null);
  if (status !== 200) return err({ detail: `the user service answered ${String(status)}` });
  const response = fieldsOf(own(serviceAnswer(body).result, 'response'));
  return ok(Object.keys(response).length === 0 ? null : response);
}

/** An organisation that the user registered with counts before, where it is a root itself. */
function rootOf(user: Fields): string {
  const registered = fieldsOf(own(user, 'registeredOrg'));
  const isRoot = own(registered, 'isRootOrg') === true;
  return textOf(isRoot ? own(registered, 'id') : own(user, 'rootOrgId'));
}
