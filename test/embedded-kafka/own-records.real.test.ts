/**
 * What an embedded server tells on the topics that it reads itself: others hear of it and the
 * server does nothing twice, not even when it reads everything again from the start.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { realServers } from '../real/servers.js';
import { Client, type Enrolment, type Place } from '../system/client.js';
import { emptyTable } from '../system/data-folder.js';
import { addTemplate, enrol, openBatch } from '../system/installation.js';
import { cleanUp, pathOf, serve, type Server } from '../system/program.js';
import { storedRows } from '../system/stored-rows.js';
import { openEnvironment, stopped, taken, WAIT, type Environment } from './environment.js';

const CONTENTS = ['do_a', 'do_b', 'do_c'];
const UPDATES = 'coursebatch.job.request';
const ISSUES = 'issue.certificate.request';
const LEARNER = 'u-1';

const servers = realServers();

describe.skipIf(servers === null)('a learner of an embedded server with topics', () => {
  let environment: Environment;
  let server: Server;
  let client: Client;
  let place: Place;

  beforeAll(async () => {
    environment = await openEnvironment(servers!);
    server = await serve('own', environment.settings);
    client = new Client(server);
    place = await openBatch(client, 'do_1', CONTENTS);
    await addTemplate(client, place);
    await enrol(client, place, LEARNER);
    for (const content of CONTENTS) await client.complete(LEARNER, place, content);
  });
  afterAll(async () => {
    await cleanUp();
    await environment.remove();
  });

  it('is told of on the topic of updates, and what is told is passed over', async () => {
    await issued(1);
    const [updates, completion] = [CONTENTS.length, 1];

    expect(await taken(environment.env, server, UPDATES, updates + completion)).toMatchObject({
      ...{ applied: 0, duplicates: 0, ignored: updates + completion, dead: 0 },
    });
    const records = await environment.records(UPDATES);
    expect(records.map(({ headers }) => headers['laurel'])).toEqual(records.map(() => 'all'));
    const actions = records.map(({ value }) => edataOf(value).action);
    expect(actions.filter((action) => action === 'batch-enrolment-update')).toHaveLength(updates);
    expect(records.map(({ value }) => edataOf(value).userId)).toContain(LEARNER);
  });

  it('gets a certificate anew where a record of others asks for it', async () => {
    const [before] = await issued(1);
    await environment.produce(ISSUES, [reissue('mid-1')]);

    const [after] = await vi.waitFor(async () => {
      const found = await issued(1);
      if (found[0]?.identifier === before?.identifier) throw new Error('not anew yet');
      return found;
    }, WAIT);
    expect(after?.name).toBe(before?.name);
    expect(await taken(environment.env, server, ISSUES, 1)).toMatchObject({ applied: 1 });
  });

  it('keeps everything as it is when all topics are read again from the start', async () => {
    await vi.waitUntil(async () => (await pendingEffects()) === 0, WAIT);
    await stopped(server);
    const before = await storedRows(pathOf('own'), place.courseId);
    const told = await Promise.all([UPDATES, ISSUES, 'telemetry.raw'].map(countOf));
    await emptyTable(pathOf('own'), 'offset');

    server = await serve('own', environment.settings);
    client = new Client(server);
    await taken(environment.env, server, UPDATES, told[0]!);
    await taken(environment.env, server, ISSUES, told[1]!);
    await vi.waitUntil(async () => (await pendingEffects()) === 0, WAIT);
    await stopped(server);

    expect(bytesOf(await storedRows(pathOf('own'), place.courseId))).toEqual(bytesOf(before));
    expect(await Promise.all([UPDATES, ISSUES, 'telemetry.raw'].map(countOf))).toEqual(told);
  });

  function issued(count: number): Promise<Enrolment['issuedCertificates']> {
    return vi.waitFor(async () => {
      const { issuedCertificates } = await client.enrolment(LEARNER);
      expect(issuedCertificates).toHaveLength(count);
      return issuedCertificates;
    }, WAIT);
  }

  const countOf = async (topic: string): Promise<number> =>
    (await environment.records(topic)).length;

  const reissue = (mid: string): string =>
    JSON.stringify({
      ...{ eid: 'BE_JOB_REQUEST', ets: 1_700_000_000_000, mid },
      edata: {
        ...{ action: 'issue-certificate', iteration: 1, reIssue: true, trigger: 'auto-issue' },
        ...{ ...place, userIds: [LEARNER] },
      },
    });

  async function pendingEffects(): Promise<number> {
    const response = await fetch(`${server.url}/health`);
    const { result } = (await response.json()) as {
      result: { checks: readonly { pendingEffects?: number; dirtyLearners?: number }[] };
    };
    const [engine] = result.checks;
    return engine!.pendingEffects! + engine!.dirtyLearners!;
  }
});

const edataOf = (value: string): { readonly action?: string; readonly userId?: string } =>
  (JSON.parse(value) as { edata: { action?: string; userId?: string } }).edata;

const bytesOf = (rows: ReadonlyMap<string, { readonly bytes: string }>): Map<string, string> =>
  new Map([...rows].map(([learner, row]) => [learner, row.bytes]));
