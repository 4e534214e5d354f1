/**
 * Dead letters lead back to what they were made of: whatever command or request it was, the letter
 * that is kept and read again holds the same.
 */
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { letterOfCommand } from '../src/actors/command-letter.js';
import { learnerId } from '../test/contract/samples.js';
import { parseKeptCommand } from '../src/gateway/kept-command.js';
import { keptRequest, parseKeptRequest } from '../src/gateway/kept-request.js';
import { packLetter, unpackLetter } from '../src/persistence/kept-letter.js';
import { command } from './arbitraries.js';
import { holds } from './check.js';

const DAMAGED = { kind: 'damaged', key: 'k', detail: 'd' } as const;

const user = fc.option(fc.constantFrom('u1', 'u2', 'अ').map(learnerId));

const sender = fc.record({ requestedBy: user, requestedFor: user, system: fc.boolean() });

describe('a dead letter', () => {
  holds(
    'of a command leads back to the command',
    fc.property(command, (given) => {
      const letter = unpackLetter(packLetter(letterOfCommand(given, DAMAGED, 7)));

      expect(parseKeptCommand(letter.text)).toEqual({ ok: true, value: given });
    }),
  );

  holds(
    'of a request leads back to its sender and to what was sent',
    fc.property(sender, fc.dictionary(fc.string(), fc.jsonValue()), (from, sent) => {
      const caller = { ...from, roles: [] };
      const request = JSON.parse(JSON.stringify(sent)) as Record<string, unknown>;

      const kept = parseKeptRequest(keptRequest({ caller, request }));

      expect(kept).toEqual({ ok: true, value: { caller, request } });
    }),
  );
});
