import type { InfiniteData, QueryKey } from '@tanstack/react-query';
import type { FeedChange, FeedTable } from '../feed/types';
import type { Snapshot } from '../types';
import type { View } from './view';

type Data = Snapshot | InfiniteData<Snapshot>;

const positionOf = (data: Data): number =>
  'pages' in data ? Math.min(...data.pages.map((page) => page.position)) : data.position;

/**
 * A snapshot that is asked for anew when one of these tables changes: for what is counted or joined by the server and cannot
 * be computed from a row. `concerns` spares a request where the row says that it is about something else.
 */
export function refreshOn(
  tables: readonly FeedTable[],
  concerns: (change: FeedChange, key: QueryKey) => boolean = () => true,
): View<Data> {
  return {
    apply(data, change, key, effects) {
      const isNews = change.position > positionOf(data) && tables.includes(change.table) && concerns(change, key);
      if (isNews) effects.refresh(key);
      return data;
    },
    position: positionOf,
  };
}

/** For keys whose second word is a job's id. */
export function ofItsJob(change: FeedChange, key: QueryKey): boolean {
  return (change.record['job_id'] ?? change.oldRecord['job_id']) === key[1];
}
