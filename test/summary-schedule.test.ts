import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseConfig, type Config } from '../src/config.js';
import { reportDirOf } from '../src/report-writer.js';
import { summaryFiles } from '../src/reports/collection-summary.js';
import { alone } from '../src/reports/run-guard.js';
import { startSummaries, type SummaryParts } from '../src/summary-schedule.js';
import { enrolled, KEY } from './domain/given.js';

const START = Date.UTC(2026, 0, 5, 9, 0);
const DUE = Date.UTC(2026, 0, 5, 9, 30);

describe('the collection summary of a server', () => {
  it('is written at its time, once', async () => {
    const { config, clock, schedule } = given();

    clock.to(DUE - 1);
    await schedule.stop();
    expect(() => summaryIn(config)).toThrow('ENOENT');

    const again = given();
    again.clock.to(DUE);
    await again.schedule.stop();
    expect(summaryIn(again.config)).toContain('"enrolleduserscount":1');
  });

  it('waits for the turn of this process, as long as nobody else has written it', async () => {
    let turns = 0;
    const taken = () => (++turns < 3 ? null : undefined);
    const { config, clock } = given(taken);

    for (let minute = 0; minute <= 4; minute++) {
      clock.to(DUE + minute * 60_000);
      await clock.settled();
    }

    expect(turns).toBe(3);
    expect(summaryIn(config)).toContain('"enrolleduserscount":1');
  });

  it('is left to whoever wrote it since', async () => {
    let turns = 0;
    const { config, clock } = given(() => {
      turns++;
      return null;
    });
    const [file = ''] = summaryFiles(reportDirOf(config), DUE);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '{}');
    utimesSync(file, new Date(DUE + 1), new Date(DUE + 1));

    for (let minute = 0; minute <= 4; minute++) {
      clock.to(DUE + minute * 60_000);
      await clock.settled();
    }

    expect(turns).toBe(1);
  });

  it('is not written where it is off', () => {
    const { clock } = given(undefined, { LAUREL_COLLECTION_SUMMARY_CRON: 'off' });
    expect(clock.waiting()).toBe(0);
  });
});

const summaryIn = (config: Config): string =>
  readFileSync(summaryFiles(reportDirOf(config), DUE)[0] ?? '', 'utf8');

function given(turn: () => null | undefined = () => undefined, settings = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'laurel-summary-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const parsed = parseConfig({ LAUREL_DATA_DIR: folder, ...settings }, folder);
  if (!parsed.ok) throw new Error('the settings are wrong');
  const config = parsed.value;
  const clock = givenClock();
  const guard = alone({} as never);
  const schedule = startSummaries(config, {
    laurel: laurelWith({ take: async () => (turn() === null ? null : guard.take()) }),
    now: () => clock.now(),
    after: (delayMs, work) => clock.after(delayMs, work),
    note: (message, detail) => {
      throw new Error(`${message} ${JSON.stringify(detail)}`);
    },
  });
  return { config, clock, schedule };
}

/** One batch with one enrolled learner. */
function laurelWith(reportGuard: SummaryParts['laurel']['reportGuard']): SummaryParts['laurel'] {
  const batch = {
    ...{ batch: KEY.batch, course: KEY.course, name: 'Spring', createdFor: [], templates: {} },
    ...{ startDate: '2026-01-01', endDate: null },
  };
  const course = { course: KEY.course, name: 'A course', channel: 'c', status: 'Live' };
  return {
    reportGuard,
    store: { users: { users: () => Promise.resolve({ ok: true, value: [null] }) } },
    engine: {
      catalogue: { allBatches: () => [batch], course: () => course },
      participants: async function* () {
        await Promise.resolve();
        yield enrolled();
      },
    },
  } as unknown as SummaryParts['laurel'];
}

function givenClock() {
  let now = START;
  const due = new Map<() => void, number>();
  return {
    now: () => now,
    waiting: () => due.size,
    after: (delayMs: number, work: () => void) => {
      due.set(work, now + delayMs);
      return () => void due.delete(work);
    },
    to: (time: number) => {
      now = time;
      for (const [work, at] of due) {
        if (at > now) continue;
        due.delete(work);
        work();
      }
    },
    /** Resolves when what began has come to an end, or waits for the clock again. */
    settled: async () => {
      while (due.size === 0) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
