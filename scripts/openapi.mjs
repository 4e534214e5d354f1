/**
 * Schemathesis against a running Laurel: no answer is a 5xx, and each is as the OpenAPI document
 * says. The server runs on the small installation of `test/openapi/`, whose ids are the document's
 * examples. Needs Python 3; Schemathesis is installed once, outside the repository.
 *
 *     node scripts/openapi.mjs [EXAMPLES_PER_OPERATION]
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { ROOT, setUp } from './setup.mjs';

const VERSION = '4.32.5';
const EXAMPLES_MAX = process.argv[2] ?? '20';
const SEED = '1';
const CHECKS = [
  ...['not_a_server_error', 'status_code_conformance', 'content_type_conformance'],
  ...['response_schema_conformance', 'response_headers_conformance'],
];
const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
const venv = join(cache, 'laurel', `schemathesis-${VERSION}`);
const data = mkdtempSync(join(tmpdir(), 'laurel-openapi-'));
const settings = { LAUREL_DATA_DIR: data, LAUREL_PORT: '0', LAUREL_LOG_LEVEL: 'error' };
// Servers that the environment names are for the tests; this Laurel needs none. Empty is unset.
const env = {
  ...process.env,
  ...settings,
  KAFKA_BROKERS: '',
  CASSANDRA_CONTACT_POINTS: '',
  REDIS_URL: '',
};

setUp({ build: true });
installSchemathesis();
const kinds = { course: 'course.json', batch: 'batches.jsonl', users: 'users.jsonl' };
for (const [kind, file] of Object.entries({ ...kinds, enrolments: 'enrolments.csv' })) {
  run(process.execPath, ['dist/cli.js', 'import', kind, join('test', 'openapi', file)]);
}
const server = spawn(process.execPath, ['dist/main.js'], { cwd: ROOT, env });
server.stderr.pipe(process.stderr);
process.exitCode = 1;
try {
  const url = await addressOf(server);
  const args = [
    ...['run', `${url}/documentation/json`, '--seed', SEED, '--max-examples', EXAMPLES_MAX],
    ...['--checks', CHECKS.join(), '--phases', 'examples,coverage,fuzzing'],
    // One worker: Hypothesis parses sources, which two threads of CPython do not do safely.
    ...['--workers', '1', '--request-timeout', '10', '--no-color'],
  ];
  process.exitCode = run(join(venv, 'bin', 'schemathesis'), args, data);
} finally {
  server.kill();
  await once(server, 'exit');
  rmSync(data, { recursive: true, force: true });
}

/** A failed installation leaves no folder that looks finished. */
function installSchemathesis() {
  if (existsSync(join(venv, 'bin', 'schemathesis'))) return;
  process.stderr.write(`laurel: installing schemathesis ${VERSION} ...\n`);
  run('python3', ['-m', 'venv', '--clear', venv]);
  run(join(venv, 'bin', 'pip'), ['install', '--quiet', `schemathesis==${VERSION}`]);
}

/** The server says where it is in its one line on stdout. */
async function addressOf({ stdout }) {
  for await (const chunk of stdout) {
    const found = /Laurel at (http\S+)/.exec(String(chunk));
    if (found !== null) return found[1];
  }
  throw new Error('the server ended before it answered');
}

/** Runs a command, its output on stderr; a failure of a preparation ends the process. */
function run(command, args, cwd = ROOT) {
  const done = spawnSync(command, args, { cwd, env, stdio: ['ignore', 2, 2] });
  const code = done.status ?? 1;
  if (code !== 0 && args[0] !== 'run') {
    process.stderr.write(`laurel: failed: ${command} ${args.join(' ')}\n`);
    process.exit(1);
  }
  return code;
}
