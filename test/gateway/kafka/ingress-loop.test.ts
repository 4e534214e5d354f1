import { describe, expect, it } from 'vitest';
import { AWAY, messages, NOW, OTHER_TOPIC, running, settled, TOPIC } from './fake-reader.js';

describe('the ingress loop', () => {
  it('hands each record on with its text, its place and when it reached the topic', async () => {
    const { reading, offered } = running();

    await reading.take(messages(3, 41, ['{"a":1}', null]));

    expect(offered).toEqual([
      {
        topic: 'coursebatch.job.request',
        text: '{"a":1}',
        source: TOPIC,
        position: '3:41',
        receivedAt: NOW - 1_000,
      },
      expect.objectContaining({ text: '', position: '3:42' }),
    ]);
  });

  it('says what is taken only after it is durable and kept, once an interval', async () => {
    const { reading, steps, tick, pauses } = running({ cutIntervalMs: 700 });
    await reading.take(messages(0, 0, ['a', 'b']));
    await reading.take(messages(1, 7, ['c']));
    await settled();
    expect(steps).toEqual([]);

    await tick();

    expect(pauses[0]).toBe(700);
    expect(steps).toEqual([`flush ${TOPIC}`, 'keep 0:2', 'keep 1:8', 'taken 0:2', 'taken 1:8']);
  });

  it('flushes only the sources that had records', async () => {
    const { reading, steps, tick } = running();
    await reading.take(messages(0, 0, ['a'], OTHER_TOPIC));

    await tick();

    expect(steps).toEqual([`flush ${OTHER_TOPIC}`, 'keep 0:1', 'taken 0:1']);
  });

  it('does not wait for the interval when so many records came', async () => {
    const { reading, steps } = running({ cutRecordsMax: 3 });
    await reading.take(messages(0, 0, ['a', 'b']));
    await settled();
    expect(steps).toEqual([]);

    await reading.take(messages(0, 2, ['c']));
    await settled();

    expect(steps).toContain('taken 0:3');
  });

  it('does not say that records are taken which came after the flush began', async () => {
    const { reading, steps, tick, holdFlushes } = running();
    await reading.take(messages(0, 0, ['a']));
    const letGo = holdFlushes();
    await tick();
    await reading.take(messages(0, 1, ['b']));
    letGo();
    await settled();
    expect(steps).toEqual([`flush ${TOPIC}`, 'keep 0:1', 'taken 0:1']);

    await tick();

    expect(steps.at(-1)).toBe('taken 0:2');
  });

  it('says nothing is taken while flushes fail, and everything once they succeed', async () => {
    const { loop, reading, steps, tick, failFlushes } = running();
    failFlushes(AWAY);
    await reading.take(messages(0, 0, ['a']));
    await tick();
    await tick();
    expect(steps.filter((step) => step.startsWith('taken'))).toEqual([]);
    expect(loop.status().trouble).toContain('it is away');

    failFlushes(null);
    await reading.take(messages(0, 1, ['b']));
    for (let i = 0; i < 3; i++) await tick();

    expect(steps.filter((step) => step.startsWith('taken'))).toEqual(['taken 0:2']);
  });

  it('says again what could not be said', async () => {
    const { reading, steps, tick, failTaken } = running();
    failTaken(true);
    await reading.take(messages(0, 0, ['a']));
    await tick();
    failTaken(false);
    for (let i = 0; i < 3; i++) await tick();

    expect(steps.filter((step) => step.startsWith('taken'))).toEqual(['taken 0:1']);
  });

  it('keeps where partitions begin, without any record', async () => {
    const { reading, steps, tick } = running();
    reading.began([{ topic: TOPIC, partition: 0, next: 12n }]);

    await tick();

    expect(steps).toEqual([`flush ${TOPIC}`, 'keep 0:12', 'taken 0:12']);
  });
});

describe('a record that the engine refuses', () => {
  it('is offered again with a growing pause until it is taken, and the others wait', async () => {
    const { reading, offered, pauses, tick, refuse } = running({
      ...{ retryPauseMs: 10, retryPauseMsMax: 25 },
    });
    refuse(AWAY);
    const taking = reading.take(messages(0, 0, ['a', 'b']));
    for (let i = 0; i < 4; i++) await tick();
    expect(pauses).toEqual([10, 20, 25, 25, 25]);
    expect(new Set(offered.map(({ text }) => text))).toEqual(new Set(['a']));

    refuse(null);
    await tick();
    await taking;

    expect(offered.slice(-2).map(({ text }) => text)).toEqual(['a', 'b']);
  });

  it('is offered again when a busy engine says so', async () => {
    const { reading, pauses, tick, refuse } = running();
    refuse({ kind: 'busy', retryAfterMs: 1_234, limit: 'inboxCommandsMax' });
    const taking = reading.take(messages(0, 0, ['a']));
    await settled();
    refuse(null);
    await tick();
    await taking;

    expect(pauses[0]).toBe(1_234);
  });

  it('does not hold the other partitions', async () => {
    const { loop, reading, refuse, tick } = running();
    refuse(AWAY);
    const held = reading.take(messages(0, 0, ['a']));
    await settled();
    refuse(null);
    await reading.take(messages(1, 0, ['b', 'c']));

    expect(loop.status().tallies.get(TOPIC)).toMatchObject({ events: 2 });
    await tick();
    await held;
  });

  it('becomes a dead letter when what it needs is damaged', async () => {
    const { loop, reading, letters, refuse } = running();
    refuse({ kind: 'damaged', key: 'a key', detail: 'torn' });

    await reading.take(messages(2, 5, ['a']));

    expect(letters).toEqual([
      expect.objectContaining({ source: TOPIC, position: '2:5', text: 'a', at: NOW }),
    ]);
    expect(loop.status().tallies.get(TOPIC)).toMatchObject({ events: 1, dead: 1 });
  });
});

describe('the limits of the ingress loop', () => {
  it('takes no more when too much is not durable, and goes on when it is', async () => {
    const { reading, offered, tick, failFlushes } = running({ untakenRecordsMax: 2 });
    failFlushes(AWAY);
    await reading.take(messages(0, 0, ['a', 'b']));
    const waiting = reading.take(messages(0, 2, ['c']));
    for (let i = 0; i < 3; i++) await tick();
    expect(offered.map(({ text }) => text)).toEqual(['a', 'b']);

    failFlushes(null);
    for (let i = 0; i < 3; i++) await tick();
    await waiting;

    expect(offered.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
  });

  it('knows the age of the oldest record that is not taken, also of one in hand', async () => {
    const { loop, reading, tick, refuse } = running();
    expect(loop.status().oldestUntakenMs).toBe(0);
    refuse(AWAY);
    const taking = reading.take(messages(0, 0, ['a', 'b']));
    await settled();
    expect(loop.status().oldestUntakenMs).toBe(1_000);
    refuse(null);
    await tick();
    await taking;
    expect(loop.status().oldestUntakenMs).toBe(1_000);

    await tick();

    expect(loop.status().oldestUntakenMs).toBe(0);
  });
});

describe("Laurel's own records", () => {
  it('are counted as ignored and asked for nothing', async () => {
    const { loop, reading, offered } = running();

    await reading.take(messages(0, 0, ['own a', 'b']));

    expect(offered.map(({ text }) => text)).toEqual(['b']);
    expect(loop.status().tallies.get(TOPIC)).toMatchObject({ events: 2, ignored: 1, applied: 1 });
  });
});

describe('stopping the ingress loop', () => {
  it('makes durable and says what was processed, then leaves', async () => {
    const { loop, reading, steps } = running();
    await reading.take(messages(0, 0, ['a']));

    await loop.stop();

    expect(steps).toEqual([`flush ${TOPIC}`, 'keep 0:1', 'taken 0:1', 'close']);
  });

  it('says nothing of a record that was refused, nor of those behind it', async () => {
    const { loop, reading, steps, refuse } = running();
    await reading.take(messages(0, 0, ['a']));
    refuse(AWAY);
    const taking = reading.take(messages(0, 1, ['b', 'c']));
    await settled();

    const stopping = loop.stop();
    await taking;
    refuse(null);
    await reading.take(messages(0, 3, ['d']));
    await stopping;

    expect(steps.filter((step) => step.startsWith('taken'))).toEqual(['taken 0:1']);
  });

  it('ends though nothing can be made durable, and then says nothing is taken', async () => {
    const { loop, reading, steps, failFlushes } = running();
    failFlushes(AWAY);
    await reading.take(messages(0, 0, ['a']));

    await loop.stop();

    expect(steps.filter((step) => !step.startsWith('flush'))).toEqual(['close']);
  });

  it('hands on why no more records come', () => {
    const { loop, reading, stops } = running();
    const why = { kind: 'shared-group', others: 2 } as const;

    reading.stopped(why);

    expect(stops).toEqual([why]);
    expect(loop.status().stop).toEqual(why);
  });
});
