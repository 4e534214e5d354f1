/** What each command of the program does: opens what it needs, and runs it. */
import { setTimeout } from 'node:timers/promises';
import { batchIndexAt } from '../batch-index.js';
import type { Laurel } from '../compose.js';
import { publicUrlOf, type Config } from '../config.js';
import { NEVER, type BatchId } from '../domain/ids.js';
import type { Engine, Source } from '../engine.js';
import { BATCH_ID_RANDOM_MAX, batchIdOf } from '../gateway/batch-id.js';
import { parseStreamEvent, type StreamContext, type StreamEvent } from '../gateway/stream-event.js';
import type { InputTopic } from '../gateway/topics/parse-topic.js';
import { zoneOf } from '../gateway/zone.js';
import { ingressOf } from '../ingress.js';
import { standAloneParts } from '../reporting.js';
import { preparation } from '../template-contents.js';
import type { Dataset } from '../reports/dataset.js';
import { downloadCertificates } from './certificate-download.js';
import { runCertificateJob } from './certificate-job.js';
import { SUMMARY_JOB, summariseCollections } from './collection-summary.js';
import { examine } from './examine.js';
import { importFile } from './import.js';
import { indexUsers } from './index-users.js';
import { openInput, type Input } from './input.js';
import { handleKeys } from './keys.js';
import { letterActions } from './letter-actions.js';
import { migrateInstallation } from './migrate.js';
import { asWriter, configured, failed, reading, type ActionParts } from './opening.js';
import type { Actions } from './program.js';
import { reconcile } from './reconcile.js';
import { replay, type TakeRecord } from './replay.js';
import { reindexBatches, updateStatuses, type ReindexParts } from './reindex.js';
import { namesBatches, parseReportJob, type JobOptions } from './report-job.js';
import { runBatches, STATUS_JOB } from './run-job.js';
import { runWaiting } from './run-waiting.js';
import { serverAssessment } from './server-assessment.js';
import { showConfig } from './show-config.js';
import { checkTemplate, previewTemplate, type TemplateParts } from './template.js';
import { EXIT, type ExitCode, type Terminal } from './terminal.js';
import { verify } from './verify.js';
import { whatIf } from './what-if.js';

/** The commands on this machine: its environment, files and terminal. */
export function actionsOf(parts: ActionParts): Actions {
  const { terminal, serve } = parts;
  return {
    serve,
    config: (json) =>
      configured(parts, (config) => Promise.resolve(showConfig(config, terminal, json))),
    doctor: (json) => configured(parts, (config) => examine(config, terminal, json)),
    import: (kind, file, json) =>
      writing(parts, file, ({ engine }, input, config) =>
        importFile(kind, input, { engine, config, terminal, newBatchId: newBatchIds() }, json),
      ),
    replay: (file, topic, json) =>
      writing(parts, file, (laurel, input, config) => {
        const { engine } = laurel;
        const context = streamContext(engine, config);
        const parse = (text: string): StreamEvent => parseStreamEvent(text, context);
        const takeFrom = topic === HOT_TOPIC ? null : recordsOf(topic, laurel, input, config);
        return replay(input, { engine, config, terminal, parse, topic, takeFrom }, json);
      }),
    ...letterActions(parts),
    runJob: (job, options) => {
      const json = options.json === true;
      if (job === STATUS_JOB) {
        return indexing(parts, (shown) => updateStatuses(shown, options.batch, json));
      }
      if (job === SUMMARY_JOB) {
        return reading(parts, (reader, config) =>
          summariseCollections(reader, config, options.batch, terminal, json),
        );
      }
      if (!namesBatches(options)) {
        return configured(parts, (config) => runWaiting(job, config, terminal, json));
      }
      return runStandAlone(parts, job, options);
    },
    reindexBatches: (json) => indexing(parts, (shown) => reindexBatches(shown, json)),
    indexUsers: (request, json) =>
      configured(parts, (config) => indexUsers(request, config, terminal, json)),
    whatIf: (asked) => reading(parts, (reader) => whatIf(asked, reader, terminal)),
    verify: (request) => verify(request, terminal),
    ...certificateActions(parts),
    migrate: () => configured(parts, (config) => migrateInstallation(config, terminal)),
    reconcile: (batches, json) =>
      configured(parts, (config) =>
        config.profile === 'cluster'
          ? reading(parts, (reader) => reconcile(batches, { reader, config, terminal }, json))
          : Promise.resolve(refuse(terminal, ONLY_CLUSTER)),
      ),
  };
}

type CertificateAction =
  'checkTemplate' | 'previewTemplate' | 'keys' | 'reissue' | 'revoke' | 'download';

function certificateActions(parts: ActionParts): Pick<Actions, CertificateAction> {
  const { terminal } = parts;
  return {
    checkTemplate: (request) =>
      configured(parts, (config) => checkTemplate(request, templateParts(config, terminal))),
    previewTemplate: (request) =>
      configured(parts, (config) => previewTemplate(request, templateParts(config, terminal))),
    keys: (action) =>
      configured(parts, (config) => Promise.resolve(handleKeys(action, config, terminal))),
    reissue: (request, json) =>
      configured(parts, (config) => runCertificateJob('reissue', request, config, terminal, json)),
    revoke: (request, json) =>
      configured(parts, (config) => runCertificateJob('revoke', request, config, terminal, json)),
    download: (request, json) =>
      reading(parts, (reader) => downloadCertificates(request, reader, terminal, json)),
  };
}

const templateParts = (config: Config, terminal: Terminal): TemplateParts => ({
  preparation: preparation(config),
  publicUrl: publicUrlOf(config),
  timeZone: config.timeZone,
  terminal,
});

/** Writes reports without a request. */
async function runStandAlone(
  parts: ActionParts,
  dataset: Dataset,
  options: JobOptions,
): Promise<ExitCode> {
  const { terminal } = parts;
  const job = await parseReportJob(options);
  if (!job.ok) return refuse(terminal, job.error);
  return reading(parts, async (reader, config) => {
    const writer = {
      ...standAloneParts(config, reader),
      assessment: await serverAssessment(config),
      report: reader.report,
    };
    return runBatches(dataset, job.value, writer, terminal, options.json === true);
  });
}

/** Runs `work` with the catalogue and the index that shows it, where there may be one. */
function indexing(
  parts: ActionParts,
  work: (parts: ReindexParts) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { terminal } = parts;
  return configured(parts, (config) => {
    const index = batchIndexAt(config, () => Date.now());
    if (index === null || config.shadow === 'yes') {
      terminal.note(`laurel: ${index === null ? NO_INDEX : IN_SHADOW}`);
      return Promise.resolve(EXIT.usage);
    }
    const today = zoneOf(config.timeZone).dayOf(Date.now());
    return reading(parts, (reader) =>
      work({ index, batches: reader.batches(), today, terminal, pause: setTimeout }),
    );
  });
}

const NO_INDEX = 'LAUREL_SEARCH_INDEX_URL is not set, so there is no index to write to';
const IN_SHADOW = "LAUREL_SHADOW is 'yes': nothing is written to others";

/** Runs `work` as the data folder's writer, on an input that is opened first. */
function writing(
  parts: ActionParts,
  file: string,
  work: (laurel: Laurel, input: Input, config: Config) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { terminal } = parts;
  return configured(parts, async (config) => {
    const input = await openInput(file);
    if (!input.ok) return failed(terminal, input.error);
    return asWriter(config, terminal, (laurel) => work(laurel, input.value, config));
  });
}

const ONLY_CLUSTER = "LAUREL_PROFILE is 'embedded', which keeps no tables of Sunbird's";

function refuse(terminal: Terminal, reason: string): ExitCode {
  terminal.note(`laurel: ${reason}`);
  return EXIT.usage;
}

/** Its records have a parser of their own, which is faster than the way of all others. */
const HOT_TOPIC = 'coursebatch.job.request';

const recordsOf =
  (topic: InputTopic, laurel: Laurel, input: Input, config: Config) =>
  (source: Source): TakeRecord => {
    const ingress = ingressOf({ config, laurel, source, now: () => Date.now() });
    const common = { topic, source: input.name, receivedAt: null };
    return (text, position) => ingress.take({ ...common, text, position });
  };

/** Batches that are imported without an id get upstream's kind of id. */
function newBatchIds(): () => BatchId {
  let count = 0;
  return () => batchIdOf(0, Date.now(), Math.floor(Math.random() * BATCH_ID_RANDOM_MAX), count++);
}

/** A file's events carry their own time; course and batch are looked up once for each event. */
function streamContext({ catalogue }: Engine, { timeZone }: Config): StreamContext {
  const zone = zoneOf(timeZone);
  return {
    courseVersion: (course) => catalogue.course(course)?.version ?? 0,
    batchStart: (batch) => {
      const known = catalogue.batch(batch);
      return known === null ? NEVER : zone.startOf(known.startDate);
    },
    receivedAt: null,
  };
}
