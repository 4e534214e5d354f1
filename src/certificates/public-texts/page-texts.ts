/**
 * What the public page says, as one language says it. Each language is a file of its own beside
 * this one; `page-language.ts` chooses.
 *
 * - T1 `{name}` stands for a value; every language names the same values in the same texts.
 * - T2 Texts are plain: whoever prints one escapes it.
 */

export interface PageTexts {
  /** BCP 47, also the locale of dates. */
  readonly code: string;
  readonly direction: 'ltr' | 'rtl';
  /** Its own name, as the link to it shows. */
  readonly ownName: string;
  readonly notFoundTitle: string;
  readonly states: Readonly<Record<PageState, StateTexts>>;
  readonly facts: Readonly<Record<FactName, string>>;
  /** `{date}`, `{reason}`. */
  readonly revokedWhen: string;
  readonly seeNewer: string;
  readonly openDocument: string;
  readonly erased: string;
  readonly howTo: string;
  readonly checkAddress: string;
  readonly comparePaper: string;
  readonly askHolder: string;
  /** `{keys}`, `{command}`. */
  readonly checkOffline: string;
  /** Stands for `{keys}`. */
  readonly publicKeys: string;
  readonly checkElsewhere: string;
  readonly registryConfirms: string;
  readonly registryDenies: string;
  readonly registrySilent: string;
  readonly onlyValid: string;
  /** `{time}`. */
  readonly answeredOn: string;
  readonly languages: string;
}

export interface StateTexts {
  readonly title: string;
  readonly text: string;
}

/** Every standing that the page knows. */
export type PageState =
  | 'valid'
  | 'revoked'
  | 'superseded'
  | 'expired'
  /** `{number}` is what was asked for. */
  | 'unknown'
  | 'being-rendered'
  | 'delayed'
  | 'issued-elsewhere';

export type FactName =
  | 'course'
  | 'batch'
  | 'completedOn'
  | 'score'
  | 'issuedOn'
  | 'validUntil'
  | 'issuedBy'
  | 'issuerSite'
  | 'accessCode'
  | 'certificate'
  | 'replaces'
  | 'documentHash'
  | 'factsHash';
