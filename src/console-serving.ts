/** What the console is given in a server. Part of the composition root. */
import type { Laurel } from './compose.js';
import { parseConfig, redactedConfig, type Config } from './config.js';
import { consoleFiles } from './console-files.js';
import { assert } from './domain/result.js';
import type { SettingLine } from './gateway/console-answers.js';
import type { ConsoleDeps } from './gateway/http/console-deps.js';
import { redriveLetter } from './gateway/redrive.js';
import { redriveDeps } from './redriving.js';
import { SETTINGS, type SettingName } from './settings.js';
import { systemClock } from './system-clock.js';

/** `null` where it is turned off. */
export function consoleOf(config: Config, laurel: Laurel, now: () => number): ConsoleDeps | null {
  if (config.console === 'off') return null;
  return {
    profile: config.profile,
    reads: laurel.reads,
    limits: {
      learnersMax: config.consoleLearnersMax,
      cacheMs: config.consoleCacheMs,
      stuckDays: config.consoleStuckDays,
      listenersMax: config.consoleListenersMax,
    },
    mentorRoles: wordsOf(config.consoleMentorRoles),
    signIn: signInOf(config),
    users: laurel.store.users,
    desk: {
      ...{ letters: laurel.store.deadLetters, env: config.env },
      take: (letter) => redriveLetter(letter, redriveDeps(config, laurel, now)),
    },
    settings: () => settingLines(config),
    files: consoleFiles(),
    every,
  };
}

const wordsOf = (list: string): string[] =>
  list
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

const signInOf = ({ oidcIssuer, oidcClientId, oidcScope }: Config): ConsoleDeps['signIn'] =>
  oidcIssuer === '' ? null : { issuer: oidcIssuer, clientId: oidcClientId, scope: oidcScope };

/** The settings in the order of their table, each with whether it is as it comes. */
function settingLines(config: Config): SettingLine[] {
  const untouched = parseConfig({}, process.cwd());
  assert(untouched.ok, 'an empty environment is a configuration');
  const usual = redactedConfig(untouched.value);
  const names = Object.keys(SETTINGS.properties) as SettingName[];
  const shown = redactedConfig(config);
  return names.map((name) => {
    const rule: object = SETTINGS.properties[name];
    const told = 'description' in rule && typeof rule.description === 'string';
    const description = told ? String(rule.description) : '';
    return { name, value: shown[name], description, isDefault: shown[name] === usual[name] };
  });
}

/** Again and again, each time after the last; called off by the function it returns. */
function every(ms: number, work: () => void): () => void {
  const clock = systemClock();
  let callOff: () => void = () => undefined;
  const next = (): void => {
    callOff = clock.after(ms, () => {
      work();
      next();
    });
  };
  next();
  return () => callOff();
}
