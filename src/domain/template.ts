/**
 * Certificate templates of a batch and the criteria under which they are earned.
 * Requirements on a template: `gateway` parses, `faultsOfTemplate` names what is missing.
 *
 * Source: `reference/lms.md` 3.6, `reference/jobs.md` 2.2-2.3, design 8.
 */
import type { TemplateId } from './ids.js';

export interface Issuer {
  readonly name: string;
  readonly url: string;
}

export interface Signatory {
  readonly name: string;
  readonly id: string;
  readonly designation: string;
  /** A `data:` URL or an address; what may be fetched is decided when the template is added. */
  readonly image: string;
}

export type ScoreOperator = 'eq' | 'ne' | '<' | '>' | '<=' | '>=';

export interface Criteria {
  /** `enrollment.status`; absent = not asked for. */
  readonly enrolmentStatus: number | null;
  readonly score: { readonly operator: ScoreOperator; readonly percent: number } | null;
  /** Fields of the user that must be equal, e.g. `rootOrgId`. */
  readonly user: Readonly<Record<string, string>> | null;
}

export interface Template {
  readonly template: TemplateId;
  readonly name: string;
  /** '' = the built-in layout, or one that the template chose; else an SVG's address. */
  readonly url: string;
  readonly criteria: Criteria;
  readonly issuer: Issuer;
  readonly signatories: readonly Signatory[];
  /**
   * Hash of the content that was made of it when it was added: its look compiled, everything that
   * it refers to fetched. Absent = it is drawn from its url and signatories as they stand.
   */
  readonly contentHash?: string;
  /** As received, for readers: notifyTemplate, additionalProps, previewUrl and raw criteria. */
  readonly extras: Readonly<Record<string, unknown>>;
}

/** One missing or invalid parameter of a template, by its path in the request. */
export interface TemplateFault {
  readonly parameter: string;
  readonly problem: 'missing' | 'invalid';
}

/**
 * What keeps a template from being printed: `issuer.name`, `issuer.url`, at least one signatory,
 * and of each `name`, `id`, `designation`, `image` (seed; design 8); a url that is not an SVG.
 */
export function faultsOfTemplate(template: Template): TemplateFault[] {
  const faults: TemplateFault[] = [];
  const require = (parameter: string, value: string): void => {
    if (value.trim() === '') faults.push({ parameter, problem: 'missing' });
  };
  require('issuer.name', template.issuer.name);
  require('issuer.url', template.issuer.url);
  if (template.signatories.length === 0) {
    faults.push({ parameter: 'signatoryList', problem: 'missing' });
  }
  template.signatories.forEach((signatory, i) => {
    for (const field of ['name', 'id', 'designation', 'image'] as const) {
      require(`signatoryList[${String(i)}].${field}`, signatory[field]);
    }
  });
  if (template.url !== '' && !/\.svg|^data:image\/svg/.test(template.url)) {
    faults.push({ parameter: 'url', problem: 'invalid' });
  }
  return faults;
}
