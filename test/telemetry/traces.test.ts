import { SpanStatusCode } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { err, ok } from '../../src/domain/result.js';
import { EMPTY_COMMIT } from '../../src/persistence/ports.js';
import { watchOf } from '../../src/telemetry/watch.js';
import { content, given, KEY } from '../gateway/given.js';
import { openMemory } from '../persistence/stores.js';
import { givenTelemetry } from './given.js';

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

beforeAll(() => provider.register());
beforeEach(() => exporter.reset());
afterAll(() => provider.shutdown());

const UPDATE = '/v1/content/state/update';
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('a traced request', () => {
  it('is a span below the caller’s, with what the engine does below it', async () => {
    const { app } = await tracedGateway();

    await app.inject({
      ...{ method: 'PATCH', url: UPDATE },
      headers: {
        'x-authenticated-userid': 'u1',
        traceparent: `00-${TRACE}-00f067aa0ba902b7-01`,
      },
      payload: { request: { userId: 'u1', contents: [content()] } },
    });

    const request = spanOf(`PATCH ${UPDATE}`);
    expect(request.spanContext().traceId).toBe(TRACE);
    expect(request.parentSpanContext?.spanId).toBe('00f067aa0ba902b7');
    expect(request.attributes).toMatchObject({ 'http.response.status_code': 200 });
    expect(spanOf('engine submit').parentSpanContext?.spanId).toBe(request.spanContext().spanId);
  });

  it('is pointed at by the commit that makes it durable', async () => {
    const { app, watch } = await tracedGateway();
    const { store } = await openMemory();
    await app.inject({
      ...{ method: 'PATCH', url: UPDATE, headers: { 'x-authenticated-userid': 'u1' } },
      payload: { request: { userId: 'u1', contents: [content()] } },
    });

    const row = (learner: string) =>
      ({ key: { ...KEY, learner }, bytes: new Uint8Array(1), isNew: true }) as never;
    await watch
      .snapshots(store.snapshots)
      .commit({ ...EMPTY_COMMIT, snapshots: [row('u1'), row('nobody')] });

    const commit = spanOf('snapshots commit');
    const submit = spanOf(`PATCH ${UPDATE}`).spanContext().spanId;
    expect(commit.links.map(({ context }) => context.spanId)).toEqual([submit]);
    expect(commit.attributes).toMatchObject({ 'laurel.snapshots': 2 });
  });

  it('names no learner', async () => {
    const { app } = await tracedGateway();

    await app.inject({ url: '/v1/user/courses/list/learner-7' });

    const told = exporter.getFinishedSpans().map((s) => [s.name, s.attributes, s.events]);
    expect(told).not.toEqual([]);
    expect(JSON.stringify(told)).not.toContain('learner-7');
  });
});

describe('a span of work', () => {
  it('fails with what it is about', async () => {
    const { traces } = givenTelemetry();
    const isFailure = (result: { ok: boolean }): boolean => !result.ok;

    await traces.span('bad', {}, () => Promise.resolve(err('no')), isFailure);
    await traces.span('good', {}, () => Promise.resolve(ok(1)), isFailure);

    expect(spanOf('bad').status.code).toBe(SpanStatusCode.ERROR);
    expect(spanOf('good').status.code).toBe(SpanStatusCode.UNSET);
  });
});

async function tracedGateway() {
  const telemetry = givenTelemetry();
  const watch = watchOf(telemetry);
  const plain = await given();
  const { app } = await given({ telemetry, engine: watch.engine(plain.engine) });
  return { app, watch };
}

function spanOf(name: string): ReadableSpan {
  const span = exporter.getFinishedSpans().find((one) => one.name === name);
  if (span === undefined) throw new Error(`no span ${name}`);
  return span;
}
