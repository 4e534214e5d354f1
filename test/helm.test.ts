/**
 * The chart for Kubernetes. Nothing renders it here, so the files are read: that they name
 * settings, routes and times that Laurel does not have is what tends to break.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../src/config.js';
import { SETTINGS } from '../src/settings.js';
import { given } from './gateway/given.js';

const CHART = fileURLToPath(new URL('../deploy/helm/laurel', import.meta.url));
const read = (name: string): string => readFileSync(`${CHART}/${name}`, 'utf8');
const templates = readdirSync(`${CHART}/templates`).map((name) => read(`templates/${name}`));
const values = parse(read('values.yaml')) as {
  readonly settings: Readonly<Record<string, string>>;
  readonly terminationGraceSeconds: number;
};

describe('the chart', () => {
  it('gives settings that exist', () => {
    const named = templates.join('\n').match(/\bLAUREL_\w+/g) ?? [];

    expect(named.length).toBeGreaterThan(8);
    const all = [...named, ...Object.keys(values.settings)];
    expect(all.filter((name) => !(name in SETTINGS.properties))).toEqual([]);
  });

  it('starts with settings that Laurel accepts', () => {
    const env = { LAUREL_HOST: '0.0.0.0', LAUREL_DATA_DIR: '/data', ...values.settings };
    expect(parseConfig(env, '/')).toMatchObject({ ok: true, value: { auth: 'jwt' } });
  });

  it('asks routes that there are', async () => {
    const { app } = await given();
    const paths = [...templates.join('\n').matchAll(/httpGet: \{ path: (\S+),/g)].map(
      ([, path = '']) => path,
    );

    expect(paths).toHaveLength(3);
    for (const url of paths) expect((await app.inject({ url })).statusCode).toBe(200);
  });

  it('waits longer for an end than Laurel takes', () => {
    const config = parseConfig({}, '/');
    const shutdownMsMax = config.ok ? config.value.shutdownMsMax : Infinity;
    expect(values.terminationGraceSeconds * 1000).toBeGreaterThan(shutdownMsMax);
  });
});
