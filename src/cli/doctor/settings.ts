/**
 * What `doctor` finds of settings that are each allowed and together not what was meant. Pure; what
 * no server starts with is a fault of the configuration (`config.ts`) and named before anything.
 */
import { publicUrlOf, type Config } from '../../config.js';
import { failure, warning, well, type Finding } from './finding.js';

type Rule = (config: Config) => Finding | null;

const SUBJECT = 'settings';

/** At least one finding: `ok` where no rule has anything to say. */
export function settingsFindings(config: Config): Finding[] {
  const found = RULES.map((rule) => rule(config)).filter((finding) => finding !== null);
  return found.length > 0 ? found : [well(SUBJECT, 'nothing contradicts')];
}

const isCluster = ({ profile }: Config): boolean => profile === 'cluster';

/** Also of the pattern's own: 127.0.0.0/8, ::1 and localhost. */
export const isLoopbackHost = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || host === '::1' || /^127(\.\d+){3}$/.test(host);

const RULES: readonly Rule[] = [
  (config) =>
    isCluster(config) && isLoopbackHost(config.clusterHost)
      ? warning(
          SUBJECT,
          `LAUREL_CLUSTER_HOST is ${config.clusterHost}: processes on other machines cannot ask`,
          'set LAUREL_CLUSTER_HOST to the address of this machine that the others reach',
        )
      : null,
  (config) =>
    isCluster(config) && config.leaseMs < 4 * config.clockSkewMsMax
      ? failure(
          SUBJECT,
          `LAUREL_LEASE_MS (${String(config.leaseMs)}) leaves too little beside ` +
            `LAUREL_CLOCK_SKEW_MS_MAX (${String(config.clockSkewMsMax)}): owners stop answering`,
          'set LAUREL_LEASE_MS to four times LAUREL_CLOCK_SKEW_MS_MAX, or more',
        )
      : null,
  (config) =>
    isCluster(config) && config.kafkaReplication === 1
      ? warning(
          SUBJECT,
          'LAUREL_KAFKA_REPLICATION is 1: a broker that is lost takes accepted work with it',
          'set LAUREL_KAFKA_REPLICATION to 3 before topics are made',
        )
      : null,
  (config) =>
    config.auth === 'off' && !isLoopbackHost(config.host)
      ? warning(
          SUBJECT,
          'LAUREL_AUTH is off beyond this machine: whoever reaches it may do anything',
          'set LAUREL_AUTH=jwt and LAUREL_JWKS_URL or LAUREL_JWT_KEY_DIR',
        )
      : null,
  (config) =>
    config.reportStart === 'scheduled' && allOff(config)
      ? failure(
          SUBJECT,
          'LAUREL_REPORT_START is scheduled, and no time is set: report requests wait for ever',
          'set LAUREL_PROGRESS_EXHAUST_CRON and its like, or LAUREL_REPORT_START=at-once',
        )
      : null,
  (config) =>
    config.certificateMaker === 'topic' && config.kafkaBrokers === ''
      ? failure(
          SUBJECT,
          'LAUREL_CERTIFICATE_MAKER is topic, and KAFKA_BROKERS is not set: nobody draws',
          'set KAFKA_BROKERS, or LAUREL_CERTIFICATE_MAKER=laurel',
        )
      : null,
  (config) =>
    config.shadow === 'yes'
      ? warning(
          SUBJECT,
          'LAUREL_SHADOW is yes: everything is taken in and nothing is written to others',
          'unset LAUREL_SHADOW once both agree: `laurel reconcile --dry-run`',
        )
      : null,
  (config) =>
    isLoopbackHost(new URL(publicUrlOf(config)).hostname) && isOpen(config)
      ? warning(
          SUBJECT,
          `certificates and links lead to ${publicUrlOf(config)}, which is this machine only`,
          'set LAUREL_PUBLIC_URL to the address that learners reach',
        )
      : null,
];

const allOff = (config: Config): boolean =>
  [config.progressExhaustCron, config.responseExhaustCron, config.userinfoExhaustCron].every(
    (cron) => cron === 'off',
  );

/** Others than this machine are meant to reach it. */
const isOpen = (config: Config): boolean => isCluster(config) || !isLoopbackHost(config.host);
