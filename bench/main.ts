/**
 * `npm run bench -- [SUITE] [--quick] [--json]`: runs the suites, each step in a process of its
 * own, and prints what was measured beside a floor or peer of the same run; `--help` names them.
 * Absolute numbers are of this machine and moment; the ratios are what to compare.
 */
import { ratios, run, type Row } from './steps.js';

const words = process.argv.slice(2);
const quick = words.includes('--quick');
const json = words.includes('--json');
const wanted = words.filter((word) => !word.startsWith('--'));

const SUITES: Readonly<Record<string, () => Row[]>> = {
  replay,
  http,
  memory,
  certificates,
  issue,
  report,
  protect,
  cluster,
  console: consolePages,
  'report-cluster': () => clusterReport(quick ? 20_000 : 100_000),
};

/**
 * Sunbird's own Flink job on this input, built and measured on a quiet machine of two cores
 * (issue 5, "Speed"). CPU-seconds per 1,000 events; where it names a range, its better end.
 */
const INCUMBENT = {
  eventsPerSecond: 240,
  cpuPerThousandJob: 2.3,
  cpuPerThousandCassandra: 1.9,
  cpuPerThousandRedis: 0.7,
  cpuPerThousandTogether: 5.2,
  memoryMb: 727,
} as const;

/**
 * Sunbird's own Spark job on this input, built, tuned to two cores and measured on a quiet machine
 * of two cores (issue 7, "Speed and memory"); Cassandra's share of the million is told apart.
 */
const SPARK = {
  hundredThousand: { wallSeconds: 35, cpuSeconds: 58, memoryMb: 1100 },
  million: { wallSeconds: 142, cpuSeconds: 181, cpuSecondsCassandra: 42, memoryMb: 4300 },
} as const;

/** Events of a run that is long enough for the program to be warm. */
const WARM_COUNT = 200_000;

/** Run only when they are named: they start servers, which are fetched at first, or a browser. */
const ONLY_NAMED: ReadonlySet<string> = new Set(['cluster', 'report-cluster', 'console']);

const OPTIONS: ReadonlySet<string> = new Set(['--quick', '--json', '--help']);

const unknown = words.filter((word) => !(word in SUITES) && !OPTIONS.has(word));
if (words.includes('--help')) process.stdout.write(help());
else if (unknown.length > 0) {
  process.stderr.write(`bench knows no ${unknown.join(', ')}\n${help()}`);
  process.exitCode = 2;
} else measure();

function help(): string {
  const names = Object.keys(SUITES);
  const lines = names.map((name) => (ONLY_NAMED.has(name) ? `${name}  (only when named)` : name));
  const options = '--quick: less of everything; --json: one line for programs';
  return `npm run bench -- [SUITE] [--quick] [--json]\n\n  ${lines.join('\n  ')}\n\n${options}\n`;
}

function measure(): void {
  const results: Row[] = [];
  for (const [name, suite] of Object.entries(SUITES)) {
    if (wanted.length > 0 ? !wanted.includes(name) : ONLY_NAMED.has(name)) continue;
    for (const row of suite()) {
      results.push({ suite: name, ...row });
      if (!json) print(name, row);
    }
  }
  if (json) process.stdout.write(`${JSON.stringify(results)}\n`);
}

/** Events of a file into LMDB, to the last durable flush. */
function replay(): Row[] {
  const count = quick ? 100_000 : 1_000_000;
  const flushMs = 5000;
  const parse = run('replay-parse', [count]);
  const direct = run('replay-direct', [count, flushMs]);
  const engine = run('replay-engine', [count, flushMs]);
  return [
    { step: 'JSON.parse only', ...parse },
    { step: 'same merge and flush, no actors', flushMs, ...direct },
    {
      step: 'laurel',
      flushMs,
      ...engine,
      ...ratios(engine, 'eventsPerCpuSecond', { parse, direct }),
    },
    { step: 'laurel, who holds the event loop', ...holds(count, flushMs) },
  ];
}

/**
 * How long the program itself holds the event loop: collections are made whole and single-threaded,
 * so that each is seen and can be taken out, and none competes with the program for a processor.
 */
function holds(count: number, flushMs: number): Row {
  const flags = ['--no-incremental-marking', '--single-threaded-gc'];
  const { loopHeldMsMax, loopHeldMsP99, gcMsMax } = run('replay-engine', [count, flushMs], flags);
  return { loopHeldMsMax, loopHeldMsP99, gcMsMax };
}

/** `PATCH` of one content, durable before the answer, 64 connections. */
function http(): Row[] {
  const seconds = quick ? 3 : 10;
  const bare = run('http-load', ['bare', seconds]);
  const laurel = run('http-load', ['laurel', seconds]);
  return [
    { step: 'bare fastify route', ...bare },
    { step: 'laurel', ...laurel, ...ratios(laurel, 'requestsPerCpuSecond', { bare }) },
  ];
}

function memory(): Row[] {
  return [
    {
      step: 'resident learner-course of 20 lessons',
      ...run('memory-residents', [quick ? 10_000 : 100_000]),
    },
    {
      step: 'learners through 10,000 residents',
      ...run('memory-cap', [quick ? 100_000 : 1_000_000]),
    },
  ];
}

/** Documents on one thread, signed and sealed, beside pages that are only drawn. */
function certificates(): Row[] {
  const count = quick ? 300 : 3000;
  const laurel = run('certificates', ['laurel', count]);
  const pdfmake = run('certificates', ['pdfmake', Math.ceil(count / 20)]);
  const pdfkit = run('certificates', ['pdfkit', Math.ceil(count / 20)]);
  return [
    { step: 'pdfmake with Roboto', ...pdfmake },
    { step: 'pdfkit with Roboto, no QR code', ...pdfkit },
    {
      step: 'laurel, sealed',
      ...laurel,
      ...ratios(laurel, 'certificatesPerCpuSecond', { pdfmake, pdfkit }),
    },
  ];
}

/** From completions to certificates: how many, and how long a learner waits at half of that. */
function issue(): Row[] {
  const counts = quick ? [100, 200] : [500, 1000];
  return [1000, 500].map((flushMs) => ({
    step: 'completion to certificate',
    ...run('certificate-issue', [...counts, flushMs]),
  }));
}

/**
 * One batch as a progress report. Memory is without the pages of the store's file, as everywhere
 * here; Spark's is its heap and what it takes beside. Spark reads Cassandra and Redis, and DuckDB
 * its own tables, loaded before: each reads what it has.
 */
function report(): Row[] {
  const count = quick ? 100_000 : 1_000_000;
  const spark = quick ? SPARK.hundredThousand : SPARK.million;
  const { folder } = run('report-fill', [count]);
  const laurel = run('report', [String(folder)]);
  const duckdb = run('report-duckdb', [count, String(laurel['path'])]);
  const http = run('report-http', [String(folder), quick ? 5 : 15]);
  const to = (name: string, peer: number): number =>
    Number((Number(laurel[name]) / peer).toFixed(4));
  return [
    { step: "Sunbird's Spark job, measured elsewhere", ...spark },
    {
      step: `laurel, ${String(count)} learners`,
      ...laurel,
      toSparkWall: to('wallSeconds', spark.wallSeconds),
      toSparkCpu: to('cpuSeconds', spark.cpuSeconds),
      toDuckdbCpu: to('cpuSeconds', Number(duckdb['cpuSeconds'])),
    },
    { step: 'DuckDB, the same bytes', ...duckdb },
    { step: 'HTTP updates while reports are written', ...http },
  ];
}

/** The same CSV into each protected form. */
function protect(): Row[] {
  const megabytes = quick ? 20 : 200;
  const plain = run('protect', ['plain', megabytes]);
  const kinds = ['zip', 'zipcrypto', 'aes256', 'text-key', 'public-key'];
  return [
    { step: 'plain CSV', ...plain },
    ...kinds.map((kind) => {
      const row = run('protect', [kind, megabytes]);
      return { step: kind, ...row, ...ratios(row, 'mbPerCpuSecond', { plain }) };
    }),
  ];
}

/**
 * Sunbird's topic to Cassandra on real servers; not among the suites that run unnamed. Two
 * processes beside three servers on few cores only wait for each other: what is told of them is
 * how the work of one stands to that of the busier one of two. What a second process adds where
 * nobody waits for a server is measured without any: the same engine, its log and stores in memory.
 * The longer run tells what an event costs once the program is warm.
 */
function cluster(): Row[] {
  const count = quick ? 20_000 : 50_000;
  const flushMs = 5000;
  const laurel = run('cluster', [count, 1, flushMs]);
  const two = run('cluster', [count, 2, flushMs]);
  const warm = quick ? null : run('cluster', [WARM_COUNT, 1, flushMs]);
  const to = (name: string, peer: number): number =>
    Number((Number(laurel[name]) / peer).toFixed(3));
  return [
    { step: "Sunbird's Flink job, measured elsewhere", ...INCUMBENT },
    {
      step: 'laurel, one process',
      ...laurel,
      toIncumbentRate: to('eventsPerSecond', INCUMBENT.eventsPerSecond),
      toIncumbentCpu: to('cpuPerThousandLaurel', INCUMBENT.cpuPerThousandJob),
      toIncumbentCassandra: to('cpuPerThousandCassandra', INCUMBENT.cpuPerThousandCassandra),
      toIncumbentMemory: to('memoryMb', INCUMBENT.memoryMb),
    },
    {
      step: 'laurel, two processes',
      ...two,
      cpuOfOneToBusiestOfTwo: Number(
        (Number(laurel['cpuPerThousandLaurel']) / Number(two['cpuPerThousandBusiest'])).toFixed(3),
      ),
    },
    ...(warm === null ? [] : [{ step: 'laurel, one process, a longer run', ...warm }]),
    ...withoutServers(quick ? count : WARM_COUNT, flushMs),
  ];
}

/** A report from Cassandra and Redis, beside Spark's of 100,000 learners. */
function clusterReport(count: number): Row[] {
  const spark = SPARK.hundredThousand;
  const laurel = run('report-cluster', [count]);
  const perRow = spark.wallSeconds / 100_000;
  const toSparkWall = Number(laurel['wallSeconds']) / (count * perRow);
  return [{ step: 'progress report from Cassandra and Redis', ...laurel, toSparkWall }];
}

/** Pages of the console, opened in a browser that has kept nothing. */
function consolePages(): Row[] {
  const pages = run('console', [quick ? 3 : 20]) as Readonly<Record<string, Row>>;
  const floor = Number(pages['floor']?.['usableMs']);
  return Object.entries(pages).map(([name, row]) => ({
    step: name === 'floor' ? 'a page that is one heading' : name,
    ...row,
    aboveFloorMs: Number(row['usableMs']) - floor,
  }));
}

/** One process and two, each on a processor of its own where there are two. */
function withoutServers(count: number, flushMs: number): Row[] {
  const one = run('cluster-shared-work', [count, flushMs, 1]);
  const two = run('cluster-shared-work', [count, flushMs, 2]);
  return [
    { step: 'no server to wait for, one process', ...one },
    { step: 'the same work, two processes', ...two, ...ratios(two, 'eventsPerSecond', { one }) },
  ];
}

function print(suite: string, { step, ...values }: Row): void {
  const shown = Object.entries(values).map(
    ([name, value]) => `  ${name.padEnd(24)} ${text(value)}`,
  );
  process.stdout.write(`${suite}: ${String(step)}\n${shown.join('\n')}\n`);
}

function text(value: unknown): string {
  if (typeof value !== 'number') return JSON.stringify(value);
  return value.toLocaleString('en', { maximumFractionDigits: 3 });
}
