import { useClock, useNow } from '@/lib/clock';
import { formatAgo, formatDuration, formatFullTime, formatMoment, parseTime } from '@/lib/format';
import { useStore } from '@/lib/store';
import { timeStyleStore } from '@/lib/timeStyle';
import { timeZoneStore } from '@/lib/timeZone';
import { strings } from '@/strings';
import { Tip } from './Tip';

/** "5 min ago" or date and hour, as chosen; the full time as a tip and for machines. */
export function TimeAgo({ time }: { time: string | null }) {
  const at = parseTime(time);
  const isAbsolute = useStore(timeStyleStore) === 'absolute';
  useStore(timeZoneStore);
  const text = useClock((now) => (at === null ? null : isAbsolute ? formatMoment(at) : formatAgo(at, now)));
  if (at === null) return <span className="text-ink-3">{strings.none}</span>;
  return (
    <Tip text={formatFullTime(at)}>
      <time dateTime={new Date(at).toISOString()} className="whitespace-nowrap tabular-nums">
        {text}
      </time>
    </Tip>
  );
}

/** From `since` until `until`, or until now and counting. */
export function Elapsed({ since, until }: { since: string | null; until: string | null }) {
  const now = useNow(1);
  const start = parseTime(since);
  if (start === null) return <>{strings.none}</>;
  return <span className="tabular-nums">{formatDuration((parseTime(until) ?? now) - start)}</span>;
}
