import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { PEER_PATH, peerClient, type PeerClientSettings } from '../../src/cluster/peer-client.js';
import {
  peerServer,
  type PeerServer,
  type PeerServerSettings,
} from '../../src/cluster/peer-server.js';
import type { PeerAnswer, PeerAsk } from '../../src/cluster/peer.js';
import { initialEnrolment } from '../../src/domain/enrolment.js';
import type { LearnerId } from '../../src/domain/ids.js';
import { err, ok } from '../../src/domain/result.js';
import { completed, enrol } from '../actors/given.js';

const SECRET = 'only the installation knows';
const READ: PeerAsk = { kind: 'read', shard: 3, learner: 'anil' as LearnerId, key: null };

const closing: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

describe('A question to a peer', () => {
  it('and its answer come through as they are, maps, sets and times included', async () => {
    const heard: PeerAsk[] = [];
    const state = initialEnrolment(enrol('anil').key);
    const { ask } = await pair((asked) => (heard.push(asked), ok([state])));
    const submit: PeerAsk = { kind: 'submit', shard: 3, commands: [completed('anil', ['c1'])] };

    expect(await ask(READ)).toEqual(ok([state]));
    expect(await ask(submit)).toEqual(ok([state]));
    expect(heard).toEqual([READ, submit]);
  });

  it('is answered with refusals and faults of the peer as they are', async () => {
    const busy = err({ kind: 'busy', retryAfterMs: 5, limit: 'inbox' } as const);
    const { ask } = await pair(() => busy);
    expect(await ask(READ)).toEqual(busy);
  });

  it('with another secret is not heard', async () => {
    const heard: PeerAsk[] = [];
    const { port } = await serve((asked) => (heard.push(asked), ok(null)));
    const other = client({ secret: 'something else' });

    const answer = await other.ask(`127.0.0.1:${String(port)}`, READ, 1_000);
    expect(answer).toMatchObject({ error: { kind: 'unreachable' } });
    expect(heard).toEqual([]);
  });

  it('that is too large is not heard', async () => {
    const heard: PeerAsk[] = [];
    const { ask } = await pair((asked) => (heard.push(asked), ok(null)), { askBytesMax: 2_000 });
    const commands = Array.from({ length: 200 }, () => enrol('anil'));

    const answer = await ask({ kind: 'submit', shard: 0, commands });
    expect(answer.ok).toBe(false);
    expect(heard).toEqual([]);
  });

  it('whose answer is too large is lost', async () => {
    const { ask } = await pair(
      () => ok(Array.from({ length: 99 }, () => initialEnrolment(enrol('anil').key))),
      {
        answerBytesMax: 500,
      },
    );
    expect(await ask(READ)).toMatchObject({ error: { kind: 'lost' } });
  });

  it('to where nobody listens was surely not heard', async () => {
    const { server, port } = await serve(() => ok(null));
    await server.close();
    const answer = await client().ask(`127.0.0.1:${String(port)}`, READ, 1_000);
    expect(answer).toMatchObject({ error: { kind: 'unreachable' } });
  });

  it('that is not answered in time may have been heard', async () => {
    const { ask } = await pair(() => new Promise(() => undefined));
    expect(await ask(READ, 20)).toMatchObject({ error: { kind: 'lost' } });
  });

  it('that the peer fails over may have been heard', async () => {
    const { ask } = await pair(() => Promise.reject(new Error('a bug')));
    expect(await ask(READ)).toMatchObject({ error: { kind: 'lost' } });
  });

  it('whose answer is no value is lost', async () => {
    const server = createServer((_request, response) => response.writeHead(200).end('\u00c1'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(() => (server.closeAllConnections(), void server.close()));
    const { port } = server.address() as AddressInfo;

    const answer = await client().ask(`127.0.0.1:${String(port)}`, READ, 1_000);
    expect(answer).toMatchObject({ error: { kind: 'lost' } });
  });
});

describe('The server of peers', () => {
  it.each([
    ['GET', PEER_PATH, 404],
    ['POST', '/other', 404],
  ])('refuses %s %s', async (method, path, status) => {
    const { port } = await serve(() => ok(null));
    const url = `http://127.0.0.1:${String(port)}${path}`;
    const answer = await fetch(url, { method, headers: { authorization: `Bearer ${SECRET}` } });
    expect(answer.status).toBe(status);
  });

  it('refuses what it cannot read', async () => {
    const { port } = await serve(() => ok(null));
    const answer = await fetch(`http://127.0.0.1:${String(port)}${PEER_PATH}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SECRET}` },
      body: Buffer.from([0xd9, 0x20]),
    });
    expect(answer.status).toBe(400);
  });

  it('says when the port is taken', async () => {
    const { port } = await serve(() => ok(null));
    await expect(serve(() => ok(null), { port })).rejects.toThrow('EADDRINUSE');
  });
});

describe('the request for which is asked', () => {
  it('is told of with a question that is refused, and with no other', async () => {
    const told: unknown[] = [];
    const stopping = err({ kind: 'stopping' } as const);
    const { port } = await serve((ask) => (ask.kind === 'flush' ? stopping : ok(null)), {
      refused: (...heard) => void told.push(heard),
    });
    const { ask } = client({ requestId: () => 'r-1' });
    const address = `127.0.0.1:${String(port)}`;

    await ask(address, { kind: 'look' }, 2_000);
    const answer = await ask(address, { kind: 'flush' }, 2_000);

    expect(answer).toEqual(stopping);
    expect(told).toEqual([['r-1', { kind: 'flush' }, { kind: 'stopping' }]]);
  });
});

type Answering = (ask: PeerAsk) => PeerAnswer | Promise<PeerAnswer>;

async function serve(
  answer: Answering,
  more: Partial<Omit<PeerServerSettings, 'answer'>> = {},
): Promise<{ server: PeerServer; port: number }> {
  const server = await peerServer({
    ...{ host: '127.0.0.1', port: 0, secret: SECRET, askBytesMax: 1_000_000 },
    refused: () => undefined,
    ...more,
    answer: async (ask) => answer(ask),
  });
  closing.push(() => server.close().catch(() => undefined));
  return { server, port: server.port };
}

function client(more: Partial<PeerClientSettings> = {}) {
  const settings = {
    ...{ secret: SECRET, answerBytesMax: 1_000_000, connectionsMax: 4 },
    requestId: () => '',
    ...more,
  };
  const made = peerClient(settings);
  closing.unshift(() => made.close());
  return made;
}

async function pair(
  answer: Answering,
  { askBytesMax = 1_000_000, answerBytesMax = 1_000_000 } = {},
) {
  const { port } = await serve(answer, { askBytesMax });
  const { ask } = client({ answerBytesMax });
  return { ask: (a: PeerAsk, ms = 2_000) => ask(`127.0.0.1:${String(port)}`, a, ms) };
}
