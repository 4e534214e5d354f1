import { describe, expect, it } from 'vitest';
import { zoneOf } from '../../src/gateway/zone.js';

describe('a zone', () => {
  it('prints a time as Sunbird does', () => {
    const at = Date.parse('2020-11-23T12:58:35.179Z');
    expect(zoneOf('Asia/Kolkata').format(at)).toBe('2020-11-23 18:28:35:179+0530');
    expect(zoneOf('UTC').format(at)).toBe('2020-11-23 12:58:35:179+0000');
    expect(zoneOf('America/New_York').format(at)).toBe('2020-11-23 07:58:35:179-0500');
  });

  it('changes the day at its own midnight', () => {
    const zone = zoneOf('Asia/Kolkata');
    expect(zone.dayOf(Date.parse('2024-05-19T18:29:59.999Z'))).toBe('2024-05-19');
    expect(zone.dayOf(Date.parse('2024-05-19T18:30:00.000Z'))).toBe('2024-05-20');
  });

  it.each(['Asia/Kolkata', 'America/New_York', 'Australia/Lord_Howe', 'UTC'])(
    'begins and ends every day of a year where the day changes: %s',
    (name) => {
      const zone = zoneOf(name);
      for (let at = Date.UTC(2024, 0, 2); at < Date.UTC(2025, 0, 2); at += 86_400_000) {
        const day = zone.dayOf(at);
        expect(zone.dayOf(zone.startOf(day))).toBe(day);
        expect(zone.dayOf(zone.startOf(day) - 1)).not.toBe(day);
        expect(zone.dayOf(zone.endOf(day))).toBe(day);
        expect(zone.dayOf(zone.endOf(day) + 1)).not.toBe(day);
      }
    },
  );

  it('prints times beyond the printable years as the last of them', () => {
    expect(zoneOf('UTC').format(Number.MAX_SAFE_INTEGER)).toContain('9999-12-31');
  });
});
