/**
 * Addresses of the cloud store: templates name it by a placeholder, so that it can move.
 *
 * Source: `reference/jobs.md` 2.4, 3.4.
 */

export interface CloudStore {
  /** What stands in addresses for the store, e.g. `CLOUD_BASE_PATH`; '' = nothing does. */
  readonly cloudPlaceholder: string;
  /** `<cname or base url>/<content container>`, without a slash at its end; '' = not known. */
  readonly cloudBaseUrl: string;
}

/** An address with the store's own in place of the placeholder; as it was where either is unset. */
export function cloudAddress(address: string, store: CloudStore): string {
  const { cloudPlaceholder, cloudBaseUrl } = store;
  if (cloudPlaceholder === '' || cloudBaseUrl === '') return address;
  return address.replaceAll(cloudPlaceholder, () => cloudBaseUrl);
}
