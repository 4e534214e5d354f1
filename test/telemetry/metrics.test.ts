import { describe, expect, it } from 'vitest';
import { given } from '../gateway/given.js';
import { givenTelemetry, STATUS } from './given.js';

describe('the metrics', () => {
  it('count requests by the route that answered, never by the path', async () => {
    const telemetry = givenTelemetry();
    const { app, engine } = await given({ telemetry });

    await app.inject({ url: '/certificates/no-such-one' });
    await app.inject({ url: '/health/ready' });
    engine.refuse({ kind: 'stopping' });
    await app.inject({ url: '/health/ready' });
    await app.inject({ url: '/no/such/path' });

    const of = (route: string, status: number): Promise<number | null> =>
      telemetry.value(
        'laurel_http_request_duration_seconds_count' +
          `{method="GET",route="${route}",status="${String(status)}"}`,
      );
    expect(await of('/health/ready', 200)).toBe(1);
    expect(await of('/health/ready', 503)).toBe(1);
    expect(await of('/certificates/:id', 404)).toBe(1);
    expect(await of('none', 404)).toBe(1);
    expect(await telemetry.metrics.text()).not.toContain('no-such-one');
  });

  it('read what others count, each time they are asked', async () => {
    const telemetry = givenTelemetry();
    let status = STATUS;
    telemetry.metrics.read({ ...NO_TOPICS, status: () => status });

    expect(await telemetry.value('laurel_completions_total')).toBe(12);
    status = { ...STATUS, completions: 20, trouble: 'the disk is full' };

    expect(await telemetry.value('laurel_completions_total')).toBe(20);
    expect(await telemetry.value('laurel_in_trouble')).toBe(1);
    expect(await telemetry.value('laurel_oldest_unflushed_seconds')).toBe(1.5);
  });

  it('tell how far each topic and partition is', async () => {
    const telemetry = givenTelemetry();
    telemetry.metrics.read({
      status: () => STATUS,
      topics: () => [{ topic: 'dev.t', outcomes: { applied: 8, dead: 1 } }],
      oldestUntakenMs: () => 2500,
      lag: () => Promise.resolve([{ topic: 'dev.t', partition: 3, records: 40 }]),
    });

    const records = 'laurel_topic_records_total{topic="dev.t",outcome=';
    expect(await telemetry.value(`${records}"applied"}`)).toBe(8);
    expect(await telemetry.value(`${records}"dead"}`)).toBe(1);
    expect(await telemetry.value('laurel_topic_lag_records{topic="dev.t",partition="3"}')).toBe(40);
    expect(await telemetry.value('laurel_topic_oldest_untaken_seconds')).toBe(2.5);
  });

  it('are answered as Prometheus reads them', async () => {
    const { app } = await given({ telemetry: givenTelemetry() });
    const reply = await app.inject({ url: '/metrics' });
    expect(reply.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(reply.body).toContain('# TYPE laurel_http_request_duration_seconds histogram');
  });

  it('are no route where nobody is to be told', async () => {
    const { app } = await given({ telemetry: null });
    expect((await app.inject({ url: '/metrics' })).statusCode).toBe(404);
  });
});

const NO_TOPICS = {
  topics: () => [],
  oldestUntakenMs: () => 0,
  lag: () => Promise.resolve([]),
};
