import { errors, types, type Client } from 'cassandra-driver';
import { describe, expect, it } from 'vitest';
import { readRows, write } from '../../src/persistence/cassandra/sunbird-call.js';

const { responseErrorCodes: code } = types;
const STATEMENT = { query: 'UPDATE t SET a = ?', params: [1] };

describe('A write that fails', () => {
  it.each([
    ['no host could be reached', new errors.NoHostAvailableError({})],
    ['too few replicas are alive', new errors.ResponseError(code.unavailableException, '')],
    ['the coordinator is overloaded', new errors.ResponseError(code.overloaded, '')],
    ['the statement is invalid', new errors.ResponseError(code.invalid, '')],
  ])('was not applied when %s', async (_, error) => {
    expect(await write(failing(error), STATEMENT)).toMatchObject({
      ok: false,
      error: { kind: 'unavailable' },
    });
  });

  it.each([
    ['replicas did not answer in time', new errors.ResponseError(code.writeTimeout, '')],
    ['a replica failed', new errors.ResponseError(code.writeFailure, '')],
    ['the coordinator did not answer in time', new errors.OperationTimedOutError('', 'host')],
    ['the connection broke', new Error('socket closed')],
  ])('may have been applied when %s', async (_, error) => {
    expect(await write(failing(error), STATEMENT)).toMatchObject({
      ok: false,
      error: { kind: 'timeout' },
    });
  });

  it('is not repeated by the driver, which would repeat its time', async () => {
    const options: unknown[] = [];
    const client = {
      execute: (_query: string, _params: unknown, given: unknown) => {
        options.push(given);
        return Promise.resolve({});
      },
    } as unknown as Client;
    await write(client, STATEMENT);

    expect(options).toEqual([{ prepare: true, isIdempotent: false }]);
  });
});

describe('A read that fails', () => {
  it('applied nothing, whatever failed', async () => {
    const error = new errors.OperationTimedOutError('', 'host');

    expect(await readRows(failing(error), 'SELECT', [])).toMatchObject({
      ok: false,
      error: { kind: 'unavailable' },
    });
  });
});

const failing = (error: Error): Client =>
  ({ execute: () => Promise.reject(error) }) as unknown as Client;
