import type { Range } from '@/data/resources/stats';
import { formatMoment, formatTimeOfDay, parseTime } from '@/lib/format';

const longRanges: readonly Range[] = ['24h', '7d', '30d'];

/** Starts of a chart's buckets, in milliseconds. */
export function bucketTimes(
  { from, bucket_seconds: seconds }: { from: string; bucket_seconds: number },
  count: number,
) {
  const start = parseTime(from) ?? 0;
  return Array.from({ length: count }, (_, index) => start + index * seconds * 1_000);
}

/** A bucket's start in as few words as its range needs. */
export function formatBucket(time: number, range: Range): string {
  return longRanges.includes(range) ? formatMoment(time).slice(0, -3) : formatTimeOfDay(time).slice(0, 5);
}
