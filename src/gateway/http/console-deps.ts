/** What the console's routes are given beyond what all routes are. */
import type { LetterDesk } from '../letter-desk.js';
import type { ConsoleLimits, ConsoleReads } from '../console-reads.js';
import type { SettingLine } from '../console-answers.js';
import type { DeadLetterStore, UserStore } from '../../persistence/ports.js';

/** A file as it is sent. */
export interface ConsoleFile {
  readonly type: string;
  readonly body: Buffer;
  readonly gzip: Buffer;
  /** With its quotes. */
  readonly etag: string;
}

export interface ConsoleFiles {
  /** The document that every page of the console begins with; `null` = it was not built. */
  readonly shell: ConsoleFile | null;
  /** By name, which holds a hash of the content. */
  readonly assets: ReadonlyMap<string, ConsoleFile>;
}

/** A public client of an OpenID provider: authorization code with PKCE, and no secret. */
export interface ProviderClient {
  /** Without a slash at its end where the provider's own name for itself has none. */
  readonly issuer: string;
  readonly clientId: string;
  /** Words with a space between. */
  readonly scope: string;
}

export interface ConsoleDeps {
  readonly profile: string;
  /** `null` = whole batches cannot be read cheaply here. */
  readonly reads: ConsoleReads | null;
  readonly limits: ConsoleLimits & {
    /** Pages that are told live numbers at once. */
    readonly listenersMax: number;
  };
  /** Roles that see their own batches here. */
  readonly mentorRoles: readonly string[];
  /** The OpenID provider at which readers sign in; `null` = they paste a token. */
  readonly signIn: ProviderClient | null;
  /** Who learners are, many at once. */
  readonly users: Pick<UserStore, 'users'>;
  readonly desk: LetterDesk & {
    readonly letters: DeadLetterStore;
    /** Prefix of topic names. */
    readonly env: string;
  };
  readonly settings: () => readonly SettingLine[];
  readonly files: ConsoleFiles;
  /** Calls again and again until the function that is returned is called. */
  readonly every: (ms: number, work: () => void) => () => void;
}
