/** The words of `laurel verify`, `laurel keys` and `laurel certificates`. */
import { Argument, Option, type Command } from 'commander';
import { JOB_STATUSES } from '../domain/certificate-job.js';
import type { DownloadRequest } from './certificate-download.js';
import type { JobRequest } from './certificate-job.js';
import { KEY_ACTIONS, type KeyAction } from './keys.js';
import type { ExitCode } from './terminal.js';
import type { VerifyRequest } from './verify.js';

export interface CertificateActions {
  readonly verify: (request: VerifyRequest) => Promise<ExitCode>;
  readonly keys: (action: KeyAction) => Promise<ExitCode>;
  readonly reissue: (request: JobRequest, json: boolean) => Promise<ExitCode>;
  readonly revoke: (request: JobRequest, json: boolean) => Promise<ExitCode>;
  readonly download: (request: DownloadRequest, json: boolean) => Promise<ExitCode>;
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
  const certificates = program
    .command('certificates')
    .description('issue the certificates of a batch again, revoke or download them');
  addReissue(certificates, actions, ended);
  addRevoke(certificates, actions, ended);
  addDownload(certificates, actions, ended);
}

interface JobOptions {
  readonly course: string;
  readonly batch: string;
  readonly template?: string;
  readonly issuedAfter?: string;
  readonly issuedBefore?: string;
  readonly status: string;
  readonly reason?: string;
  readonly job?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

function addReissue(
  certificates: Command,
  actions: CertificateActions,
  ended: (code: ExitCode) => void,
): void {
  const command = certificates
    .command('reissue')
    .description('issue again what a filter means; old and new name each other');
  withFilter(command, JOB_STATUSES).action(async (options: JobOptions) =>
    ended(await actions.reissue(requestOf(options), options.json === true)),
  );
}

function addRevoke(
  certificates: Command,
  actions: CertificateActions,
  ended: (code: ExitCode) => void,
): void {
  const command = certificates
    .command('revoke')
    .description('revoke what a filter means; that cannot be taken back')
    .option('--reason <text>', 'shown to whoever looks at one; a dry run needs none');
  withFilter(command, ['issued', 'expired']).action(async (options: JobOptions) =>
    ended(await actions.revoke(requestOf(options), options.json === true)),
  );
}

const withFilter = (command: Command, statuses: readonly string[]): Command =>
  command
    .requiredOption('--course <id>', 'the course')
    .requiredOption('--batch <id>', 'the batch')
    .option('--template <id>', 'only certificates of this template')
    .option('--issued-after <day>', 'only those issued on this day or later')
    .option('--issued-before <day>', 'only those issued before this day')
    .addOption(new Option('--status <status>', 'which of them').choices(statuses).default('issued'))
    .option('--job <name>', 'go on with this job, or begin one of this name')
    .option('--dry-run', 'count them and show some; change nothing')
    .option('--json', 'end with one JSON line for a program to read');

function requestOf(options: JobOptions): JobRequest {
  const { course, batch, template, job, issuedAfter, issuedBefore, status, reason } = options;
  return {
    ...{ courseId: course, batchId: batch, status, dryRun: options.dryRun === true },
    ...(template !== undefined && { templateId: template }),
    ...(issuedAfter !== undefined && { issuedAfter }),
    ...(issuedBefore !== undefined && { issuedBefore }),
    ...(reason !== undefined && { reason }),
    ...(job !== undefined && { requestId: job }),
  };
}

interface DownloadOptions extends Omit<DownloadRequest, 'after'> {
  readonly after?: string;
  readonly json?: boolean;
}

function addDownload(
  certificates: Command,
  actions: CertificateActions,
  ended: (code: ExitCode) => void,
): void {
  certificates
    .command('download')
    .description('all certificates of a batch as one zip with an index')
    .requiredOption('--course <id>', 'the course')
    .requiredOption('--batch <id>', 'the batch')
    .requiredOption('--out <file>', 'where the zip is written')
    .option('--after <learner>', 'go on behind this learner')
    .option('--json', 'end with one JSON line for a program to read')
    .action(async ({ course, batch, out, after = '', json = false }: DownloadOptions) =>
      ended(await actions.download({ course, batch, out, after }, json)),
    );
}
