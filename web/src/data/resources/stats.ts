import { useSnapshot } from '../snapshots';
import { asNumber, asText } from '../read';
import { list, shape } from '../shape';
import type { Read } from '../shape';
import { get, number } from './common';

export const ranges = ['5m', '1h', '6h', '24h', '7d', '30d'] as const;
export type Range = (typeof ranges)[number];

const numbers = list(number);
const readStats = shape({
  position: number,
  from: asText,
  to: asText,
  bucket_seconds: (value) => asNumber(value, 1),
  series: shape({
    submitted: numbers,
    failed: numbers,
    skipped: numbers,
    action_required: numbers,
    jobs_created: numbers,
    jobs_completed: numbers,
  }),
});
export type Stats = Read<typeof readStats>;

export function useStats(range: Range) {
  return useSnapshot(['stats', range], (signal) => get(`/api/staff/stats?range=${range}`, readStats, signal), {
    keepsPrevious: true,
  });
}
