/**
 * Who reads the console, as types that both sides share: the server that decides, and the pages
 * that show no more than may be done. Holds no code.
 */

/**
 * What a reader may see or do beyond the batches, learners and certificates that are theirs:
 *
 * - `installation`: its live numbers, its health, the demo.
 * - `reports`: ask for reports and fetch them, `certificates.reissue`: one at a time.
 * - `courses`: publish them, and ask who would change by that or by other criteria.
 * - `certificates.many`: issue many again, or revoke many.
 */
export type ConsoleAction =
  | ('installation' | 'dead-letters' | 'settings' | 'reports')
  | ('certificates.reissue' | 'certificates.revoke' | 'certificates.many' | 'courses');

/** `system` sees everything; `mentor` the batches that they created or mentor. */
export type ReaderKind = 'system' | 'mentor';

export interface ReaderView {
  readonly kind: ReaderKind;
  /** '' = nobody is named. */
  readonly user: string;
  /** '' = not known. */
  readonly name: string;
  /** Their root organisation, for which they ask for reports; '' = not known, or of no matter. */
  readonly channel: string;
  readonly may: readonly ConsoleAction[];
}

/** How a reader tells who they are. */
export type SignInWay =
  /** Nobody has to. */
  | { readonly kind: 'none' }
  /** They paste a token. */
  | { readonly kind: 'token' }
  /** At an OpenID provider; a token may be pasted, too. */
  | {
      readonly kind: 'oidc';
      readonly issuer: string;
      readonly clientId: string;
      readonly scope: string;
    };

export type Entrance =
  | { readonly kind: 'reader'; readonly signIn: SignInWay; readonly reader: ReaderView }
  /** Nobody is named, or by a token that does not hold. */
  | { readonly kind: 'unknown'; readonly signIn: SignInWay }
  /** It is known who asks, and they have none of the roles that read here. */
  | {
      readonly kind: 'no-role';
      readonly signIn: SignInWay;
      readonly user: string;
      readonly roles: readonly string[];
    };
