/** Dead letters over the console's routes: edited, and those of a cause taken together. */
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { err, ok } from '../../src/domain/result.js';
import type { ConsoleDeps } from '../../src/gateway/http/console-deps.js';
import { keptRequest } from '../../src/gateway/kept-request.js';
import { CAUSE_LETTERS_TAKEN_MAX, mostFrequent } from '../../src/gateway/letter-causes.js';
import type { DeadLetter } from '../../src/persistence/ports.js';
import { get, letter, withConsole } from './given-console.js';

type Take = ConsoleDeps['desk']['take'];

const NAME = 'Asha Rao';

const sent: DeadLetter = {
  ...letter('p1'),
  ...{ source: 'http', way: 'state-update' },
  text: keptRequest({
    caller: { requestedBy: 'u1' as never, requestedFor: null, system: false, roles: [] },
    request: { contents: [{ batchId: 'b-none', by: NAME }] },
  }),
};

describe('a dead letter that is edited', () => {
  const right = JSON.stringify({ contents: [{ batchId: 'b-live', by: 'Devi' }] });

  it('shows what may be edited, or why nothing may', async () => {
    const one = await get('/v1/console/dead-letter?source=http&position=p1', {}, [sent]);
    const other = await get('/v1/console/dead-letter?source=s&position=p2', {}, [letter('p2')]);

    expect(JSON.parse(String(one.result['editable']))).toEqual({
      contents: [{ batchId: 'b-none', by: NAME }],
    });
    expect(other.result['editable']).toBeNull();
    expect(other.result['whyNot']).toContain("Laurel's own");
  });

  it('is taken as edited, and is done; the log says who changed which fields', async () => {
    const texts: string[] = [];
    const { g, lines } = await logged([sent], ({ text }) => {
      texts.push(text);
      return Promise.resolve(ok({ kind: 'applied' }));
    });

    const { body } = await redrive(g, { source: 'http', position: 'p1', content: right });

    expect(body.result).toEqual({ outcome: 'applied', reason: '' });
    expect(JSON.parse(texts[0]!)).toMatchObject({ request: JSON.parse(right) as object });
    expect(await reasonsIn(g)).toEqual([]);
    const [line] = lines();
    expect(line).toMatchObject({
      ...{ source: 'http', position: 'p1', by: 'u1', outcome: 'applied' },
      changed: ['/request/contents/0/batchId', '/request/contents/0/by'],
    });
    expect(JSON.stringify(line)).not.toMatch(/Asha|Devi/);
  });

  it('stays as it was when the edit fails, and tells the reason of the edit', async () => {
    const { g } = await logged([sent], () =>
      Promise.resolve(ok({ kind: 'failed', reason: 'new' })),
    );

    const { body } = await redrive(g, { source: 'http', position: 'p1', content: right });

    expect(body.result).toEqual({ outcome: 'failed', reason: 'new' });
    expect(await reasonsIn(g)).toEqual(['why']);
  });

  it.each([
    ['{"contents":', 'content is no JSON: line 1, column 13'],
    [7, 'content'],
  ])('is not taken when the content is %j', async (content, message) => {
    const { g } = await logged([sent], () => Promise.reject(new Error('nothing is to be taken')));

    const reply = await redrive(g, { source: 'http', position: 'p1', content });

    expect(reply.status).toBe(400);
    expect(reply.body.params['errmsg']).toContain(message);
  });
});

describe('dead letters of one cause', () => {
  const of = (reason: string, ...positions: string[]): DeadLetter[] =>
    positions.map((position) => ({ ...letter(position), reason }));

  it('are counted, the most frequent first, and listed alone when asked for', async () => {
    const letters = [...of('a', '1', '2'), ...of('b', '3', '4', '5')];

    const all = await get('/v1/console/dead-letters', {}, letters);
    const some = await get('/v1/console/dead-letters?reason=a', {}, letters);

    expect(all.result).toMatchObject({
      causes: [
        { reason: 'b', count: 3 },
        { reason: 'a', count: 2 },
      ],
      areMoreCauses: false,
    });
    expect(some.result['causes']).toEqual(all.result['causes']);
    expect(some.result['letters']).toMatchObject([{ position: '1' }, { position: '2' }]);
  });

  it('are taken, and those of other causes are not', async () => {
    const letters = [...of('a', '1', '2', '3', '4'), ...of('b', '5')];
    const { g } = await logged(letters, ({ position }) =>
      Promise.resolve(
        ok(
          position === '1'
            ? { kind: 'failed', reason: 'a' }
            : position === '2'
              ? { kind: 'impossible', why: 'cut' }
              : { kind: 'applied' },
        ),
      ),
    );

    const { body } = await takeCause(g, { reason: 'a' });

    expect(body.result).toEqual({
      ...{ taken: 2, failed: 1, impossible: 1, stayed: 2, isMore: false, trouble: '' },
    });
    expect(await reasonsIn(g)).toEqual(['a', 'a', 'b']);
  });

  it('are taken in portions, each of them once, though all of them stay', async () => {
    const positions = Array.from({ length: CAUSE_LETTERS_TAKEN_MAX + 1 }, (_, i) => String(i));
    const taken: string[] = [];
    const { g } = await logged(of('a', ...positions), ({ position }) => {
      taken.push(position);
      return Promise.resolve(ok({ kind: 'failed', reason: 'a' }));
    });

    const first = await takeCause(g, { reason: 'a' });
    const second = await takeCause(g, { reason: 'a', skip: first.body.result['stayed'] });

    expect(first.body.result).toMatchObject({ stayed: CAUSE_LETTERS_TAKEN_MAX, isMore: true });
    expect(second.body.result).toMatchObject({ stayed: 1, isMore: false });
    expect(taken.sort()).toEqual(positions.sort());
  });

  it('stop where the engine refuses, and tell what was taken', async () => {
    const positions = Array.from({ length: 40 }, (_, i) => String(i));
    let count = 0;
    const { g } = await logged(of('a', ...positions), () =>
      Promise.resolve(++count <= 16 ? ok({ kind: 'applied' }) : err({ kind: 'stopping' })),
    );

    const { body } = await takeCause(g, { reason: 'a' });

    expect(body.result).toMatchObject({ taken: 16, isMore: true });
    expect(body.result['trouble']).toBe('the engine is stopping');
    expect(await reasonsIn(g)).toHaveLength(24);
  });

  it('have to be named', async () => {
    const { g } = await logged([], () => Promise.reject(new Error('nothing is to be taken')));

    expect((await takeCause(g, {})).status).toBe(400);
    expect((await takeCause(g, { reason: 'a', skip: 'x' })).status).toBe(400);
  });

  it('are told of up to a number of causes', () => {
    const counts = new Map(Array.from({ length: 60 }, (_, i) => [`r${String(i)}`, i] as const));

    const causes = mostFrequent(counts);

    expect(causes).toHaveLength(50);
    expect(causes[0]).toEqual({ reason: 'r59', count: 59 });
  });
});

type Gateway = Awaited<ReturnType<typeof withConsole>>;

const redrive = ({ ask }: Gateway, request: object) =>
  ask('POST', '/v1/console/dead-letter/redrive', { request });

const takeCause = ({ ask }: Gateway, request: object) =>
  ask('POST', '/v1/console/dead-letters/redrive', { request });

async function reasonsIn({ ask }: Gateway): Promise<string[]> {
  const { body } = await ask('GET', '/v1/console/dead-letters');
  return (body.result['letters'] as { reason: string }[]).map(({ reason }) => reason);
}

async function logged(letters: readonly DeadLetter[], take: Take) {
  const written: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line) => void written.push(line) });
  const g = await withConsole({ take, logger }, letters);
  return { g, lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>) };
}
