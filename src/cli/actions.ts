/**
 * What each command of the program does: opens what it needs, runs it, closes it again. Writers take
 * the data folder's lock; readers work beside a running server.
 */
import { existsSync } from 'node:fs';
import { openLaurel, openReader, type Laurel, type Reader } from '../compose.js';
import { faultText, parseConfig, type Config, type Environment } from '../config.js';
import { folderFinding, nodeFinding, reportFindings, serverFinding } from './doctor.js';
import { listLetters, showLetter } from './dlq.js';
import { importFile } from './import.js';
import { openInput, type Input } from './input.js';
import type { Actions } from './program.js';
import { replay } from './replay.js';
import { runBatches } from './run-job.js';
import { showConfig } from './show-config.js';
import { EXIT, type ExitCode, type Terminal } from './terminal.js';

export interface ActionParts {
  readonly env: Environment;
  readonly cwd: string;
  readonly terminal: Terminal;
  readonly serve: () => Promise<ExitCode>;
}
