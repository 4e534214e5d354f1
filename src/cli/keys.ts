/** `laurel keys`: the keys that certificates are signed with. */
import { publicKeySet, type KeyRing } from '../certificates/credential/key-ring.js';
import type { Config } from '../config.js';
import { err, type Result } from '../domain/result.js';
import { keyFileOf, makeKeys, readKeys, rotateKeys } from '../signing-keys.js';
import { EXIT, type ExitCode, type Terminal } from './terminal.js';

export const KEY_ACTIONS = ['show', 'new', 'rotate'] as const;
export type KeyAction = (typeof KEY_ACTIONS)[number];

/** Prints the public keys in force after the action; private parts are never printed. */
export function handleKeys(action: KeyAction, config: Config, terminal: Terminal): ExitCode {
  const path = keyFileOf(config);
  if (path === null) {
    terminal.note('laurel: LAUREL_SIGNING_KEYS is not set, and a cluster has no keys without it');
    return EXIT.usage;
  }
  const ring = done(action, path);
  if (!ring.ok) {
    terminal.note(`laurel: ${ring.error}`);
    return EXIT.failed;
  }
  terminal.print(publicKeySet(ring.value.published).trimEnd());
  if (action !== 'show') terminal.note(`laurel: wrote ${path}; servers read it when they start`);
  return EXIT.ok;
}

function done(action: KeyAction, path: string): Result<KeyRing, string> {
  const held = readKeys(path);
  if (!held.ok) return held;
  if (action === 'new' && held.value !== null) {
    return err(`${path} is there already: \`keys rotate\` puts a new key in front`);
  }
  if (action !== 'new' && held.value === null) return err(`there are no keys in ${path} yet`);
  const ring = held.value === null ? makeKeys(path) : held;
  const changed = action === 'rotate' && held.value !== null ? rotateKeys(path, held.value) : ring;
  if (!changed.ok) return changed;
  return changed.value === null ? err(`${path} is gone again`) : { ok: true, value: changed.value };
}
