/**
 * Cuts the notes of one version out of the changelog: its section without its heading.
 *
 *     npm run -s release-notes -- VERSION
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { URL } from 'node:url';

const version = (process.argv[2] ?? '').replace(/^v/, '');
const changelog = readFileSync(new URL('../CHANGELOG.md', import.meta.url), 'utf8');
const sections = changelog.split(/^## /m).slice(1);
// A date may stand behind the version.
const found = sections.find((section) => section.split(/\s/, 1)[0] === version);

if (found === undefined) {
  process.stderr.write(`CHANGELOG.md says nothing of '${version}': it needs "## ${version}"\n`);
  process.exitCode = 1;
} else process.stdout.write(`${found.slice(found.indexOf('\n')).trim()}\n`);
