/**
 * Templates that came without having been made ready: from Sunbird's tables and topics. Part of the
 * composition root.
 *
 * - T1 What cannot be had leaves the look that such a template always had, and is told once in the
 *   log; a host that is away is asked again before that.
 * - T2 What was made is kept, so that a template is fetched once and not with every certificate.
 */
import type { Follow } from './actors/follow.js';
import { templateHashOf } from './certificates/identity.js';
import { prepareTemplate, type PrepareParts } from './certificates/template/prepare.js';
import { problemText } from './certificates/template/problem.js';
import type { Config } from './config.js';
import { err, ok } from './domain/result.js';
import type { TemplateContent } from './persistence/ports.js';
import { cloudAddress } from './services/cloud-address.js';
import { guardedFiles } from './services/guarded-files.js';
import { templateHosts } from './template-hosts.js';

/** Called with one line for the operator's log. */
export type Note = (message: string, detail: Readonly<Record<string, unknown>>) => void;

/** How templates are made ready in this installation. */
export function preparation(config: Config): PrepareParts {
  const hosts = templateHosts(config.templateHosts, config.cloudBaseUrl);
  const fetch = guardedFiles({ hosts, timeoutMs: config.templateFetchTimeoutMs });
  return {
    fetch: (address, bytesMax) => fetch(cloudAddress(address, config), bytesMax),
    imageBytesMax: config.templateImageBytesMax,
    svgBytesMax: config.templateSvgBytesMax,
  };
}

/** Templates remembered; each holds its pictures. */
export const CONTENT_COUNT_MAX = 32;
/** How often a host that does not answer is asked for one template. */
export const TRY_COUNT_MAX = 3;

export function templateContents(
  parts: PrepareParts,
  note: Note,
): NonNullable<Follow['contentOf']> {
  const made = new Map<string, TemplateContent>();
  const tries = new Map<string, number>();
  return async (template) => {
    if (!refers(template)) return ok(template);
    const key = templateHashOf(template);
    const known = made.get(key);
    if (known !== undefined) return ok(known);
    const prepared = await prepareTemplate({ ...template, fields: {} }, parts);
    const count = (tries.get(key) ?? 0) + 1;
    if (prepared.isIncomplete && count < TRY_COUNT_MAX) {
      remember(tries, key, count);
      return err({ detail: prepared.problems.map(problemText).join('; ') });
    }
    tries.delete(key);
    const { content, problems } = prepared;
    if (problems.length > 0) {
      note('template is not drawn as it says', {
        url: shown(template.url),
        problems: problems.map(problemText),
      });
    }
    remember(made, key, content);
    return ok(content);
  };
}

const refers = ({ url, signatories }: TemplateContent): boolean =>
  url !== '' || signatories.some(({ image }) => /^https?:/i.test(image));

/** The oldest gives way. */
function remember<T>(map: Map<string, T>, key: string, value: T): void {
  const [oldest] = map.keys();
  if (map.size >= CONTENT_COUNT_MAX && oldest !== undefined) map.delete(oldest);
  map.set(key, value);
}

/** Addresses of stores may hold signatures behind the path. */
const shown = (url: string): string => url.slice(0, 200).replace(/[?#].*$/, '');
