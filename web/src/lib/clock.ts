import { useSyncExternalStore } from 'react';

/** Milliseconds to add to this machine's clock to get the server's; a wrong clock must not make jobs look stuck. */
let skewMs = 0;
/** `Date` headers have whole seconds, so smaller differences mean nothing. */
const smallestSkewMs = 2_000;

export function noteServerTime(dateHeader: string | null): void {
  const serverMs = dateHeader ? Date.parse(dateHeader) : Number.NaN;
  if (Number.isNaN(serverMs)) return;
  const difference = serverMs - Date.now();
  skewMs = Math.abs(difference) < smallestSkewMs ? 0 : difference;
}

/** Now, by the server's clock, in milliseconds since 1970. */
export function serverNow(): number {
  return Date.now() + skewMs;
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** What `read` makes of the server's time; the component renders again only when that changes. */
export function useClock<T extends string | number | null>(read: (now: number) => T): T {
  return useSyncExternalStore(subscribe, () => read(serverNow()));
}

/** The server's time, changing every `everySeconds`; all users share one timer. */
export function useNow(everySeconds = 1): number {
  const stepMs = everySeconds * 1_000;
  return useClock((now) => Math.floor(now / stepMs) * stepMs);
}
