import { describe, expect, it } from 'vitest';
import {
  newSender,
  SENDER_LIMITS,
  type Parcel,
  type SenderLimits,
} from '../../../src/persistence/kafka/sender.js';
import { fakeWire, lost, refusal } from './fake-wire.js';

const SENT = { ok: true, value: undefined };

describe('a group commit', () => {
  it('makes one request of everything that is sent at one moment', async () => {
    const { wire, sender } = given();

    await Promise.all(Array.from({ length: 64 }, (_, n) => sender.send([parcel(`${n}`)])));

    expect(wire.requests).toHaveLength(1);
    expect(wire.requests[0]).toHaveLength(64);
  });

  it('makes the next request of what came while one was under way', async () => {
    const { wire, sender } = given();
    let letGo = (): void => undefined;
    wire.answer = () => new Promise((resolve) => (letGo = resolve));
    const first = sender.send([parcel('a')]);
    await settled();
    const later = Promise.all(['b', 'c', 'd'].map((value) => sender.send([parcel(value)])));
    await settled();
    expect(wire.underWay).toBe(1);

    wire.answer = () => undefined;
    letGo();
    await Promise.all([first, later]);

    expect(wire.requests).toEqual([['t a'], ['t b', 't c', 't d']]);
  });

  it('ends at its bytes and at its number, and splits a call that is larger', async () => {
    const { wire, sender } = given({ groupBytesMax: 10, groupParcelsMax: 3 });

    const sent = await Promise.all([
      sender.send(['a', 'b', 'c', 'd'].map((value) => parcel(value, 1))),
      sender.send([parcel('e', 6), parcel('f', 6)]),
    ]);

    expect(sent).toEqual([SENT, SENT]);
    expect(wire.requests).toEqual([['t a', 't b', 't c'], ['t d', 't e'], ['t f']]);
  });

  it('resolves at once when there is nothing to send', async () => {
    const { wire, sender } = given();

    expect(await sender.send([])).toEqual(SENT);
    expect(wire.requests).toEqual([]);
  });
});

describe('what the sender says of a failure', () => {
  it('is unavailable when no connection could be made', async () => {
    const { wire, sender } = given();
    wire.isReachable = false;

    const sent = await Promise.all([sender.send([parcel('a')]), sender.send([parcel('b')])]);

    expect(kindsOf(sent)).toEqual(['unavailable', 'unavailable']);
    expect(wire.connects).toBe(SENDER_LIMITS.attemptsMax);
  });

  it('is timeout when a request was lost, though no connection came after it', async () => {
    const { wire, sender } = given();
    wire.answer = () => {
      wire.isReachable = false;
      throw lost();
    };

    expect(kindsOf([await sender.send([parcel('a')])])).toEqual(['timeout']);
  });

  it('is unavailable for those who waited behind a lost request', async () => {
    const { wire, sender } = given({ groupParcelsMax: 1 });
    wire.answer = () => {
      wire.isReachable = false;
      throw lost();
    };

    const sent = await Promise.all([sender.send([parcel('a')]), sender.send([parcel('b')])]);

    expect(kindsOf(sent)).toEqual(['timeout', 'unavailable']);
  });

  it('is timeout when a part of the call was sent', async () => {
    const { wire, sender } = given({ groupParcelsMax: 1 });
    wire.answer = () => {
      if (wire.requests.length < 1) return;
      wire.isReachable = false;
      throw lost();
    };

    expect(kindsOf([await sender.send([parcel('a'), parcel('b')])])).toEqual(['timeout']);
  });

  it('is nothing when a repetition succeeds', async () => {
    const { wire, sender } = given();
    let count = 0;
    wire.answer = () => {
      if (++count < SENDER_LIMITS.attemptsMax) throw lost();
    };

    expect(await sender.send([parcel('a')])).toEqual(SENT);
  });

  it('does not hit those who wait beside a record that is refused', async () => {
    const { wire, sender } = given();
    wire.answer = (values) => {
      if (values.includes('t bad')) throw refusal();
    };

    const sent = await Promise.all(['a', 'bad', 'b'].map((value) => sender.send([parcel(value)])));

    expect(kindsOf(sent)).toEqual([null, 'timeout', null]);
    expect(wire.requests).toEqual([['t a'], ['t b']]);
  });
});

describe('the limits of the sender', () => {
  it('refuses a message that no topic takes, and sends the others', async () => {
    const { wire, sender } = given({ parcelBytesMax: 5 });

    const sent = await Promise.all([sender.send([parcel('long', 6)]), sender.send([parcel('a')])]);

    expect(sent[0]).toMatchObject({ error: { detail: 'a message of 6 bytes for t, at most 5' } });
    expect(kindsOf(sent)).toEqual(['unavailable', null]);
    expect(wire.requests).toEqual([['t a']]);
  });

  it('refuses what would make too much wait, and takes it when there is room', async () => {
    const { sender } = given({ waitingBytesMax: 10 });

    const sent = await Promise.all(['a', 'b', 'c'].map((value) => sender.send([parcel(value, 4)])));

    expect(kindsOf(sent)).toEqual([null, null, 'unavailable']);
    expect(await sender.send([parcel('c', 4)])).toEqual(SENT);
  });

  it('sends what waits before it closes, and nothing after', async () => {
    const { wire, sender } = given();
    const sending = sender.send([parcel('a')]);

    await sender.close();

    expect(await sending).toEqual(SENT);
    expect(kindsOf([await sender.send([parcel('b')])])).toEqual(['unavailable']);
    expect(wire.requests).toEqual([['t a']]);
  });
});

function given(limits: Partial<SenderLimits> = {}) {
  const wire = fakeWire();
  const sender = newSender(wire, { ...SENDER_LIMITS, retryPauseMs: 1, ...limits });
  return { wire, sender };
}

const parcel = (value: string, bytes = value.length): Parcel => ({
  topic: 't',
  message: { value },
  bytes,
});

const kindsOf = (
  results: readonly { readonly ok: boolean; readonly error?: { readonly kind: string } }[],
): (string | null)[] => results.map(({ error }) => error?.kind ?? null);

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
