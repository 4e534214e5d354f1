/**
 * What the console's routes about dead letters answer, as types that both sides share. Holds no
 * code. Times are milliseconds since the epoch.
 */

export interface LetterLine {
  readonly source: string;
  readonly position: string;
  readonly way: string;
  readonly reason: string;
  readonly at: number;
  readonly bytes: number;
}

export interface LetterPage extends LetterLine {
  readonly text: string;
  /** It was cut, so that it cannot be taken again. */
  readonly isCut: boolean;
  /** What may be corrected of it, to be sent back as `content`; `null` = nothing. */
  readonly editable: string | null;
  /** Why nothing may; '' where something may. */
  readonly whyNot: string;
}

/** Letters that failed for one reason. */
export interface LetterCause {
  readonly reason: string;
  readonly count: number;
}

export interface LetterList {
  readonly letters: readonly LetterLine[];
  /** There are more than are listed. */
  readonly isMore: boolean;
  /** Most letters first; of all letters that were counted, whichever are listed. */
  readonly causes: readonly LetterCause[];
  /** There are more letters, or more causes, than were counted. */
  readonly areMoreCauses: boolean;
}

/** What became of some letters of one cause that were taken again. */
export interface CauseOutcome {
  readonly taken: number;
  readonly failed: number;
  readonly impossible: number;
  /** Stay with the reason that they had: to be passed over by whoever asks for the next ones. */
  readonly stayed: number;
  readonly isMore: boolean;
  /** Why no more were taken; '' = they were, or there are none. */
  readonly trouble: string;
}

export interface LetterOutcome {
  readonly outcome: 'applied' | 'duplicate' | 'ignored' | 'failed' | 'impossible';
  readonly reason: string;
}
