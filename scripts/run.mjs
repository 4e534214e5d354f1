/**
 * Sets the clone up, then runs one of its built programs in this same process, so that a signal
 * reaches the program and its exit code is the command's.
 *
 *     node scripts/run.mjs dist/cli.js config
 */
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { ROOT, setUp } from './setup.mjs';

setUp({ build: true });
const [node, , program, ...args] = process.argv;
const path = join(ROOT, program);
process.argv = [node, path, ...args];
await import(pathToFileURL(path).href);
