import { queryOptions, useQuery } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { createStore } from '@/lib/store';
import { getSession, logout } from './api';
import { isApiError, onSignedOut } from './http';
import { resumeRequests, waitForSignIn } from './signInGate';
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

/** From now on an ended session is known to the whole application, and requests wait for the next one. */
export function watchSession(queries: QueryClient): void {
  onSignedOut(() => {
    queries.setQueryData(sessionQuery.queryKey, null);
    return waitForSignIn();
  });
}

/** True while somebody who wanted to is on the way out: nothing asks them to sign in again. */
export const leavingStore = createStore(false);

/** Nobody else's data may stay in memory. Only when no screen shows it any more: a screen without data asks for it. */
export function forgetData(queries: QueryClient): void {
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
}

const signOutMessage = 'signed-out';
/** Tells the other tabs of this browser; where there is none, they learn it from their next request. */
const tabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('bolt-session');

export async function signOut(queries: QueryClient, toLogin: () => void): Promise<void> {
  leavingStore.set(true);
  await logout().catch(() => undefined);
  tabs?.postMessage(signOutMessage);
  toLogin();
  queries.setQueryData(sessionQuery.queryKey, null);
  resumeRequests(false);
}

/** Calls `handler` when another tab signs out; gives the way to stop that. */
export function onOtherTabSignedOut(handler: () => void): () => void {
  const hear = ({ data }: MessageEvent): void => {
    if (data === signOutMessage) handler();
  };
  tabs?.addEventListener('message', hear);
  return () => tabs?.removeEventListener('message', hear);
}

export const roles = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Whether who is signed in may do what needs `role`. The API decides; this only spares people a refusal. */
export function useMay(role: Role): boolean {
  const { data: session } = useQuery(sessionQuery);
  const own = session?.user.role === 'owner' ? 'admin' : session?.user.role;
  return roles.findIndex((each) => each === own) >= roles.indexOf(role);
}
