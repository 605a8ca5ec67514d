import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { QueryKey } from '@tanstack/react-query';
import { useLive } from './LiveProvider';
import type { Snapshot } from './types';

const firstPage: string | null = null;

interface SnapshotOptions {
  /** Shows the data of another key (another filter) until its own arrives. */
  keepsPrevious?: boolean;
  isEnabled?: boolean;
}

/** A snapshot that follows the feed by the view that its key's first word names (live/views.ts). */
export function useSnapshot<T extends Snapshot>(
  queryKey: QueryKey,
  fetch: (signal: AbortSignal) => Promise<T>,
  { keepsPrevious = false, isEnabled = true }: SnapshotOptions = {},
) {
  const live = useLive();
  return useQuery<T, Error, T, QueryKey>({
    queryKey,
    queryFn: ({ signal }) => live.followed(queryKey, () => fetch(signal)),
    enabled: isEnabled,
    ...(keepsPrevious ? { placeholderData: keepPreviousData as never } : {}),
  });
}

export interface Paged extends Snapshot {
  next_cursor: string | null;
}

/** The same for lists in pages. A new filter shows the old rows, dimmed, until its own arrive. */
export function usePages<T extends Paged>(
  queryKey: QueryKey,
  fetch: (cursor: string | null, signal: AbortSignal) => Promise<T>,
) {
  const live = useLive();
  return useInfiniteQuery({
    queryKey,
    initialPageParam: firstPage,
    queryFn: ({ signal, pageParam }) => live.followedPage(queryKey, pageParam, () => fetch(pageParam, signal)),
    getNextPageParam: (page: T) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
}
