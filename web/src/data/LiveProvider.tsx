import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { serverNow } from '@/lib/clock';
import { useStore } from '@/lib/store';
import { openFeed } from './feed/feed';
import { createLive } from './live/live';
import type { Live } from './live/live';
import type { Connection } from './live/connection';
import { refreshSession, sessionOf } from './session';
import type { Session } from './types';

export const LiveContext = createContext<Live | null>(null);

/** The token is replaced this long before it ends. */
const refreshAheadMs = 60_000;
const shortestWaitMs = 5_000;
/** setTimeout counts in 32 bits, and a machine may sleep: never wait longer than this before looking again. */
const longestWaitMs = 600_000;

export function tokenWaitMs(expiresAt: string, now: number): number {
  const left = Date.parse(expiresAt) - refreshAheadMs - now;
  return Number.isNaN(left) ? longestWaitMs : Math.min(Math.max(left, shortestWaitMs), longestWaitMs);
}

interface LiveProviderProps {
  session: Session;
  /** True while the session has ended and may be taken up again: the feed rests, and then goes on from its position. */
  isPaused: boolean;
  children: ReactNode;
}

/** Keeps one feed for everything below it, as long as somebody is signed in. */
export function LiveProvider({ session, isPaused, children }: LiveProviderProps) {
  const queries = useQueryClient();
  const { url, token, expires_at: expiresAt } = session.realtime;

  const [live] = useState(() => {
    let lastDoubt = Number.NEGATIVE_INFINITY;
    return createLive({
      queries,
      open: (events) => {
        const realtime = sessionOf(queries)?.realtime ?? { url, token };
        return openFeed({ ...events, url: realtime.url, token: realtime.token });
      },
      onTokenDoubt() {
        if (performance.now() - lastDoubt < shortestWaitMs) return;
        lastDoubt = performance.now();
        void refreshSession(queries);
      },
    });
  });

  useEffect(() => {
    if (isPaused) return undefined;
    live.start();
    return () => live.stop();
  }, [live, isPaused]);

  useEffect(() => live.setToken(token), [live, token]);

  useEffect(() => {
    if (isPaused) return undefined;
    let timer: ReturnType<typeof setTimeout>;
    const look = (): void => {
      const isDue = Date.parse(expiresAt) - refreshAheadMs <= serverNow();
      if (isDue) void refreshSession(queries);
      timer = setTimeout(look, tokenWaitMs(expiresAt, serverNow()));
    };
    timer = setTimeout(look, tokenWaitMs(expiresAt, serverNow()));
    const wake = (): void => {
      if (document.visibilityState !== 'visible') return;
      clearTimeout(timer);
      look();
    };
    document.addEventListener('visibilitychange', wake);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', wake);
    };
  }, [queries, expiresAt, isPaused]);

  return <LiveContext value={live}>{children}</LiveContext>;
}

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error('useLive needs a LiveProvider above it');
  return live;
}

export function useConnection(): Connection {
  return useStore(useLive().connection);
}
