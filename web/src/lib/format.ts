import { strings } from '@/strings';
import { timeZoneStore } from './timeZone';
import type { TimeZone } from './timeZone';

/** Milliseconds since 1970 of a time from API or feed; null if it is none. */
export function parseTime(text: string | null | undefined): number | null {
  if (!text) return null;
  // PostgreSQL writes "2026-11-23 11:00:00.5+00".
  const iso = text.replace(' ', 'T').replace(/([+-]\d{2})$/, '$1:00');
  const time = Date.parse(iso);
  return Number.isNaN(time) ? null : time;
}

/** "3 s", "4 min 10 s", "2 h 5 min", "3 d 4 h": the two largest units that say something. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const units: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ];
  const first = units.findIndex(([value]) => value > 0);
  return units
    .slice(first, first + 2)
    .filter(([value]) => value > 0)
    .map(([value, unit]) => `${value} ${unit}`)
    .join(' ');
}

/** "now", "10 s ago" (in steps of five, for calm), "5 min ago", "3 h ago", "2 d ago"; later than a month the date. */
export function formatAgo(time: number, now: number): string {
  const seconds = Math.floor((now - time) / 1_000);
  if (seconds < 5) return 'now';
  if (seconds < 60) return `${seconds - (seconds % 5)} s ago`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ago`;
  if (seconds < 30 * 86_400) return `${Math.floor(seconds / 86_400)} d ago`;
  return formatDate(time);
}

const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;

/** A formatter that follows the chosen zone (lib/timeZone.ts). */
function format(options: Intl.DateTimeFormatOptions): (time: number) => string {
  const made = new Map<TimeZone, Intl.DateTimeFormat>();
  return (time) => {
    const zone = timeZoneStore.get();
    const known =
      made.get(zone) ?? new Intl.DateTimeFormat('en', zone === 'utc' ? { ...options, timeZone: 'UTC' } : options);
    made.set(zone, known);
    return known.format(time);
  };
}

export const formatMoment = format({ month: 'short', day: 'numeric', ...clock });
export const formatDate = format({ year: 'numeric', month: 'short', day: 'numeric' });
export const formatTimeOfDay = format(clock);
export const formatFullTime = format({
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  ...clock,
  timeZoneName: 'short',
});

export const formatNumber = (value: number): string => value.toLocaleString('en');

/** A share of 0..1 as "97 %"; never rounds a failure away to 100 or a success to 0. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return strings.none;
  const percent = share * 100;
  if (percent > 99 && percent < 100) return '99 %';
  if (percent > 0 && percent < 1) return '1 %';
  return `${Math.round(percent)} %`;
}

/** The end of a UUID: enough for people to tell jobs apart. Its beginning is the time, the same for jobs of one minute. */
export const shortId = (id: string): string => id.slice(-8);
