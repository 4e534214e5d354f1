/** The words of `laurel verify` and `laurel keys`. */
import { Argument, type Command } from 'commander';
import { KEY_ACTIONS, type KeyAction } from './keys.js';
import type { ExitCode } from './terminal.js';
import type { VerifyRequest } from './verify.js';

export interface CertificateActions {
  readonly verify: (request: VerifyRequest) => Promise<ExitCode>;
  readonly keys: (action: KeyAction) => Promise<ExitCode>;
}

export function addCertificateCommands(
  program: Command,
  actions: CertificateActions,
  ended: (code: ExitCode) => void,
): void {
  program
    .command('verify')
    .description('check a certificate without asking anybody: a PDF, a credential, a code')
    .argument('<subject>', 'a file, or the text of a credential or of a QR code')
    .requiredOption('--keys <file>', "the issuer's public keys: a key set (JWKS), a JWK or a PEM")
    .option('--json', 'the verdict as one JSON object')
    .action(async (subject: string, { keys, json = false }: { keys: string; json?: boolean }) =>
      ended(await actions.verify({ subject, keys, json })),
    );
  program
    .command('keys')
    .description('show the public keys that verify certificates; make the first, or a next one')
    .addArgument(new Argument('<action>').choices(KEY_ACTIONS))
    .action(async (action: KeyAction) => ended(await actions.keys(action)));
}
