/**
 * What the HTTP gateway needs beyond the engine: report requests, keys of tokens, and the settings
 * in its own units. Part of the composition root, kept apart so that `main.ts` stays a page.
 */
import { hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { didOf } from './certificates/credential/did-document.js';
import { signedClaims } from './certificates/credential/signer.js';
import type { CertificateLife } from './certificate-life.js';
import { templateHashOf } from './certificates/identity.js';
import type { Laurel } from './compose.js';
import { consoleOf } from './console-serving.js';
import { reportDirOf } from './report-writer.js';
import { publicUrlOf, type Config } from './config.js';
import { err, ok, type Result } from './domain/result.js';
import { serviceAt, serviceWith } from './service-at.js';
import { downloadUrl } from './gateway/download-link.js';
import type { buildHttp } from './gateway/http/app.js';
import type { GatewayDeps, GatewaySettings } from './gateway/http/deps.js';
import {
  folderKeys,
  providerKeys,
  remoteKeys,
  tokensOf,
  type Tokens,
} from './gateway/http/token.js';
import type { ReportRequests } from './reports/requests.js';
import { groupService } from './services/group-service.js';
import type { HttpService } from './services/http-service.js';
import { keepersOfCertificates } from './services/issued-elsewhere.js';
import { organisationService } from './services/organisation-service.js';
import { templateService } from './services/template-service.js';
import { preparation } from './template-contents.js';
import { apiTopics, rolesOf } from './topic-follow.js';
import { version } from './version.js';

const SECOND_MS = 1000;

/** Links to report files are signed with it. */
export type DownloadKey = Uint8Array;

const DOWNLOAD_KEY_BYTES = 32;

/**
 * The processes of a cluster take each other's links, so that their key follows from their secret.
 * A process alone has a key of its own, and its links end with it.
 */
export const downloadKeyOf = ({ clusterSecret }: Pick<Config, 'clusterSecret'>): DownloadKey =>
  clusterSecret === ''
    ? randomBytes(DOWNLOAD_KEY_BYTES)
    : Buffer.from(hkdfSync('sha256', clusterSecret, '', 'download links', DOWNLOAD_KEY_BYTES));

/** Signs links of this process that hold for as long as is set. */
export const downloadLinks =
  (config: Config, key: DownloadKey) =>
  (file: string): string =>
    downloadUrl(publicUrlOf(config), file, Date.now() + config.downloadExpiryS * SECOND_MS, key);

/** Keys by which tokens are verified; `null` when authentication is off. */
export async function tokensFor(config: Config): Promise<Result<Tokens | null, string>> {
  if (config.auth === 'off') return ok(null);
  if (config.jwksUrl !== '') return ok(tokensOf(remoteKeys(config.jwksUrl), config.jwtIssuer));
  if (config.jwtKeyDir === '') {
    const { oidcIssuer } = config;
    return ok(tokensOf(providerKeys(oidcIssuer), config.jwtIssuer || oidcIssuer));
  }
  try {
    return ok(tokensOf(await folderKeys(config.jwtKeyDir), config.jwtIssuer));
  } catch (error) {
    return err(`LAUREL_JWT_KEY_DIR cannot be read: ${String(error)}`);
  }
}

/** Finds a free port for port 0 now, since links and QR codes name it before anything listens. */
export async function withPort(config: Config): Promise<Config> {
  if (config.port !== 0) return config;
  const probe = createServer().listen(0, config.host);
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return { ...config, port };
}

export interface GatewayParts {
  readonly config: Config;
  readonly laurel: Laurel;
  readonly reports: ReportRequests;
  readonly life: CertificateLife;
  readonly downloadKey: DownloadKey;
  readonly tokens: Tokens | null;
  readonly logger: Logger;
  readonly drawPreview: GatewayDeps['drawPreview'];
  /** How the topics are, where any are read. */
  readonly topics: GatewayDeps['topics'];
  readonly assessment: GatewayDeps['assessment'];
  readonly telemetry: GatewayDeps['telemetry'];
}

/** The gateway's dependencies with this process's clock, chance and ids. */
export function gatewayDeps(parts: GatewayParts): GatewayDeps {
  const { config, laurel, reports, life, downloadKey, tokens, logger, topics, assessment } = parts;
  const { telemetry } = parts;
  return {
    engine: laurel.engine,
    picture: laurel.picture,
    clock: () => Date.now(),
    newId: () => randomUUID(),
    random: () => Math.random(),
    bury: (letters) => laurel.store.deadLetters.put(letters),
    roles: rolesOf(config),
    listenedTopics: laurel.follow.sendNow === null ? new Set() : apiTopics(config),
    ...{ topics, assessment, telemetry },
    ...outsideServices(config),
    ...templateDeps(parts),
    ...{ reports, certificateJobs: life.certificateJobs, erasure: life.erasure },
    reportDir: reportDirOf(config),
    downloadKey,
    issuer: issuerOf(config, laurel.keys),
    tokens,
    console: consoleOf(config, laurel, () => Date.now()),
    settings: gatewaySettings(config),
    logger,
  };
}

/** Where a registry or another job draws certificates, templates stay as they are. */
function templateDeps({
  config,
  laurel,
  drawPreview,
}: GatewayParts): Pick<
  GatewayDeps,
  'templatePreparation' | 'drawsCertificates' | 'keepTemplate' | 'drawPreview'
> {
  return {
    templatePreparation: preparation(config),
    drawsCertificates: config.registryUrl === '' && config.certificateMaker === 'laurel',
    keepTemplate: (content) => laurel.store.catalogue.putTemplate(templateHashOf(content), content),
    drawPreview,
  };
}

function issuerOf(config: Config, ring: Laurel['keys']): GatewayDeps['issuer'] {
  if (ring === null) return null;
  const did = didOf(publicUrlOf(config));
  return { did, keys: ring.published, sign: (claims) => signedClaims(claims, did, ring) };
}

/** The services that the gateway asks; those without an address are not asked. */
function outsideServices(
  config: Config,
): Pick<GatewayDeps, 'groups' | 'people' | 'templates' | 'elsewhere'> {
  const { groupServiceUrl, userServiceUrl, contentServiceUrl } = config;
  const users = serviceAt(config, userServiceUrl);
  const contents = serviceAt(config, contentServiceUrl);
  const groupsWith = (headers: Readonly<Record<string, string>>): HttpService =>
    serviceWith(config, groupServiceUrl, headers);
  return {
    groups: groupServiceUrl === '' ? null : groupService(groupsWith),
    people: users === null ? null : organisationService(users),
    templates: contents === null ? null : templateService(contents),
    elsewhere: keepersAt(config),
  };
}

function keepersAt(config: Config): GatewayDeps['elsewhere'] {
  const { issuedRegistryUrl, issuedServiceUrl, registryUrl, registryKey, registryEntity } = config;
  const headers = registryKey === '' ? {} : { authorization: registryKey };
  const registry = serviceAt(config, issuedRegistryUrl || registryUrl, headers);
  return keepersOfCertificates(registry, registryEntity, serviceAt(config, issuedServiceUrl));
}

/** How long requests and connections on their way may go on once the server is told to stop. */
const DRAIN_MS_MAX = 5_000;
const IDLE_POLL_MS = 20;

/**
 * Ends the gateway: what was asked is answered, then its connection is closed. Node itself closes
 * only what is idle at the first moment, and would then wait for clients that keep connections.
 */
export async function closeHttp(http: ReturnType<typeof buildHttp>): Promise<void> {
  const idle = setInterval(() => http.server.closeIdleConnections(), IDLE_POLL_MS);
  const cut = setTimeout(() => http.server.closeAllConnections(), DRAIN_MS_MAX);
  try {
    await http.close();
  } finally {
    clearInterval(idle);
    clearTimeout(cut);
  }
}

/** Upstream puts a digit of the environment before new batch ids; one installation has one. */
const BATCH_ID_ENV = 0;

export function gatewaySettings(config: Config): GatewaySettings {
  return {
    version,
    timeZone: config.timeZone,
    publicUrl: publicUrlOf(config),
    batchIdEnv: BATCH_ID_ENV,
    bodyBytesMax: config.bodyBytesMax,
    progressDetailsBytesMax: config.detailsBytesMax,
    templateImageBytesMax: config.templateImageBytesMax,
    endedBatchGraceMs: config.gracePeriodS * SECOND_MS,
    expiredTokenAgeMaxMs: config.expiredTokenAgeMaxS * SECOND_MS,
    requestTimeoutMs: config.requestTimeoutMs,
    carriesRequestIds: config.profile === 'cluster',
  };
}
