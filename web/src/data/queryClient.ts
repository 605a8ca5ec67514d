import { QueryClient } from '@tanstack/react-query';
import { mayRetry } from './http';

/** Data never grows old by itself: the feed says what changed. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 300_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: mayRetry,
        retryDelay: (failures) => Math.min(500 * 2 ** failures, 4_000),
      },
    },
  });
}
