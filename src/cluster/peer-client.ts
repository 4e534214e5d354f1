/**
 * Asks other processes over HTTP.
 *
 * - N1 What surely was not heard (nobody listens there) is told apart from what may have been.
 * - N2 A call has a deadline, and an answer a size; connections are kept.
 */
import { Agent, request, type IncomingMessage } from 'node:http';
import { err, ok, type Result } from '../domain/result.js';
import { packValue, unpackValue } from '../persistence/peer-codec.js';
import type { AskPeer, PeerAnswer, PeerAsk, PeerFault } from './peer.js';

export interface PeerClientSettings {
  /** What every process of the installation knows and nobody else. */
  readonly secret: string;
  readonly answerBytesMax: number;
  readonly connectionsMax: number;
  /** The request for which is asked; '' = none. */
  readonly requestId: () => string;
}

export interface PeerClient {
  readonly ask: AskPeer;
  close(): void;
}

export const PEER_PATH = '/peer';
/** Names the request for which is asked, for the log of whoever is asked. */
export const REQUEST_HEADER = 'x-request-id';

export function peerClient(settings: PeerClientSettings): PeerClient {
  const agent = new Agent({ keepAlive: true, maxSockets: settings.connectionsMax });
  return {
    ask: async (address, ask, timeoutMs) => {
      const answered = await post({ agent, settings }, address, ask, timeoutMs);
      if (!answered.ok) return answered;
      const value = unpackValue(answered.value);
      // A peer runs the same program and proved that it knows the secret.
      return value.ok ? (value.value as PeerAnswer) : lost(value.error);
    },
    close: () => agent.destroy(),
  };
}

interface Caller {
  readonly agent: Agent;
  readonly settings: PeerClientSettings;
}

function post(
  { agent, settings }: Caller,
  address: string,
  ask: PeerAsk,
  timeoutMs: number,
): Promise<Result<Buffer, PeerFault>> {
  return new Promise((resolve) => {
    const body = packValue(ask);
    const requestId = settings.requestId();
    const signal = AbortSignal.timeout(Math.ceil(timeoutMs));
    const sent = request(`http://${address}${PEER_PATH}`, {
      ...{ agent, signal, method: 'POST' },
      headers: {
        authorization: `Bearer ${settings.secret}`,
        'content-length': body.length,
        ...(requestId !== '' && { [REQUEST_HEADER]: requestId }),
      },
    });
    sent.on('response', (response) => void collect(response, settings).then(resolve));
    sent.on('error', (error: NodeJS.ErrnoException) => {
      resolve(
        error.code === 'ECONNREFUSED' ? err(unreachable(error.message)) : lost(error.message),
      );
    });
    sent.end(body);
  });
}

async function collect(
  response: IncomingMessage,
  { answerBytesMax }: PeerClientSettings,
): Promise<Result<Buffer, PeerFault>> {
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of response as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > answerBytesMax) throw new Error(`more than ${String(answerBytesMax)} bytes`);
      parts.push(part);
    }
  } catch (error) {
    return lost(`the answer did not come whole: ${String(error)}`);
  }
  if (response.statusCode === 200) return ok(Buffer.concat(parts));
  // Refused before it was read: another secret, or too large.
  return err(unreachable(`the peer answers ${String(response.statusCode)}`));
}

const unreachable = (detail: string): PeerFault => ({ kind: 'unreachable', detail });

const lost = (detail: string): { readonly ok: false; readonly error: PeerFault } =>
  err({ kind: 'lost', detail });
