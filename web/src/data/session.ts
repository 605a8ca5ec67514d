import { queryOptions } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { getSession } from './api';
import { isApiError } from './http';
import type { Session } from './types';

/** Who is signed in; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await getSession(signal);
    } catch (error) {
      if (isApiError(error, 401)) return null;
      throw error;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
});

export function sessionOf(queries: QueryClient): Session | null | undefined {
  return queries.getQueryData(sessionQuery.queryKey);
}

/** Asks for a fresh session document (and realtime token). No network is no news: the old one stays. */
export async function refreshSession(queries: QueryClient): Promise<void> {
  await queries.fetchQuery({ ...sessionQuery, staleTime: 0, retry: false }).catch(() => undefined);
}
