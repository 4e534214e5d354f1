/**
 * What users start with an engine for containers. None runs here, so the files are read: that they
 * agree with each other and with the settings is what tends to break.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../src/config.js';
import { SETTINGS } from '../src/settings.js';

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly profiles: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: unknown;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const compose = parse(read('compose.yaml'), { merge: true }) as Compose;
const services = Object.entries(compose.services);
const laurels = services.filter(([, service]) => service.build !== undefined);

describe('compose.yaml', () => {
  it('has one Laurel alone, and two on the services of a cluster', () => {
    const of = (profile: string): string[] =>
      services.filter(([, s]) => s.profiles.includes(profile)).map(([name]) => name);

    expect(of('embedded')).toEqual(['laurel']);
    expect(of('cluster')).toEqual(['laurel-a', 'laurel-b', 'cassandra', 'kafka', 'redis']);
  });

  it('starts Laurel alone with settings that it accepts', () => {
    const { laurel } = compose.services;

    // LAUREL_HOST is the image's, beyond loopback.
    const env = { ...imageEnvironment(), ...environmentOf(laurel!) };
    expect(parseConfig(env, '/')).toMatchObject({
      ok: true,
      value: { profile: 'embedded', host: '0.0.0.0', dataDir: '/data' },
    });
  });

  it.each(laurels)('gives %s settings that exist, in values that are allowed', (_, service) => {
    const env = { ...imageEnvironment(), ...environmentOf(service) };
    const ours = Object.keys(env).filter((name) => name !== 'NODE_ENV');

    expect(ours.filter((name) => !(name in SETTINGS.properties))).toEqual([]);
    expect(parseConfig(env, '/')).toMatchObject({ ok: true });
  });

  it('waits for the health of services that have a check of it', () => {
    const awaited = services.flatMap(([, s]) => Object.entries(s.depends_on ?? {}));

    expect(awaited).toHaveLength(6);
    for (const [name, { condition }] of awaited) {
      expect(condition).toBe('service_healthy');
      expect(compose.services[name]).toHaveProperty('healthcheck.test');
    }
  });

  it('names the addresses at which the services are', () => {
    for (const [name, service] of laurels.filter(([, s]) => s.profiles.includes('cluster'))) {
      const env = environmentOf(service);

      const advertised = compose.services['kafka']?.environment?.['KAFKA_ADVERTISED_LISTENERS'];
      expect(advertised).toBe(`PLAINTEXT://${env['KAFKA_BROKERS'] ?? ''}`);
      const hosts = [env['CASSANDRA_CONTACT_POINTS'], env['REDIS_URL']?.replace('redis://', '')];
      expect(hosts).toEqual(['cassandra:9042', 'redis:6379']);
      expect(env['LAUREL_CLUSTER_HOST']).toBe(name);
    }
  });

  it('publishes ports on loopback only, as nobody has to prove who he is', () => {
    const ports = services.flatMap(([, service]) => service.ports ?? []);

    expect(ports).toHaveLength(3);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:8080$/);
  });

  it('names a version of every image', () => {
    for (const [, { image }] of services) expect(image).toMatch(/^[\w/]+:\d[\w.-]+$/);
  });

  it('keeps data in volumes that it declares', () => {
    const used = services.flatMap(([, s]) => s.volumes ?? []).map((v) => v.split(':')[0]);

    expect(used.sort()).toEqual(Object.keys(compose.volumes).sort());
  });
});

describe('Dockerfile', () => {
  const steps = instructions(read('Dockerfile'));
  const last = steps.slice(steps.findLastIndex(([name]) => name === 'FROM'));

  it('builds and installs in stages of their own', () => {
    const stages = steps.filter(([name]) => name === 'FROM').map(([, rest]) => rest);

    expect(stages).toEqual([
      ...['${NODE_IMAGE} AS build', '${NODE_IMAGE} AS packages', '${NODE_IMAGE}'],
    ]);
    expect(last.filter(([, rest]) => /npm |tsc/.test(rest))).toEqual([]);
  });

  it('starts from a named version of Node that Laurel supports', () => {
    const image = steps.find(([name]) => name === 'ARG')?.[1] ?? '';
    const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };

    expect(image).toMatch(/^NODE_IMAGE=node:\d+\.\d+-\w+-slim$/);
    expect(versionIn(image)).toBeGreaterThanOrEqual(versionIn(engines.node));
  });

  it('installs with `npm install`, as `npm ci` refuses the lock', () => {
    const installs = steps.map(([, rest]) => rest).filter((rest) => rest.startsWith('npm'));

    expect(installs).toHaveLength(2);
    for (const install of installs) expect(install).toMatch(/^npm install --no-save /);
  });

  it('runs Laurel as a user without rights, to whom the folder of the data belongs', () => {
    const user = last.findIndex(([name]) => name === 'USER');

    expect(last[user]?.[1]).toBe('node');
    expect(last.findLastIndex(([name]) => name === 'RUN')).toBeLessThan(user);
    expect(last.find(([name]) => name === 'RUN')?.[1]).toContain('chown node:node /data');
  });

  it.each([
    [200, '/health/live', 0],
    [200, '/health', 1],
    [503, '/health/live', 1],
  ])('has a check of its health: %i at %s alone ends with %i', async (status, path, code) => {
    const check = last.find(([name]) => name === 'HEALTHCHECK')?.[1] ?? '';
    const [program, ...args] = JSON.parse(check.slice(check.indexOf('['))) as string[];
    const server = createServer((request, answer) => {
      answer.writeHead(request.url === path ? status : 404).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;

    const env = { PATH: process.env['PATH'], LAUREL_PORT: String(port) };
    const [ended] = (await once(spawn(program ?? '', args, { env }), 'exit')) as [number];
    server.close();

    expect(ended).toBe(code);
  });

  it('hands signals to Laurel and to no shell', () => {
    const command = JSON.parse(last.find(([name]) => name === 'CMD')?.[1] ?? '') as string[];

    expect(command).toEqual(['node', '--max-semi-space-size=64', 'dist/main.js']);
  });

  it('copies what exists and is not ignored', () => {
    const copied = steps
      .filter(([name, rest]) => name === 'COPY' && !rest.startsWith('--from'))
      .flatMap(([, rest]) => rest.split(' ').slice(0, -1));
    const ignored = read('.dockerignore').split('\n');

    expect(ignored.filter((line) => /^[^#!]/.test(line))).toEqual(['*']);
    for (const path of copied) {
      expect(existsSync(new URL(`../${path}`, import.meta.url)), path).toBe(true);
      expect(ignored).toContain(`!${path}`);
    }
  });
});

/** Values as the container gets them when the caller's own environment sets nothing. */
function environmentOf({ environment = {} }: Service): Record<string, string> {
  const values = Object.entries(environment).map(([name, value]) => [
    name,
    String(value).replace(/\$\{\w+:-([^}]*)\}/g, '$1'),
  ]);
  return Object.fromEntries(values) as Record<string, string>;
}

function imageEnvironment(): Record<string, string> {
  const [, line] = instructions(read('Dockerfile')).find(([name]) => name === 'ENV')!;
  return Object.fromEntries(line.split(' ').map((pair) => pair.split('='))) as Record<
    string,
    string
  >;
}

/** Name and rest of each instruction, continued lines joined. */
function instructions(text: string): (readonly [string, string])[] {
  const lines = text.replace(/\\\n\s*/g, '').split('\n');
  return lines
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => [line.split(' ')[0] ?? '', line.slice(line.indexOf(' ') + 1)]);
}

function read(path: string): string {
  return readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8');
}

/** The first version that a text names, as one number: 20.19 is 20019. */
function versionIn(text: string): number {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(text) ?? [];
  return Number(major) * 1_000 + Number(minor);
}
