/** A promise that somebody else resolves. */
export interface Signal {
  readonly promise: Promise<void>;
  resolve(): void;
}

export function signal(): Signal {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
