import { afterEach, describe, expect, it, vi } from 'vitest';
import { noteServerTime, serverNow } from './clock';
import { formatAgo, formatDuration, formatFullTime, formatMoment, formatShare, parseTime, shortId } from './format';
import { cutToBytes } from './text';
import { chooseTimeZone } from './timeZone';
import { evidenceUrl, safeHttpUrl, safeNextPath, shortUrl } from './url';

describe('safeHttpUrl', () => {
  it.each(['javascript:alert(1)', ' javascript:alert(1)', 'data:text/html,x', 'ftp://x', '//x', 'x', '', null])(
    'should refuse %s',
    (text) => expect(safeHttpUrl(text)).toBeNull(),
  );
  it('should keep http and https', () => {
    expect(safeHttpUrl('https://a.example/b?c#d')).toBe('https://a.example/b?c#d');
    expect(safeHttpUrl('http://a.example')).toBe('http://a.example/');
  });
});

describe('shortUrl', () => {
  it('should show host and path', () => {
    expect(shortUrl('https://www.a.example/')).toBe('a.example');
    expect(shortUrl('https://a.example/b?c')).toBe('a.example/b');
    expect(shortUrl('not a url')).toBe('not a url');
  });
});

describe('evidenceUrl', () => {
  it('should take a plain file name, with or without its folder', () => {
    expect(evidenceUrl('j1', 'before.jpg')).toBe('/api/staff/evidence/j1/before.jpg');
    expect(evidenceUrl('j1', 'j1/before.jpg')).toBe('/api/staff/evidence/j1/before.jpg');
  });
  it.each(['..', 'a/..', 'a?b', 'a b', 'x/', null])('should refuse %s', (name) =>
    expect(evidenceUrl('j1', name)).toBeNull(),
  );
});

describe('safeNextPath', () => {
  it('should only lead to places of this application', () => {
    expect(safeNextPath('/jobs?state=all')).toBe('/jobs?state=all');
    for (const path of ['//evil', '/\\evil', 'https://evil', '/login?next=/', undefined])
      expect(safeNextPath(path)).toBeNull();
  });
});

describe('cutToBytes', () => {
  it('should keep whole characters within the bytes', () => {
    expect(cutToBytes('abc', 3)).toBe('abc');
    expect(cutToBytes('aéé', 4)).toBe('aé');
    expect(cutToBytes('😀😀', 7)).toBe('😀');
  });
});

describe('parseTime', () => {
  it.each(['2026-11-23T11:00:00.123456+00:00', '2026-11-23 11:00:00.123456+00', '2026-11-23T11:00:00.123Z'])(
    'should read %s',
    (text) => expect(parseTime(text)).toBe(Date.UTC(2026, 10, 23, 11, 0, 0, 123)),
  );
  it('should give null for anything else', () => {
    expect([parseTime('soon'), parseTime(''), parseTime(null)]).toEqual([null, null, null]);
  });
});

describe('formatDuration', () => {
  it.each([
    [-5, '0 s'],
    [59_400, '59 s'],
    [60_000, '1 min'],
    [250_000, '4 min 10 s'],
    [3_600_000, '1 h'],
    [90_000_000, '1 d 1 h'],
  ])('should write %d ms as %s', (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));
});

describe('shortId', () => {
  it('should tell two jobs of the same second apart', () => {
    expect(shortId('01a2092d-5acc-75ca-a9eb-8646f936d927')).not.toBe(shortId('01a2092d-5ad2-79a1-9993-2d1625ac6f8c'));
  });
});

describe('formatAgo', () => {
  it.each([
    [0, 'now'],
    [5, '5 s ago'],
    [59, '55 s ago'],
    [60, '1 min ago'],
    [7_200, '2 h ago'],
    [200_000, '2 d ago'],
  ])('should write %d s as %s', (seconds, text) => expect(formatAgo(0, seconds * 1_000)).toBe(text));
});

describe('formatShare', () => {
  it('should round without hiding the exception', () => {
    expect([0, 0.004, 0.5, 0.996, 1].map(formatShare)).toEqual(['0 %', '1 %', '50 %', '99 %', '100 %']);
    expect(formatShare(Number.NaN)).toBe('–');
  });
});

describe('serverNow', () => {
  afterEach(() => {
    noteServerTime(new Date().toUTCString());
    vi.useRealTimers();
  });
  it('should go by the server where this clock is wrong, and ignore what a header cannot tell', () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 0, 1, 12) });
    noteServerTime('Thu, 01 Jan 2026 13:00:00 GMT');
    expect(serverNow()).toBe(Date.UTC(2026, 0, 1, 13));
    noteServerTime('Thu, 01 Jan 2026 12:00:01 GMT');
    expect(serverNow()).toBe(Date.UTC(2026, 0, 1, 12));
    noteServerTime('nonsense');
    expect(serverNow()).toBe(Date.UTC(2026, 0, 1, 12));
  });
});

describe('time zone', () => {
  it('should show hours in UTC when that is chosen, and remember it', () => {
    const at = Date.parse('2026-12-01T23:30:05Z');
    chooseTimeZone('utc');
    expect(formatFullTime(at)).toBe('Dec 1, 2026, 23:30:05 UTC');
    expect(formatMoment(at)).toBe('Dec 1, 23:30:05');
    expect(localStorage.getItem('bolt-zone')).toBe('utc');
    chooseTimeZone('own');
    expect(localStorage.getItem('bolt-zone')).toBe('own');
  });
});
