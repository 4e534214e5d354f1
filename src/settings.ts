/**
 * Every setting by its environment variable: type, bounds, default, meaning. The one table from
 * which the configuration, `laurel config` and the README's table follow. Rules that span several
 * settings are in `config.ts`.
 *
 * - S1 A limit carries its unit last in its name (R5).
 * - S2 An empty default means "not set"; what needs the setting says so.
 */
import { Type, type Static } from 'typebox';

const text = (byDefault: string, description: string) =>
  Type.String({ default: byDefault, description });

const oneOf = <T extends string>(values: readonly [T, ...T[]], description: string) =>
  Type.Unsafe<T>(Type.String({ enum: values, default: values[0], description }));

const whole = (byDefault: number, minimum: number, maximum: number, description: string) =>
  Type.Integer({ default: byDefault, minimum, maximum, description });

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;
const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;
const MINUTE_MS = 60_000;

/** What Sunbird calls `.._DATASET`; user info is never without protection. */
const PROTECTED = ['password', 'text-key', 'public-key'] as const;
const LEVELS = ['none', 'plain', ...PROTECTED] as const;

/** The schema that the environment is checked against. Order is the order of the documentation. */
export const SETTINGS = Type.Object({
  LAUREL_PROFILE: oneOf(
    ['embedded', 'cluster'],
    'embedded: one machine, nothing else needed; cluster: Kafka, Cassandra, Redis',
  ),
  LAUREL_ROLES: text(
    'all',
    'done here: some of api, aggregator, assessment, certificates, user-cache, reports; or all',
  ),
  LAUREL_HOST: text('127.0.0.1', 'address to listen on'),
  LAUREL_PORT: whole(8080, 0, 65_535, 'port to listen on; 0 = any free one'),
  LAUREL_DATA_DIR: text('./data', 'folder of the store and the reports'),
  LAUREL_PUBLIC_URL: text('', 'address printed in QR codes; unset = http://HOST:PORT'),
  LAUREL_LOG_LEVEL: oneOf(
    ['info', 'trace', 'debug', 'warn', 'error', 'fatal', 'silent'],
    'least level that is logged',
  ),
  LAUREL_ENV: text('dev', 'prefix of topic names'),
  LAUREL_TIME_ZONE: text('Asia/Kolkata', 'zone in which batch dates are days'),

  LAUREL_AUTH: oneOf(['off', 'jwt'], 'off: the caller is a header; jwt: a signed token'),
  LAUREL_ALLOW_INSECURE: oneOf(['no', 'yes'], 'yes: auth may be off on a host beyond loopback'),
  LAUREL_JWKS_URL: text(
    '',
    'where the public keys of tokens are fetched; unset = as LAUREL_OIDC_ISSUER says',
  ),
  LAUREL_JWT_KEY_DIR: text('', 'folder of public keys, one PEM file a key id'),
  LAUREL_JWT_ISSUER: text('', 'issuer that a token must name; unset = any'),
  LAUREL_EXPIRED_TOKEN_AGE_MAX_S: whole(
    30 * DAY_S,
    0,
    365 * DAY_S,
    'how long past its end a token may still send progress (offline devices)',
  ),

  LAUREL_CONSOLE: oneOf(['on', 'off'], 'on: the console at / and its routes; off: neither'),
  LAUREL_OIDC_ISSUER: text('', 'OpenID provider at which readers of the console sign in'),
  LAUREL_OIDC_CLIENT_ID: text('', 'name of the console there: a public client, by code and PKCE'),
  LAUREL_OIDC_SCOPE: text('openid', 'what the console asks for there; openid and more'),
  LAUREL_CONSOLE_MENTOR_ROLES: text(
    'COURSE_MENTOR',
    'roles that see their own batches in the console; comma between',
  ),
  LAUREL_CONSOLE_STUCK_DAYS: whole(14, 1, 3650, 'without activity for so long a learner is stuck'),
  LAUREL_CONSOLE_LEARNERS_MAX: whole(200_000, 1, 100_000_000, 'learners counted for one page'),
  LAUREL_CONSOLE_CACHE_MS: whole(3000, 0, HOUR_S * 1000, 'counts of the console are kept for'),
  LAUREL_CONSOLE_LISTENERS_MAX: whole(50, 1, 10_000, 'pages told live numbers at once'),

  LAUREL_GRACE_PERIOD_S: whole(
    0,
    0,
    365 * DAY_S,
    'how long after a batch ended earlier work is still taken',
  ),
  LAUREL_FLUSH_INTERVAL_MS: whole(500, 10, MINUTE_MS, 'snapshots follow the log by at most this'),
  LAUREL_REPLAY_FLUSH_INTERVAL_MS: whole(5000, 10, MINUTE_MS, 'the same while a file is replayed'),
  LAUREL_INBOX_COMMANDS_MAX: whole(10_000, 1, 1_000_000, 'commands waiting for one learner'),
  LAUREL_INBOX_TOTAL_COMMANDS_MAX: whole(1_000_000, 1, 100_000_000, 'commands waiting in all'),
  LAUREL_RESIDENT_BYTES_MAX: whole(512 * MIB, MIB, 64 * GIB, 'learner state kept in memory'),

  LAUREL_BODY_BYTES_MAX: whole(MIB, KIB, 64 * MIB, 'one request body'),
  LAUREL_LINE_BYTES_MAX: whole(MIB, KIB, 64 * MIB, 'one line of an imported or replayed file'),
  LAUREL_DETAILS_BYTES_MAX: whole(64 * KIB, 0, MIB, 'player state kept with one content'),
  LAUREL_TEMPLATE_IMAGE_BYTES_MAX: whole(256 * KIB, 0, 16 * MIB, 'one image inside a template'),
  LAUREL_TEMPLATE_SVG_BYTES_MAX: whole(2 * MIB, KIB, 16 * MIB, 'the SVG drawing of a template'),
  LAUREL_TEMPLATE_HOSTS: text(
    '',
    'hosts of template files: host, *.host, host:port, each also +private; comma between',
  ),
  LAUREL_TEMPLATE_FETCH_TIMEOUT_MS: whole(5000, 100, MINUTE_MS, 'for one file of a template'),

  LAUREL_USER_SERVICE_URL: text('', 'asked for learners; unset = the user cache alone'),
  LAUREL_CONTENT_SERVICE_URL: text('', 'asked for courses and assessments; unset = as published'),
  LAUREL_SEARCH_SERVICE_URL: text(
    '',
    'asked whether an unknown course is retired, and which courses a report is about',
  ),
  LAUREL_GROUP_SERVICE_URL: text('', 'asked who is in a group; unset = the request says so'),
  LAUREL_NOTIFICATION_URL: text('', 'told of certificates: mail, text and feed; unset = nobody'),
  LAUREL_REGISTRY_URL: text('', 'keeps certificates; unset = Laurel draws and keeps them'),
  LAUREL_REGISTRY_KEY: text('', 'what the registry takes as authorization'),
  LAUREL_REGISTRY_ENTITY: text('TrainingCertificate', "name of the registry's schema"),
  LAUREL_ISSUED_REGISTRY_URL: text(
    '',
    'registry of the certificates that Sunbird issued; unset = LAUREL_REGISTRY_URL',
  ),
  LAUREL_ISSUED_SERVICE_URL: text(
    '',
    'service of those issued before there was a registry (certreg); unset = nobody is asked',
  ),
  LAUREL_SEARCH_INDEX_URL: text('', 'Elasticsearch that shows batches to others; unset = nobody'),
  LAUREL_INSTANCE_NAME: text('Sunbird', 'what learners call the app; in text messages'),
  LAUREL_CLOUD_PLACEHOLDER: text('CLOUD_BASE_PATH', 'stands in template addresses for the next'),
  LAUREL_CLOUD_BASE_URL: text('', 'base address of the cloud store'),
  LAUREL_SERVICE_TIMEOUT_MS: whole(10_000, 100, MINUTE_MS, 'for an answer of those services'),
  LAUREL_SERVICE_BODY_BYTES_MAX: whole(MIB, KIB, 64 * MIB, 'one answer of those services'),

  KAFKA_BROKERS: text('', 'host:port, comma between; unset = no topics'),
  KAFKA_TLS: oneOf(['no', 'yes'], 'yes: the brokers are talked to by TLS'),
  KAFKA_TLS_CA_FILE: text('', 'PEM of the authorities trusted for them; unset = those of Node'),
  KAFKA_TLS_CERT_FILE: text('', 'PEM of the certificate shown to them; unset = none'),
  KAFKA_TLS_KEY_FILE: text('', 'PEM of its key'),
  KAFKA_SASL: oneOf(
    ['off', 'plain', 'scram-sha-256', 'scram-sha-512'],
    'how KAFKA_USERNAME is proved to the brokers',
  ),
  KAFKA_USERNAME: text('', 'user of the brokers'),
  KAFKA_PASSWORD: text('', 'its password'),
  LAUREL_KAFKA_SESSION_MS: whole(
    12_000,
    6000,
    5 * MINUTE_MS,
    'how long a process that fell silent stays in the group that reads topics',
  ),
  LAUREL_KAFKA_REPLICATION: whole(1, 1, 10, 'copies of a topic that is made here'),
  LAUREL_LOG_RETENTION_HOURS: whole(168, 1, 8760, 'how long the learner log is kept'),
  LAUREL_INGRESS_START: text(
    'earliest',
    'where an unread topic begins: earliest, latest, or the group whose offsets are taken over',
  ),
  LAUREL_INGRESS_PORTION_RECORDS_MAX: whole(2000, 1, 100_000, 'records taken at once'),
  LAUREL_COURSE_COMPLETED_RECORD: oneOf(
    ['auto', 'yes', 'no'],
    'course-completed on coursebatch.job.request; auto = when the api is here',
  ),
  LAUREL_CERTIFICATE_MAKER: oneOf(
    ['laurel', 'topic'],
    'laurel: draws what is earned; topic: asks for it on generate.certificate.request',
  ),
  CASSANDRA_CONTACT_POINTS: text('', 'host:port, comma between'),
  CASSANDRA_LOCAL_DC: text('datacenter1', 'data centre of this process'),
  CASSANDRA_USERNAME: text('', 'unset = no authentication'),
  CASSANDRA_PASSWORD: text('', 'its password'),
  CASSANDRA_TLS: oneOf(['no', 'yes'], 'yes: Cassandra is talked to by TLS'),
  CASSANDRA_TLS_CA_FILE: text('', 'PEM of the authorities trusted for it; unset = those of Node'),
  CASSANDRA_TLS_CERT_FILE: text('', 'PEM of the certificate shown to it; unset = none'),
  CASSANDRA_TLS_KEY_FILE: text('', 'PEM of its key'),
  CASSANDRA_TLS_SERVER_NAME: text(
    '',
    'name in the certificates of its nodes; unset = the address of each',
  ),
  LAUREL_CASSANDRA_KEYSPACE: text('sunbird_courses', 'keyspace of the learners'),
  LAUREL_CASSANDRA_REPLICATION: whole(1, 1, 10, 'copies in a keyspace that is made here'),
  REDIS_URL: text('', 'of the user cache and the relation sets; rediss:// = by TLS'),
  REDIS_TLS_CA_FILE: text('', 'PEM of the authorities trusted for it; unset = those of Node'),
  REDIS_TLS_CERT_FILE: text('', 'PEM of the certificate shown to it; unset = none'),
  REDIS_TLS_KEY_FILE: text('', 'PEM of its key'),
  LAUREL_CREATE_SCHEMA: oneOf(
    ['auto', 'yes', 'no'],
    'make missing tables and topics at start; auto = on embedded; else `laurel migrate`',
  ),

  LAUREL_SHARDS: whole(12, 1, 4096, 'partitions of the learner log; never changes in place'),
  LAUREL_CLUSTER_HOST: text('127.0.0.1', 'address at which other processes reach this one'),
  LAUREL_CLUSTER_PORT: whole(0, 0, 65_535, 'port for them; 0 = any free one'),
  LAUREL_CLUSTER_SECRET: text('', 'what all processes know and nobody else'),
  LAUREL_CLUSTER_FLUSH_INTERVAL_MS: whole(5000, 10, MINUTE_MS, 'the same in the cluster profile'),
  LAUREL_CLUSTER_FLUSH_LATE_MS_MAX: whole(
    20_000,
    0,
    MINUTE_MS,
    'the same of work that comes late: a backlog is flushed less often',
  ),
  LAUREL_LEASE_MS: whole(10_000, 500, 5 * MINUTE_MS, 'how long a process owns a shard unrenewed'),
  LAUREL_CLOCK_SKEW_MS_MAX: whole(1000, 0, MINUTE_MS, 'how far clocks of two machines may differ'),
  LAUREL_FORWARD_MS_MAX: whole(15_000, 100, MINUTE_MS, 'for the owner of a learner to answer'),
  LAUREL_CATALOGUE_POLL_MS: whole(1000, 50, MINUTE_MS, 'courses and batches of others follow in'),
  LAUREL_SHADOW: oneOf(['no', 'yes'], 'yes: takes everything in and writes nothing to others'),

  LAUREL_SIGNING_KEYS: text(
    '',
    'file of the keys that sign certificates; unset = made on embedded, none in a cluster',
  ),
  LAUREL_PDF_SIGNATURE_CERT_FILE: text(
    '',
    'PEM of an X.509 certificate whose signature PDFs bear besides; unset = none',
  ),
  LAUREL_PDF_SIGNATURE_KEY_FILE: text('', 'PEM of its private key (RSA)'),
  LAUREL_CERTIFICATE_WORKERS: whole(1, 1, 64, 'threads that render certificates'),
  LAUREL_CERTIFICATES_WAITING_MAX: whole(
    10_000,
    1,
    1_000_000,
    'certificates that wait in memory to be drawn; more wait in the store',
  ),
  LAUREL_CERTIFICATE_TRIES_MAX: whole(
    5,
    1,
    100,
    'drawings of a certificate that may fail; then it is a dead letter',
  ),
  LAUREL_REPORT_START: oneOf(
    ['at-once', 'scheduled'],
    'at-once: a request runs when it comes; scheduled: at the next time below',
  ),
  LAUREL_PROGRESS_EXHAUST_CRON: text('0 8 * * *', 'a run of progress requests, UTC; off = none'),
  LAUREL_RESPONSE_EXHAUST_CRON: text('0 9 * * *', 'a run of response requests, UTC; off = none'),
  LAUREL_USERINFO_EXHAUST_CRON: text('0 10 * * *', 'a run of user info requests, UTC; off = none'),
  LAUREL_COLLECTION_SUMMARY_CRON: text(
    '30 9 * * *',
    'writes the collection summary, UTC; off = none',
  ),
  LAUREL_REPORT_POLL_MS: whole(
    5000,
    100,
    HOUR_S * 1000,
    'a process of a cluster looks for requests',
  ),
  LAUREL_REPORT_BATCHES_MAX: whole(20, 1, 10_000, 'batches in one report request'),
  LAUREL_REPORT_CHANNEL_BATCHES_MAX: whole(30, 1, 1_000_000, 'batches of a channel in one run'),
  LAUREL_REPORT_CHANNEL_BYTES_MAX: whole(
    GIB,
    1,
    1024 * GIB,
    'bytes of CSV of a channel in one run',
  ),
  LAUREL_REPORT_TRIES_MAX: whole(3, 1, 100, 'runs of a request that may fail'),
  LAUREL_REPORT_WAITING_MAX: whole(1000, 1, 1_000_000, 'requests that wait before one is refused'),
  LAUREL_REPORT_COUNTING_ATTEMPT: oneOf(
    ['best', 'latest'],
    'attempt of a content that a progress report shows: of the best score, or the latest',
  ),
  LAUREL_REPORT_DIR: text('', 'folder of the report files; unset = reports in LAUREL_DATA_DIR'),
  LAUREL_ATTEMPT_ARCHIVE_DIR: text(
    '',
    'folder of the attempts that Sunbird archived, for response reports; unset = none were',
  ),
  LAUREL_REPORT_RETENTION_DAYS: whole(30, 0, 3650, 'then a report file is removed; 0 = never'),
  LAUREL_PROGRESS_EXHAUST_LEVEL: oneOf(LEVELS, 'least protection of a progress report'),
  LAUREL_RESPONSE_EXHAUST_LEVEL: oneOf(LEVELS, 'least protection of a response report'),
  LAUREL_USERINFO_EXHAUST_LEVEL: oneOf(PROTECTED, 'least protection of a user info report'),
  LAUREL_REPORT_PEM_FILE: text('', 'file of the RSA public key that public-key needs'),
  LAUREL_REPORT_ZIP_CIPHER: oneOf(
    ['zipcrypto', 'aes256'],
    'zipcrypto: a zip with a password opens everywhere; aes256: safe, with tools that know it',
  ),
  LAUREL_PREFERENCE_SERVICE_URL: text('', "asked for tenants' levels; unset = the levels above"),
  LAUREL_PLATFORM_KEY: text('', "Sunbird's sunbird_encryption_key: opens e-mail and phone"),
  LAUREL_DOWNLOAD_EXPIRY_S: whole(1800, 1, 30 * DAY_S, 'how long a report link works'),
  LAUREL_METRICS: oneOf(['on', 'off'], 'on: /metrics tells Prometheus how this process is'),
  LAUREL_LOCK_WAIT_MS: whole(30_000, 0, 10 * MINUTE_MS, 'wait for a data folder in use'),
  LAUREL_REQUEST_TIMEOUT_MS: whole(30_000, 100, 10 * MINUTE_MS, 'for a request to arrive whole'),
  LAUREL_SHUTDOWN_MS_MAX: whole(25_000, 100, 10 * MINUTE_MS, 'longest orderly shutdown'),
});

export type Settings = Static<typeof SETTINGS>;
export type SettingName = keyof Settings;
