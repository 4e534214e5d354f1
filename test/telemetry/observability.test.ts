import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { newMetrics } from '../../src/telemetry/metrics.js';
import { STATUS } from './given.js';

const read = (path: string): string =>
  readFileSync(new URL(`../../docs/${path}`, import.meta.url), 'utf8');

const DASHBOARD = JSON.parse(read('observability/dashboard.json')) as Dashboard;
const ALERTS = parse(read('observability/alerts.yaml')) as Alerts;

describe.each([
  ['the dashboard', DASHBOARD.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))],
  ['the alert rules', ALERTS.groups.flatMap(({ rules }) => rules.map(({ expr }) => expr))],
])('%s', (_name, expressions) => {
  it('ask for metrics that there are', async () => {
    const told = await namesTold();
    const asked = expressions.flatMap((expr) => expr.match(METRIC) ?? []);

    expect(asked.length).toBeGreaterThan(8);
    expect(asked.filter((name) => !told.has(name.replace(SERIES, '')))).toEqual([]);
  });
});

describe('each alert', () => {
  it('has its runbook', () => {
    const headings = [...read('operations.md').matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
    const rules = ALERTS.groups.flatMap((group) => group.rules);

    expect(rules.map(({ alert }) => alert)).toEqual(headings);
    for (const { alert, annotations } of rules) {
      expect(annotations.runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`);
    }
  });
});

const METRIC = /\b(?:laurel|nodejs|process)_\w+/g;
/** What a histogram adds to its name. */
const SERIES = /_(?:bucket|count|sum)$/;

async function namesTold(): Promise<ReadonlySet<string>> {
  const metrics = newMetrics({ ofProcess: true });
  metrics.read({
    status: () => STATUS,
    topics: () => [],
    oldestUntakenMs: () => 0,
    lag: () => Promise.resolve([]),
  });
  const lines = (await metrics.text()).matchAll(/^# TYPE (\w+)/gm);
  return new Set([...lines].flatMap(([, name = '']) => [name, name.replace(SERIES, '')]));
}

interface Dashboard {
  readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
}

interface Alerts {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
}

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly runbook: string };
}
