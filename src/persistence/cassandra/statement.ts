/** What is asked of Cassandra: texts to be prepared, with their parameters. */

export interface Statement {
  readonly query: string;
  readonly params: readonly unknown[];
}

/** Statements that write rows, by where they may be batched. */
export interface RowStatements {
  /** Each of a partition of its own. */
  readonly apart: readonly Statement[];
  /** By learner: rows that share the learner's partition key with the snapshot. */
  readonly ofLearner: ReadonlyMap<string, readonly Statement[]>;
}
