import { useOverview } from '@/data/queries';
import type { PlaceCounts } from './Navigation';

/** What waits behind the places of the navigation. */
export function usePlaceCounts(): PlaceCounts {
  const { data } = useOverview();
  if (!data) return {};
  const waiting = Object.values(data.needs_action ?? {}).reduce((sum, count) => sum + count, 0);
  return { '/inbox': waiting, '/queue': data.queue?.dead ?? 0 };
}
