/**
 * An entry of a request as a dead letter keeps it: with who sent it.
 *
 * - Q1 Taking it again allows no more than the sender was allowed: an entry that was turned away
 *   before anybody looked whose it is says nothing about the right to send it.
 */
import { err, ok, type Result } from '../domain/result.js';
import { parseLearnerId, type LearnerId } from '../domain/ids.js';
import { NOBODY, type Caller } from './caller.js';
import { isFields, own, type Fields } from './wire.js';

export interface KeptRequest {
  readonly caller: Caller;
  /** What stands under `request` in the body. */
  readonly request: Fields;
}

/** Roles are left out: none of the operations that keep entries asks for them. */
export const keptRequest = ({ caller, request }: KeptRequest): string => {
  const { requestedBy, requestedFor, system } = caller;
  return JSON.stringify({ caller: { requestedBy, requestedFor, system }, request });
};

/** Reads it back; the failure is a sentence. */
export function parseKeptRequest(text: string): Result<KeptRequest, string> {
  let kept: unknown;
  try {
    kept = JSON.parse(text);
  } catch {
    return err('the kept request is not valid JSON');
  }
  const [caller, request] = isFields(kept) ? [own(kept, 'caller'), own(kept, 'request')] : [];
  if (!isFields(caller) || !isFields(request)) return err('it was kept without its sender');
  const system = own(caller, 'system') === true;
  const sender = { requestedBy: userOf(caller, 'requestedBy'), system };
  return ok({
    caller: { ...NOBODY, ...sender, requestedFor: userOf(caller, 'requestedFor') },
    request,
  });
}

function userOf(caller: Fields, name: string): LearnerId | null {
  const id = parseLearnerId(own(caller, name));
  return id.ok ? id.value : null;
}
