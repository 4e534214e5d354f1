/** HTTP updates of many learners, by autocannon over 64 connections: one content a request. */
import autocannon from 'autocannon';

const CONNECTIONS = 64;
const LEARNERS = 20_000;

export interface UpdateLoad {
  readonly port: number;
  readonly seconds: number;
  /** Left out: as fast as the answers come. */
  readonly requestsPerSecond?: number;
}

/** Sends updates of one content each for some seconds. */
export function load({ port, seconds, requestsPerSecond }: UpdateLoad): Promise<autocannon.Result> {
  let sent = 0;
  return autocannon({
    url: `http://127.0.0.1:${String(port)}/v1/content/state/update`,
    connections: CONNECTIONS,
    duration: seconds,
    ...(requestsPerSecond !== undefined && { overallRate: requestsPerSecond }),
    requests: [
      {
        method: 'PATCH',
        setupRequest: (request) => ({ ...request, ...requestOf(sent++) }),
      },
    ],
  });
}

function requestOf(n: number): { headers: Record<string, string>; body: string } {
  const userId = `learner-${String((n * 7919) % LEARNERS)}`;
  const contentId = `do_313090000000000${String(100 + (n % 20))}`;
  const content = {
    contentId,
    courseId: 'do_31309000000000001',
    batchId: 'bench-batch',
    status: 2,
  };
  const headers = { 'content-type': 'application/json', 'x-authenticated-userid': userId };
  return { headers, body: JSON.stringify({ request: { userId, contents: [content] } }) };
}
