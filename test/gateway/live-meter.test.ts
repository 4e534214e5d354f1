import { describe, expect, it } from 'vitest';
import type { EngineStatus } from '../../src/engine.js';
import type { LiveSample } from '../../src/gateway/console-answers.js';
import { LiveMeter, SAMPLES_KEPT_MAX } from '../../src/gateway/live-meter.js';

describe('a live meter', () => {
  it('tells how much was written a second since the last sample', () => {
    const meter = new LiveMeter();
    meter.take(status(100), 1000);
    meter.take(status(150), 3000);
    meter.take(status(20), 5000);

    expect(meter.samples.map(({ writtenPerS }) => writtenPerS)).toEqual([0, 25, 0]);
  });

  it('tells nothing endless when no time has passed', () => {
    const meter = new LiveMeter();
    meter.take(status(100), 1000);
    meter.take(status(150), 1000);

    expect(meter.samples[1]?.writtenPerS).toBe(0);
  });

  it('keeps the newest samples', () => {
    const meter = new LiveMeter();
    for (let i = 0; i <= SAMPLES_KEPT_MAX; i++) meter.take(status(i), i);

    expect(meter.samples).toHaveLength(SAMPLES_KEPT_MAX);
    expect(meter.samples[0]?.at).toBe(1);
  });

  it('tells each sample to those who listen, until they stop', () => {
    const meter = new LiveMeter();
    const heard: LiveSample[] = [];
    const stop = meter.listen((sample) => heard.push(sample));
    meter.take({ ...status(1), inboxCommands: 7, oldestUnflushedMs: 40 }, 1000);
    stop();
    meter.take(status(2), 2000);

    expect(heard).toMatchObject([{ at: 1000, waiting: 7, lagMs: 40 }]);
  });
});

const status = (snapshotsWritten: number): EngineStatus => ({
  ...{ ready: true, residents: 0, residentBytes: 0, inboxCommands: 0, dirtyLearners: 0 },
  ...{ oldestUnflushedMs: 0, pendingEffects: 0, completions: 0, certificates: 0, trouble: '' },
  snapshotsWritten,
});
