/**
 * The hosts from which the pictures and drawings of templates may be fetched, as the settings say.
 *
 * - H1 Besides the list only the cloud store's own host is allowed, which Sunbird's templates name.
 */
import { err, ok, type Result } from './domain/result.js';
import type { FileHost } from './services/guarded-files.js';

/** Reads `host`, `*.host`, `host:port`, each also with `+private`, commas between. */
export function parseTemplateHosts(text: string): Result<readonly FileHost[], string> {
  const hosts: FileHost[] = [];
  for (const entry of text.split(',').map((part) => part.trim())) {
    if (entry === '') continue;
    const parts = ENTRY.exec(entry.toLowerCase());
    const port = parts?.[2] === undefined ? null : Number(parts[2]);
    if (parts === null || (port !== null && (port < 1 || port > PORT_MAX))) return err(entry);
    const host = (parts[1] ?? '').replace(/^\[|\]$/g, '');
    hosts.push({ host, port, isPrivate: parts[3] !== undefined });
  }
  return ok(hosts);
}

const ENTRY = /^((?:\*\.)?[a-z\d](?:[a-z\d.-]*[a-z\d])?|\[[\da-f:]+\])(?::(\d{1,5}))?(\+private)?$/;
const PORT_MAX = 65_535;

/** H1. */
export function templateHosts(templateHostList: string, cloudBaseUrl: string): readonly FileHost[] {
  const listed = parseTemplateHosts(templateHostList);
  const cloud = URL.canParse(cloudBaseUrl) ? new URL(cloudBaseUrl) : null;
  const own =
    cloud === null
      ? []
      : [
          {
            host: cloud.hostname.replace(/^\[|\]$/g, '').toLowerCase(),
            port: cloud.port === '' ? null : Number(cloud.port),
            isPrivate: false,
          },
        ];
  return [...(listed.ok ? listed.value : []), ...own];
}
