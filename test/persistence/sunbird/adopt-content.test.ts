import { describe, expect, it } from 'vitest';
import {
  completedCount,
  untouched,
  viewCount,
  type ContentState,
} from '../../../src/domain/content.js';
import { NEVER } from '../../../src/domain/ids.js';
import type { StoredRow } from '../../../src/persistence/sunbird/rows.js';
import { contentId } from '../../domain/given.js';
import { READ_AT, adopted, consumption } from './given.js';

const AT = Date.parse('2020-11-23T12:58:35.179Z');

describe('An adopted content', () => {
  it('holds a counted completion inside its counts, so that it is not counted again', () => {
    const held = contentOf({ status: 2, viewcount: 3, completedcount: 1 });
    expect(held).toMatchObject({ completionSeen: true, viewBase: 2, completionBase: 0 });
  });

  it('is still to be counted when only its status says that it is completed', () => {
    const held = contentOf({ status: 2, viewcount: 1, completedcount: 0 });
    expect(held).toMatchObject({ completionSeen: false, viewBase: 1, completionBase: 0 });
  });

  it('keeps counts that no completion explains', () => {
    const held = contentOf({ status: 1, viewcount: 0, completedcount: 1 });
    expect([viewCount(held), completedCount(held)]).toEqual([0, 1]);
  });

  it('is started where the status is unset, and counted nothing', () => {
    const held = contentOf({ status: null, viewcount: null });
    expect(held).toEqual({ ...untouched(contentId('do_R1')), status: 1 });
  });

  it.each([
    [3, 2],
    ['2', 2],
    [0, 0],
    [-1, 0],
    ['Active', 1],
  ])('reads the status %j as %d', (status, read) => {
    expect(contentOf({ status }).status).toBe(read);
  });

  it('has a full progress exactly when it is completed', () => {
    expect(contentOf({ status: 1, progress: 100 }).progress).toBe(99);
    expect(contentOf({ status: 2, progress: 40 }).progress).toBe(100);
  });

  it.each([
    ['a date', new Date(AT)],
    ['milliseconds', AT],
    ['digits', String(AT)],
    ['ISO text', '2020-11-23T12:58:35.179Z'],
    ['an offset', '2020-11-23T18:28:35.179+0530'],
    ['what a database prints', '2020-11-23 12:58:35.179000+0000'],
    ['Sunbird’s text', '2020-11-23 18:28:35:179+0530'],
  ])('reads a time from %s', (_, last_access_time) => {
    expect(contentOf({ last_access_time }).lastAccessAt).toBe(AT);
  });

  it('reads the old text of a time where the timestamp is unset', () => {
    const lastaccesstime = '2020-11-23 12:58:35:179+0000';
    expect(contentOf({ last_access_time: null, lastaccesstime }).lastAccessAt).toBe(AT);
    expect(contentOf({ last_access_time: AT + 1, lastaccesstime }).lastAccessAt).toBe(AT + 1);
  });

  it.each(['yesterday', '2020-13-45', -1, {}, true])('has no time from %j', (cell) => {
    expect(contentOf({ last_access_time: cell }).lastAccessAt).toBe(NEVER);
  });

  it.each([
    ['the last completion', { last_completed_time: AT, last_access_time: AT + 1 }, AT],
    ['the last access', { last_access_time: AT, datetime: AT + 1 }, AT],
    ['the last update', { last_updated_time: AT }, AT],
    ['the time of reading', {}, READ_AT],
  ])('was completed at %s when no better time is stored', (_, columns, at) => {
    const held = contentOf({ status: 2, ...columns });
    expect([held.firstCompletedAt, held.lastCompletedAt]).toEqual([at, at]);
  });

  it('keeps player state that is JSON, dated by the access', () => {
    const held = contentOf({ progressdetails: '{"current":["1"]}', last_access_time: AT });
    expect([held.details, held.detailsAt]).toEqual(['{"current":["1"]}', AT]);
    expect(contentOf({ progressdetails: '{broken' }).details).toBe('');
  });

  it('is left out when its id cannot be one', () => {
    expect(adopted({ contents: [consumption('a\u0000b')] }).contents.size).toBe(0);
  });
});

function contentOf(columns: StoredRow): ContentState {
  const [only] = adopted({ contents: [consumption('do_R1', columns)] }).contents.values();
  return only!;
}
