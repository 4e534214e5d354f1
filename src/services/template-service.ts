/**
 * Certificate templates, as the content service keeps them. Reads them; what of one counts beside a
 * request is decided elsewhere.
 *
 * Source: `reference/lms.md` 3.6.
 */
import { err, ok, type Result } from '../domain/result.js';
import { own, serviceAnswer } from './answer.js';
import type { HttpService } from './http-service.js';

export interface TemplateService {
  /** As stored; `null` = there is none, `undefined` = the answer holds none that can be read. */
  template(id: string): Promise<Result<unknown, { readonly detail: string }>>;
}

export const TEMPLATE_READ_PATH = '/asset/v4/read/';
const FIELDS = 'certType,artifactUrl,issuer,signatoryList,name,data';

export const templateService = (http: HttpService): TemplateService => ({
  template: async (id) => {
    const path = `${TEMPLATE_READ_PATH}${encodeURIComponent(id)}?fields=${FIELDS}`;
    const answer = await http.get(path);
    if (!answer.ok) return err({ detail: answer.error.detail });
    const { status, body } = answer.value;
    if (status === 404) return ok(null);
    if (status !== 200) return err({ detail: `the content service answered ${String(status)}` });
    const { result } = serviceAnswer(body);
    return ok(own(result, 'asset') ?? own(result, 'content'));
  },
});
