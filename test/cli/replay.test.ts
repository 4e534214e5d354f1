import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { replay, type TakeRecord } from '../../src/cli/replay.js';
import type { Command } from '../../src/domain/command.js';
import { err, ok } from '../../src/domain/result.js';
import type { Engine } from '../../src/engine.js';
import type { StreamEvent } from '../../src/gateway/stream-event.js';
import { fakeEngine } from './fake-engine.js';
import { fakeTerminal } from './fake-terminal.js';

describe('replay', () => {
  it('feeds every line and sums it up', async () => {
    const done = await run('a\nb\r\n\nskip\nbad\n');

    expect(done.engine.commands.map((c) => c.kind)).toEqual(['reevaluate', 'reevaluate']);
    expect(done.code).toBe(0);
    expect(done.summary).toMatchObject({
      events: 4,
      applied: 2,
      duplicates: 0,
      ignored: 1,
      rejected: 0,
      dead: 1,
      completions: 2,
    });
  });

  it('counts seconds and events a second', async () => {
    const { summary } = await run('a\n');

    expect(summary.seconds).toBeGreaterThan(0);
    expect(summary.eventsPerSecond).toBe(Math.round(1 / (summary.seconds as number)));
  });

  it('keeps a bad line with number and reason, also one that stops half way', async () => {
    const { engine } = await run('bad\na\nbad');

    expect(engine.letters.map((l) => [l.source, l.position, l.reason])).toEqual([
      ['events.jsonl', '1', 'no event'],
      ['events.jsonl', '3', 'the file stops in mid line: no event'],
    ]);
  });

  it('keeps length and hash of a line beyond the limit and never parses it', async () => {
    const { engine } = await run(`${'a'.repeat(2000)}\n`);

    const sha256 = createHash('sha256').update('a'.repeat(2000)).digest('hex');
    expect(engine.letters).toMatchObject([{ bytes: 2000, sha256 }]);
    expect(engine.commands).toEqual([]);
  });

  it('says that an empty input holds no events', async () => {
    const done = await run('');

    expect(done.terminal.noted).toEqual(['laurel: the input holds no events']);
    expect(done.summary.events).toBe(0);
  });

  it('shows progress on stderr while it runs', async () => {
    const { terminal } = await run('a\n');

    expect(terminal.progressed[0]).toMatch(/^1 events, \d+\/s, 0 dead$/);
  });

  it('prints the same numbers for a person', async () => {
    const { terminal } = await run('a\nbad\n', false);

    expect(terminal.printed[0]).toBe(
      '2 events, 1 applied, 0 duplicates, 0 ignored, 0 rejected, 1 dead',
    );
  });
});

describe('replay of another topic', () => {
  it('hands on each record with its line number', async () => {
    const taken: string[] = [];
    const take: TakeRecord = (text, position) => {
      taken.push(`${position} ${text}`);
      return Promise.resolve(ok(undefined));
    };

    await run('a\n\nb\n', true, take);

    expect(taken).toEqual(['1 a', '3 b']);
  });

  it('keeps a record that cannot be taken, and one beyond the limit', async () => {
    const refusal = { kind: 'damaged', key: 'k', detail: 'fails its checksum' } as const;
    const take: TakeRecord = () => Promise.resolve(err(refusal));

    const { engine } = await run(`a\n${'b'.repeat(2000)}\n`, true, take);

    expect(engine.letters.map((l) => [l.position, l.reason])).toEqual([
      ['1', 'k is damaged: fails its checksum'],
      ['2', 'the line is longer than 1024 bytes (LAUREL_LINE_BYTES_MAX)'],
    ]);
  });
});

async function run(text: string, json = true, records: TakeRecord | null = null) {
  const engine = fakeEngine();
  const terminal = fakeTerminal();
  const parts = {
    engine: engine as unknown as Engine,
    config: { lineBytesMax: 1024 },
    terminal,
    parse,
    topic: 'coursebatch.job.request' as const,
    takeFrom: records === null ? null : () => records,
  };
  const code = await replay({ name: 'events.jsonl', chunks: chunks(text) }, parts, json);
  const summary = json ? (JSON.parse(terminal.printed[0]!) as Record<string, unknown>) : {};
  return { code, engine, terminal, summary };
}

function parse(line: string): StreamEvent {
  if (line === 'skip') return { kind: 'ignored' };
  if (line === 'bad') return { kind: 'dead', reason: 'no event' };
  return { kind: 'commands', commands: [{ kind: 'reevaluate' } as Command] };
}

async function* chunks(text: string): AsyncGenerator<Buffer> {
  yield await Promise.resolve(Buffer.from(text));
}
