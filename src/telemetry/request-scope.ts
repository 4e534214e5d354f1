/**
 * Which request is being answered, for what is asked of other processes on its behalf. Nothing else
 * may depend on it: what a request means stands in its commands.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

const scope = new AsyncLocalStorage<string>();

/** Runs what belongs to a request. */
export const inRequest = (id: string, work: () => void): void => scope.run(id, work);

/** The id of the request that the caller works for; '' = none. */
export const requestInProgress = (): string => scope.getStore() ?? '';
