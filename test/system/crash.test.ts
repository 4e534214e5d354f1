/**
 * A server that is killed again and again under load: nothing acknowledged is lost, and a
 * certificate that somebody has seen stays what it was.
 */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { viewCount } from '../../src/domain/content.js';
import { Chance, SEED } from './chance.js';
import { Client, type Enrolment, type Place } from './client.js';
import { rowCount } from './data-folder.js';
import { addTemplate, enrol, openBatch } from './installation.js';
import { Load, type Update } from './load.js';
import { cleanUp, pathOf, serve, type Server } from './program.js';
import { storedRows } from './stored-rows.js';

const DATA = 'crash';
const COURSE = 'do_crash';
const CLIENTS = 8;
const LEARNERS = Array.from({ length: 32 }, (_, i) => `learner-${i}`);
const LESSONS = Array.from({ length: 10 }, (_, i) => `do_lesson_${i}`);
const UPDATES = LEARNERS.length * LESSONS.length;
const KILLS_UNDER_LOAD = 6;
const KILLS_ISSUING = 3;
const WAIT = { timeout: 30_000, interval: 50 };

const chance = new Chance(SEED);

describe(`a server killed under load (LAUREL_TEST_SEED=${SEED})`, { timeout: 60_000 }, () => {
  let server: Server;
  let client: Client;
  let place: Place;
  let load: Load;
  /** Updates that were acknowledged before a kill and are missing after it. */
  const lost: Update[] = [];
  const certificates = new Certificates();

  beforeAll(async () => {
    await restart();
    place = await openBatch(client, COURSE, LESSONS);
    await addTemplate(client, place);
    await Promise.all(LEARNERS.map((learner) => enrol(client, place, learner)));
  });
  afterAll(cleanUp);

  it(`has lost nothing that it acknowledged after ${KILLS_UNDER_LOAD} kills`, async () => {
    load = new Load(place, queues());
    load.connect(client);
    for (const moment of moments(KILLS_UNDER_LOAD, UPDATES)) {
      load.allow(moment + CLIENTS);
      await vi.waitUntil(() => load.acknowledged.length >= moment, { ...WAIT, interval: 1 });
      await crash();
    }
    load.allow(UPDATES);
    await vi.waitUntil(() => load.acknowledged.length === UPDATES, WAIT);

    expect(lost).toEqual([]);
  });

  it(`has issued one certificate to every learner after ${KILLS_ISSUING} more kills`, async () => {
    for (const moment of moments(KILLS_ISSUING, LEARNERS.length)) {
      await vi.waitUntil(async () => issued(await enrolments()) >= moment, WAIT);
      await crash();
    }
    await vi.waitUntil(async () => issued(await enrolments()) === LEARNERS.length, WAIT);
    await certificates.see(await enrolments(), client);
    server.child.kill('SIGTERM');
    await server.ended;

    const rows = await storedRows(pathOf(DATA), COURSE);
    const counts = [...rows.values()].map(({ state }) => state.generations.size);
    expect(counts).toEqual(LEARNERS.map(() => 1));
    expect(await rowCount(pathOf(DATA), 'certificate')).toBe(LEARNERS.length);
    expect(await rowCount(pathOf(DATA), 'document')).toBe(LEARNERS.length);
    expect(lost).toEqual([]);
  });

  it('holds every update exactly once in the end', async () => {
    const rows = await storedRows(pathOf(DATA), COURSE);

    const views = [...rows].map(([learner, { state }]) => [
      learner,
      [...state.contents.values()].map((c) => [c.content, c.status, viewCount(c)]).sort(),
    ]);
    const once = LESSONS.map((lesson) => [lesson, 2, 1]);
    expect(Object.fromEntries(views)).toEqual(
      Object.fromEntries(LEARNERS.map((learner) => [learner, once])),
    );
  });

  it('has kept the id, the bytes and the issue date of every certificate that was seen', () => {
    expect(certificates.seen.size).toBe(LEARNERS.length);
    expect(certificates.changed).toEqual([]);
  });

  async function restart(): Promise<void> {
    const LAUREL_FLUSH_INTERVAL_MS = ['10', '100', '1000'][chance.below(3)]!;
    server = await serve(DATA, { LAUREL_FLUSH_INTERVAL_MS, LAUREL_LOG_LEVEL: 'warn' });
    client = new Client(server);
  }

  /** Kills the server, starts another, and looks whether it knows what the first had told. */
  async function crash(): Promise<void> {
    await server.kill();
    const told = [...load.acknowledged];
    await restart();
    load.connect(client);
    const held = await enrolments();
    const isHeld = (u: Update) => held.get(u.learner)?.contentStatus[u.content] === 2;
    lost.push(...told.filter((update) => !isHeld(update)));
    await certificates.see(held, client);
  }

  async function enrolments(): Promise<Map<string, Enrolment>> {
    const listed = LEARNERS.map(async (l) => [l, await client.enrolment(l)] as const);
    return new Map(await Promise.all(listed));
  }
});

/** What anybody saw of certificates, by learner, and what changed of it since. */
class Certificates {
  readonly seen = new Map<string, string>();
  readonly changed: string[] = [];

  /** Looks at every issued certificate, documents included. */
  async see(enrolments: ReadonlyMap<string, Enrolment>, client: Client): Promise<void> {
    for (const [learner, { issuedCertificates }] of enrolments) {
      const before = this.seen.get(learner);
      if (issuedCertificates.length === 0 && before === undefined) continue;
      const shown = await Promise.all(issuedCertificates.map((one) => described(one, client)));
      const now = shown.join('; ');
      if (before !== undefined && before !== now) this.changed.push(`${learner}: ${before} ${now}`);
      this.seen.set(learner, now);
    }
  }
}

async function described(
  { identifier, lastIssuedOn }: Enrolment['issuedCertificates'][number],
  client: Client,
): Promise<string> {
  const { body } = await client.fetch(`/certificates/${identifier}.pdf`);
  const hash = createHash('sha256').update(body).digest('hex');
  return `${identifier} of ${lastIssuedOn} as ${hash}`;
}

const issued = (enrolments: ReadonlyMap<string, Enrolment>): number =>
  [...enrolments.values()].filter((e) => e.issuedCertificates.length > 0).length;

/** For each client the lessons of its learners, one learner after the other. */
const queues = (): Update[][] =>
  Array.from({ length: CLIENTS }, (_, c) =>
    LEARNERS.filter((_learner, i) => i % CLIENTS === c).flatMap((learner) =>
      chance.shuffled(LESSONS).map((content) => ({ learner, content })),
    ),
  );

/** Counts in (0, max], in rising order. */
const moments = (count: number, max: number): number[] =>
  Array.from({ length: count }, () => 1 + chance.below(max)).sort((a, b) => a - b);
