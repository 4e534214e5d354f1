/** What one kind of server is: how it is prepared, started and asked whether it answers. */

export const KINDS = ['cassandra', 'kafka', 'redis'] as const;

export type Kind = (typeof KINDS)[number];

export interface Place {
  /** Holds everything that the server writes. */
  readonly folder: string;
  readonly port: number;
  /** For what the server says to itself: Kafka's controller, Cassandra's gossip. */
  readonly innerPort: number;
  /** What it acknowledged outlives SIGKILL. Costs a write to disk each: only where it is tested. */
  readonly durable: boolean;
}

export interface Recipe {
  readonly kind: Kind;
  /** Writes the server's files into its folder; called once a folder. */
  prepare(place: Place, say: (line: string) => void): Promise<void>;
  /** The program and its arguments. */
  command(place: Place): Promise<readonly [string, ...string[]]>;
  /** Rejects unless the server does real work for a client. Takes what Laurel's setting takes. */
  ask(address: string): Promise<void>;
}
