/**
 * What a tenant prefers, and the key it has published, as the user service knows them. Reads only
 * what concerns reports; decides nothing.
 *
 * - T1 A preference that is not there reads as empty; a service that cannot be asked is a failure,
 *   since an empty policy would let a report out with less protection than the tenant wants.
 *
 * Source: `reference/exhausts.md` 1.8 (keys of an organisation), 3.3.
 */
import { err, ok, type Result } from '../domain/result.js';
import { fieldsOf, listOf, own, serviceAnswer, textOf, type Fields } from './answer.js';
import type { HttpCall, HttpService } from './http-service.js';

type Asked<T> = Promise<Result<T, { readonly detail: string }>>;

export interface TenantPreference {
  /** Name of the level of a job: its own, else that of all; '' = none is set. */
  securityLevel(channel: string, job: string): Asked<string>;
  /** Columns that may show who somebody is. */
  piiFields(channel: string): Asked<readonly string[]>;
  /** Where the organisation's public key can be fetched, or the key itself; '' = it has none. */
  exhaustKey(channel: string): Asked<string>;
}

const PREFERENCE_READ_PATH = '/private/v2/org/preferences/read';
const ORGANISATION_SEARCH_PATH = '/private/v2/org/search';

/** How the service itself says that there is no such preference; a wrong address says 404 too. */
const NOT_THERE = 'RESOURCE_NOT_FOUND';

export const tenantPreference = (http: HttpService): TenantPreference => ({
  securityLevel: async (channel, job) => {
    const data = await preference(http, channel, 'dataSecurityPolicy');
    if (!data.ok) return data;
    const ofJob = textOf(own(fieldsOf(own(fieldsOf(own(data.value, 'job')), job)), 'level'));
    return ok(ofJob === '' ? textOf(own(data.value, 'level')) : ofJob);
  },
  piiFields: async (channel) => {
    const data = await preference(http, channel, 'userPrivateFields');
    return data.ok ? ok(listOf(own(data.value, 'piiFields')).map(textOf)) : data;
  },
  exhaustKey: async (channel) => {
    const request = { filters: { id: channel } };
    const found = await responseOf(http.post(ORGANISATION_SEARCH_PATH, { request }));
    if (!found.ok) return found;
    const organisation = fieldsOf(listOf(own(found.value, 'content'))[0]);
    const keys = listOf(own(fieldsOf(own(organisation, 'keys')), 'exhaustEncryptionKey'));
    return ok(textOf(keys[0]));
  },
});

async function preference(http: HttpService, channel: string, key: string): Asked<Fields> {
  const request = { orgId: channel, key };
  const response = await responseOf(http.post(PREFERENCE_READ_PATH, { request }));
  return response.ok ? ok(fieldsOf(own(response.value, 'data'))) : response;
}

async function responseOf(call: HttpCall): Asked<Fields> {
  const answer = await call;
  if (!answer.ok) return err({ detail: answer.error.detail });
  const { status, body } = answer.value;
  const { responseCode, result } = serviceAnswer(body);
  if (status === 404 && responseCode === NOT_THERE) return ok({});
  if (status !== 200) return err({ detail: `the preference service answered ${String(status)}` });
  return ok(fieldsOf(own(result, 'response')));
}
