/** The rebuilding of the user cache, on users and a cache in memory. */
import { describe, expect, it } from 'vitest';
import { runUserCacheIndexer, type IndexServers } from '../../src/cli/user-cache-indexer-run.js';
import { indexUsers, type IndexOrder } from '../../src/cli/user-cache-indexer.js';
import type { LearnerId } from '../../src/domain/ids.js';
import { ok } from '../../src/domain/result.js';
import type { StoreError } from '../../src/persistence/ports.js';
import { memoryCachedUsers } from '../persistence/memory-cached-users.js';
import { memoryUserSource } from '../persistence/memory-user-source.js';
import { fakeTerminal } from './fake-terminal.js';
import { failing, IDS, jobOn, tablesOf } from './index-job.js';

const ALL: IndexOrder = { kind: 'all', since: null };
const REFRESH: IndexOrder = { kind: 'refresh' };

describe('user-cache-indexer', () => {
  it('writes every user and keeps what else an entry holds', async () => {
    const cache = memoryCachedUsers({ u1: { language: '["English"]', block: 'Old' } });
    const job = jobOn({ cache });

    const run = await job.run(ALL);

    expect(run).toMatchObject({ code: 0, summary: { status: 'SUCCESS', rows: 7, removed: 0 } });
    expect([...cache.entries.keys()]).toEqual(IDS);
    expect(cache.entries.get('u1')).toMatchObject({
      firstname: 'u1',
      state: 'Andhra',
      orgname: 'Root [Org]',
      schoolname: 'School \\[A\\]',
      usersignintype: 'Validated',
      language: '["English"]',
      block: 'Old',
    });
  });

  it('writes one user alone, and says when there is none', async () => {
    const job = jobOn();

    const one = await job.run({ kind: 'one', user: 'u3' as LearnerId });
    const none = await job.run({ kind: 'one', user: 'nobody' as LearnerId });

    expect(one).toMatchObject({ code: 0, summary: { rows: 1 } });
    expect([...job.cache.entries.keys()]).toEqual(['u3']);
    expect(none).toMatchObject({ code: 1, summary: { status: 'FAILED', rows: 0 } });
    expect(none.noted.join()).toContain('there is no user nobody');
  });

  it('writes who was changed since a day or does not say when', async () => {
    const tables = tablesOf(IDS.slice(0, 3));
    tables.users.set('u1', {
      ...tables.users.get('u1'),
      updateddate: changed('2024-01-01'),
    });
    tables.users.set('u2', {
      ...tables.users.get('u2'),
      updateddate: changed('2024-03-01'),
    });
    const job = jobOn({ source: memoryUserSource(tables) });

    const run = await job.run({ kind: 'all', since: Date.parse('2024-02-01') });

    expect(run.code).toBe(0);
    expect([...job.cache.entries.keys()]).toEqual(['u2', 'u3']);
  });

  it('refreshes: nothing old stays in entries, who is gone goes, guests stay', async () => {
    const cache = memoryCachedUsers({
      u1: { language: '["English"]' },
      gone: { usersignintype: 'Validated', firstname: 'Gone' },
      gone2: { usersignintype: 'Self-Signed-In' },
      guest: { usersignintype: 'Anonymous', userlogintype: 'student' },
      guest2: { userlogintype: 'teacher' },
    });
    const job = jobOn({ cache });

    const run = await job.run(REFRESH);

    expect(run).toMatchObject({ code: 0, summary: { rows: 7, removed: 2 } });
    expect([...cache.entries.keys()].sort()).toEqual(['guest', 'guest2', ...IDS]);
    expect(cache.entries.get('u1')).not.toHaveProperty('language');
    expect(cache.entries.get('guest')).toEqual({
      usersignintype: 'Anonymous',
      userlogintype: 'student',
    });
  });

  it('removes nobody when the tables hold no user', async () => {
    const cache = memoryCachedUsers({ u1: { usersignintype: 'Validated' } });
    const job = jobOn({ cache, source: memoryUserSource(tablesOf([])) });

    const run = await job.run(REFRESH);

    expect(run).toMatchObject({ code: 1, summary: { status: 'FAILED', removed: 0 } });
    expect(cache.entries.size).toBe(1);
  });

  it('takes over how anonymous users signed in, and no registered user', async () => {
    const anonymous = memoryCachedUsers({
      guest: { usersignintype: 'Anonymous', userlogintype: 'student', state: 'Goa' },
      guest2: { userlogintype: 'teacher' },
      member: { usersignintype: 'Validated', userlogintype: 'teacher' },
    });
    const job = jobOn({ anonymous });

    const run = await job.run({ kind: 'anonymous' });

    expect(run).toMatchObject({ code: 0, summary: { rows: 2 } });
    expect(Object.fromEntries(job.cache.entries)).toEqual({
      guest: { usersignintype: 'Anonymous', userlogintype: 'student' },
      guest2: { userlogintype: 'teacher' },
    });
  });

  it('goes on where it stopped, when the same is ordered again', async () => {
    const source = failing(memoryUserSource(tablesOf(IDS)), 'page', 2);
    const job = jobOn({ source });
    const stopped = await job.run(ALL);
    job.cache.entries.clear();

    const resumed = await job.run(ALL);
    const again = await job.run(ALL);

    expect(stopped).toMatchObject({ code: 1, summary: { rows: 3 } });
    expect(resumed).toMatchObject({ code: 0, summary: { rows: 7, resumed: true } });
    expect(again).toMatchObject({ code: 0, summary: { rows: 7, resumed: false } });
  });

  it('reads no page twice when it goes on', async () => {
    const source = failing(memoryUserSource(tablesOf(IDS)), 'page', 2);
    const job = jobOn({ source });
    await job.run(ALL);
    job.cache.entries.clear();

    await job.run(ALL);

    expect([...job.cache.entries.keys()]).toEqual(IDS.slice(3));
  });

  it('begins anew when something else is ordered, or the checkpoint is not readable', async () => {
    const source = failing(memoryUserSource(tablesOf(IDS)), 'page', 2);
    const job = jobOn({ source });
    await job.run(ALL);

    const other = await job.run({ kind: 'all', since: 1 });
    job.checkpoint.text = '{"order":"refresh","phase":"index","after":7}';
    const refreshed = await job.run(REFRESH);

    expect(other).toMatchObject({ code: 0, summary: { rows: 7, resumed: false } });
    expect(refreshed).toMatchObject({ code: 0, summary: { rows: 7, resumed: false } });
  });

  it('writes nobody again when only the removing is left', async () => {
    const cache = memoryCachedUsers({ gone: { usersignintype: 'Validated' } });
    const source = failing(memoryUserSource(tablesOf(IDS)), 'existing', 1);
    const job = jobOn({ cache, source });
    const stopped = await job.run(REFRESH);
    cache.entries.delete('u7');

    const resumed = await job.run(REFRESH);

    expect(stopped).toMatchObject({ code: 1, summary: { rows: 7, removed: 0 } });
    expect(resumed).toMatchObject({ code: 0, summary: { rows: 7, removed: 1, resumed: true } });
    expect([...cache.entries.keys()].sort()).toEqual(IDS.slice(0, 6));
    expect(job.checkpoint.text).toBeNull();
  });

  it('repeats what fails for the moment', async () => {
    const fault: StoreError = { kind: 'unavailable', detail: 'away' };
    const job = jobOn({ source: failing(memoryUserSource(tablesOf(IDS)), 'page', 2, fault) });

    const run = await job.run(ALL);

    expect(run).toMatchObject({ code: 0, summary: { rows: 7, resumed: false } });
  });

  it('shows how far it is', async () => {
    const run = await jobOn().run(ALL);

    expect(run.progressed).toEqual(['3 users, 43 %', '6 users, 86 %', '7 users, 100 %']);
  });

  it('counts rows that name nobody and columns that are not readable, and says which', async () => {
    const tables = tablesOf(IDS.slice(0, 2));
    tables.users.set('u1', { id: 'u1' });
    tables.users.set('u2', { ...tables.users.get('u2'), profilelocation: '[{' });
    const job = jobOn({ source: memoryUserSource(tables) });

    const run = await job.run(ALL);

    expect(run).toMatchObject({ code: 0, summary: { rows: 1, skipped: 1, unreadable: 1 } });
    expect(run.noted.join()).toContain('user u2: profilelocation is no JSON list');
  });

  it('asks for the categories of each framework once', async () => {
    const asked: string[] = [];
    const categories = (framework: string) => {
      asked.push(framework);
      return Promise.resolve(ok(framework === 'NCF' ? ['board'] : []));
    };
    const tables = tablesOf(IDS);
    tables.users.set('u7', { ...tables.users.get('u7'), framework: { id: ['new'], crop: ['x'] } });
    const job = jobOn({ categories, source: memoryUserSource(tables) });

    await job.run(ALL);

    expect(asked).toEqual(['NCF', 'new']);
    expect(job.cache.entries.get('u1')).toHaveProperty('framework_board', '["B"]');
    expect(job.cache.entries.get('u1')).not.toHaveProperty('framework_profileConfig');
    expect(job.cache.entries.get('u7')).toHaveProperty('framework_crop', '["x"]');
  });

  it('cannot work without the custodian organisation', async () => {
    const tables = tablesOf(IDS);
    tables.settings.clear();

    const run = await jobOn({ source: memoryUserSource(tables) }).run(ALL);

    expect(run.code).toBe(1);
    expect(run.noted.join()).toContain('system_settings has no custodianOrgId');
  });

  it('says in a sentence what was done, for a person', async () => {
    const terminal = fakeTerminal();
    const { parts } = jobOn({ terminal });

    expect(await indexUsers(ALL, parts, false)).toBe(0);
    expect(terminal.printed).toEqual(['7 users written in 1.0 s']);
  });
});

describe('run-job user-cache-indexer', () => {
  it.each([
    [{}, /CASSANDRA_CONTACT_POINTS and REDIS_URL are not set/],
    [{ user: 'u1', refresh: true }, /exclude each other/],
    [{ from: '2024-01-01', anonymous: true }, /exclude each other/],
    [{ from: '2024-02-30' }, /no day/],
    [{ from: 'yesterday' }, /no day/],
    [{ user: '' }, /--user is missing/],
  ])('refuses %j before anything is opened', async (request, reason) => {
    const terminal = fakeTerminal();
    const tools = { zone: { startOf: () => 0 }, categories: null, terminal };

    const code = await runUserCacheIndexer(request, NO_SERVERS, tools, true);

    expect(code).toBe(2);
    expect(terminal.noted.join()).toMatch(reason);
    expect(terminal.printed).toEqual([]);
  });
});

/** As Sunbird writes a time. */
const changed = (day: string): string => `${day} 10:00:00:000+0000`;

const NO_SERVERS: IndexServers = {
  contactPoints: [],
  localDataCenter: 'datacenter1',
  credentials: null,
  tls: null,
  keyspace: 'sunbird',
  redis: { url: '', tls: null },
  usersDb: 12,
  anonymousDb: 4,
};
