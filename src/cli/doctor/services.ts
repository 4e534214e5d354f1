/** What `doctor` finds of the services that Laurel asks over HTTP. */
import type { Config } from '../../config.js';
import { failure, well, type Finding } from './finding.js';
import { lookAt, type HttpLook } from './http-look.js';

export interface ServiceLook {
  readonly setting: string;
  readonly url: string;
  /** `null` = nobody answers. */
  readonly look: HttpLook | null;
}

/** Whatever a service answers at its base address, it is there. Pure. */
export function serviceFindings(looks: readonly ServiceLook[]): Finding[] {
  if (looks.length === 0) return [];
  const away = looks.filter(({ look }) => look === null);
  if (away.length === 0) return [well('services', `${String(looks.length)} answer`)];
  return away.map(({ setting, url }) =>
    failure('services', `nobody answers at ${url}`, `start it, or correct ${setting}`),
  );
}

export function serviceLooks(config: Config): Promise<readonly ServiceLook[]> {
  const addresses = {
    LAUREL_JWKS_URL: config.jwksUrl,
    LAUREL_USER_SERVICE_URL: config.userServiceUrl,
    LAUREL_CONTENT_SERVICE_URL: config.contentServiceUrl,
    LAUREL_SEARCH_SERVICE_URL: config.searchServiceUrl,
    LAUREL_GROUP_SERVICE_URL: config.groupServiceUrl,
    LAUREL_NOTIFICATION_URL: config.notificationUrl,
    LAUREL_REGISTRY_URL: config.registryUrl,
    LAUREL_SEARCH_INDEX_URL: config.searchIndexUrl,
    LAUREL_PREFERENCE_SERVICE_URL: config.preferenceServiceUrl,
  };
  const set = Object.entries(addresses).filter(([, url]) => url !== '');
  return Promise.all(
    set.map(async ([setting, url]) => {
      const { host } = new URL(url);
      return { setting, url, look: await lookAt(host, url) };
    }),
  );
}
