import { serverNow } from '@/lib/clock';
import { createStore } from '@/lib/store';
import type { Store } from '@/lib/store';
import type { FeedState } from '../feed/types';

export type ConnectionPhase = 'connecting' | 'live' | 'reconnecting' | 'offline';

export interface Connection {
  phase: ConnectionPhase;
  /** When the screen was last known to be up to date (server's milliseconds); null before the first time. */
  lastUpdate: number | null;
}

/** How long the line may be gone before people are told that they look at old data. */
const offlineAfterMs = 20_000;
/** Every heartbeat and change is a sign of life; the screen needs to hear of it once a second. */
const aliveStepMs = 1_000;

export interface ConnectionWatch {
  store: Store<Connection>;
  hear(state: FeedState): void;
  alive(): void;
  start(): void;
  stop(): void;
}

/** Turns the feed's states into what people are shown. */
export function watchConnection(): ConnectionWatch {
  const store = createStore<Connection>({ phase: 'connecting', lastUpdate: null });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let state: FeedState = 'connecting';

  const show = (phase: ConnectionPhase): void => store.set({ ...store.get(), phase });

  function judge(): void {
    clearTimeout(timer);
    if (state === 'live') {
      store.set({ phase: 'live', lastUpdate: serverNow() });
      return;
    }
    if (!navigator.onLine) {
      show('offline');
      return;
    }
    if (store.get().phase !== 'offline') show(store.get().lastUpdate === null ? 'connecting' : 'reconnecting');
    timer = setTimeout(() => show('offline'), offlineAfterMs);
  }

  return {
    store,
    hear(next) {
      const changed = next !== state;
      state = next;
      if (changed || next === 'live') judge();
    },
    alive() {
      const now = serverNow();
      const { phase, lastUpdate } = store.get();
      if (phase === 'live' && now - (lastUpdate ?? 0) >= aliveStepMs) store.set({ phase, lastUpdate: now });
    },
    start() {
      window.addEventListener('online', judge);
      window.addEventListener('offline', judge);
    },
    stop() {
      clearTimeout(timer);
      window.removeEventListener('online', judge);
      window.removeEventListener('offline', judge);
    },
  };
}
