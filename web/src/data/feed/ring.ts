import type { FeedChange } from './types';

/** The newest changes, kept so that a snapshot that was on its way while they arrived can be brought up to date. */
export interface Ring {
  /** Position after which every change is kept; null before the feed follows anything. */
  readonly floor: number | null;
  start(position: number): void;
  push(change: FeedChange): void;
  /** The changes after `position`, oldest first; null when some of them are not kept. */
  since(position: number): FeedChange[] | null;
  clear(): void;
}

export function createRing(capacity = 4_000): Ring {
  let floor: number | null = null;
  let kept: FeedChange[] = [];

  return {
    get floor() {
      return floor;
    },
    start(position) {
      floor = position;
      kept = [];
    },
    push(change) {
      if (floor === null) return;
      kept.push(change);
      if (kept.length > capacity) {
        // Half at once, so that a push costs nothing on average.
        const dropped = kept.splice(0, Math.ceil(capacity / 2));
        floor = dropped.at(-1)?.position ?? floor;
      }
    },
    since(position) {
      if (floor === null) return [];
      return position < floor ? null : kept.filter((change) => change.position > position);
    },
    clear() {
      floor = null;
      kept = [];
    },
  };
}
