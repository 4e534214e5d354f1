/**
 * A statement with its parameters: what the stores of this folder hand to the session. Owns the
 * shape alone; who builds rows of Sunbird's tables and who sends them meet here.
 *
 * 1. A query is one of a small fixed set of texts, as each of them is prepared once.
 * 2. A statement carries no time: whoever commits gives all of a batch one write time.
 */

export interface Statement {
  readonly query: string;
  readonly params: readonly unknown[];
}

/** Changes of Sunbird's rows as statements, apart by what they can be written together with. */
export interface RowStatements {
  /** Rows outside the learner's partition; written first, each group as one request. */
  readonly apart: readonly (readonly Statement[])[];
  /** Rows that share the learner's partition, by learner. */
  readonly ofLearner: ReadonlyMap<string, readonly Statement[]>;
}
