/** Where the cloud store of a case is, and what stands for it in the addresses of templates. */
import { textOr } from './fields.js';
import type { Given } from './job-case.js';

export interface Cloud {
  readonly cloudPlaceholder: string;
  readonly cloudBaseUrl: string;
}

export function cloudOf({ config }: Given): Cloud {
  const base =
    textOr(config['cloud_storage_cname_url']) || textOr(config['cloud_storage_base_url']);
  const container = textOr(config['content_cloud_storage_container']);
  return {
    cloudPlaceholder: textOr(config['cloud_store_base_path_placeholder']),
    cloudBaseUrl: `${base}/${container}`,
  };
}
