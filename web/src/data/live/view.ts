import type { QueryKey } from '@tanstack/react-query';
import type { FeedChange } from '../feed/types';
import type { Job } from '../types';

/** What a change may ask for besides new data. All of it is coalesced: asking twice costs nothing. */
export interface Effects {
  /** Take a new snapshot of this query soon: the change cannot be computed here. */
  refresh(key: QueryKey): void;
  /** Fetch a job no list has yet, then offer it to every list. */
  adopt(jobId: string): void;
  /** The newest version of a job in any snapshot. */
  knownJob(jobId: string): Job | undefined;
}

/**
 * How one kind of snapshot follows the feed. `apply` is pure but for the effects, gives the same object when nothing
 * changed, and ignores changes that the snapshot already has.
 */
export interface View<T> {
  apply(data: T, change: FeedChange, key: QueryKey, effects: Effects): T;
  /** The oldest position in the data. */
  position(data: T): number;
}
