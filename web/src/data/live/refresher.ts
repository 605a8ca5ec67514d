import { hashKey } from '@tanstack/react-query';
import type { QueryClient, QueryKey } from '@tanstack/react-query';

/** The first change after a quiet time asks at once, with what arrives in the same breath. */
const firstWaitMs = 8;
/** A steady stream of changes becomes one request a second. */
const leastGapMs = 1_000;

export interface Refresher {
  request(key: QueryKey): void;
  stop(): void;
}

/** Takes new snapshots on demand; a query that no screen shows is only marked, and fetched when it is shown again. */
export function createRefresher(queries: QueryClient): Refresher {
  const waiting = new Map<string, ReturnType<typeof setTimeout>>();
  const lastRun = new Map<string, number>();

  function run(key: QueryKey, hash: string): void {
    waiting.delete(hash);
    lastRun.set(hash, Date.now());
    // A snapshot on its way is let through: the changes it lacks are replayed on it, and ask again if they must.
    void queries.invalidateQueries({ queryKey: key, exact: true, refetchType: 'active' }, { cancelRefetch: false });
  }

  return {
    request(key) {
      const hash = hashKey(key);
      if (waiting.has(hash)) return;
      const sinceLast = Date.now() - (lastRun.get(hash) ?? 0);
      const wait = Math.max(firstWaitMs, leastGapMs - sinceLast);
      waiting.set(
        hash,
        setTimeout(() => run(key, hash), wait),
      );
    },
    stop() {
      waiting.forEach((timer) => clearTimeout(timer));
      waiting.clear();
      lastRun.clear();
    },
  };
}
