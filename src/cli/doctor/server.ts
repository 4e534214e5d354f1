/**
 * What `doctor` finds of the server on this machine, from its answers at `/health/ready` and
 * `/health`. Pure. That none runs is no fault.
 */
import { isFields, own, type Fields } from '../../gateway/wire.js';
import { warning, well, type Finding } from './finding.js';
import type { HttpLook } from './http-look.js';

export interface ServerLooks {
  readonly url: string;
  /** `null` = nobody answers. */
  readonly ready: HttpLook | null;
  readonly health: HttpLook | null;
}

/** `version` is the program's own. */
export function serverFindings({ url, ready, health }: ServerLooks, version: string): Finding[] {
  const subject = 'server';
  if (ready === null) return [well(subject, `none answers at ${url}`)];
  const trouble = textIn(ready.json, 'trouble');
  const because = trouble === '' ? '' : `: ${trouble}`;
  if (ready.status !== 200) {
    const detail = `not ready at ${url}: HTTP ${String(ready.status)}${because}`;
    return [warning(subject, detail, LOOK_AT_LOG)];
  }
  const state = `ready at ${url}${because}`;
  const checks = checksIn(health).filter(({ name }) => name !== 'engine');
  return [
    trouble === '' ? well(subject, state) : warning(subject, state, LOOK_AT_LOG),
    ...versionFinding(textIn(resultOf(health), 'version'), version),
    ...checks
      .filter((check) => check['healthy'] === false)
      .map((check) => {
        const name = textIn(check, 'name');
        return warning(name, textIn(check, 'trouble') || 'is not healthy', LOOK_AT_LOG);
      }),
  ];
}

const LOOK_AT_LOG =
  "read the server's log of the last minutes; docs/operations.md says what to do of each";

function versionFinding(running: string, own: string): Finding[] {
  if (running === '' || running === own) return [];
  const detail = `the server runs ${running}, this program is ${own}`;
  return [warning('version', detail, 'restart the server with the version that is installed')];
}

const resultOf = (health: HttpLook | null): unknown =>
  health !== null && isFields(health.json) ? own(health.json, 'result') : null;

function checksIn(health: HttpLook | null): Fields[] {
  const result = resultOf(health);
  const checks = isFields(result) ? own(result, 'checks') : [];
  return Array.isArray(checks) ? checks.filter(isFields) : [];
}

function textIn(value: unknown, name: string): string {
  const text = isFields(value) ? own(value, name) : '';
  return typeof text === 'string' ? text : '';
}
