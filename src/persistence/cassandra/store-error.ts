/**
 * What a failure of the driver means to a caller of the ports. Owns the mapping alone.
 *
 * 1. A write is `unavailable` only where the failure proves that nothing was applied: the server
 *    refused it before it started, or no server was reached. Everything else is `timeout`.
 * 2. A read applies nothing: whatever went wrong, it is `unavailable`.
 */
import { errors, types } from 'cassandra-driver';
import type { StoreError } from '../ports.js';

const CODES = types.responseErrorCodes;

/** Refusals that a server answers before it hands a write to any replica. */
const REFUSED: ReadonlySet<number> = new Set([
  CODES.protocolError,
  CODES.badCredentials,
  CODES.unavailableException,
  CODES.overloaded,
  CODES.isBootstrapping,
  CODES.syntaxError,
  CODES.unauthorized,
  CODES.invalid,
  CODES.configError,
]);

export const readError = (failure: unknown): StoreError => ({
  kind: 'unavailable',
  detail: String(failure),
});

export const writeError = (failure: unknown): StoreError => ({
  kind: wasNotApplied(failure) ? 'unavailable' : 'timeout',
  detail: String(failure),
});

/** Of a write whose earlier part was applied: it may have been applied, whatever failed then. */
export const maybeApplied = (error: StoreError): StoreError =>
  error.kind === 'unavailable' ? { kind: 'timeout', detail: error.detail } : error;

function wasNotApplied(failure: unknown): boolean {
  if (failure instanceof errors.NoHostAvailableError) {
    return Object.values(failure.innerErrors as Record<string, unknown>).every(wasNotApplied);
  }
  if (failure instanceof errors.ResponseError) return REFUSED.has(failure.code);
  return (
    failure instanceof errors.BusyConnectionError ||
    failure instanceof errors.AuthenticationError ||
    // What the driver finds wrong with a parameter, it finds before it sends anything.
    failure instanceof errors.ArgumentError ||
    failure instanceof TypeError ||
    isRefusedConnection(failure)
  );
}

/** The system's errors of a connection that never came to be. */
function isRefusedConnection(failure: unknown): boolean {
  const code = failure instanceof Error && 'code' in failure ? failure.code : null;
  return code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' || code === 'ENOTFOUND';
}
