import type { Row } from '../read';

/** What the feed tells of. A table that this build does not know is passed on too, and matters to no view. */
export type FeedTable =
  | 'jobs'
  | 'job_results'
  | 'queue_history'
  | 'worker_heartbeats'
  | 'action_items'
  | 'audit_log'
  | 'bulk_operations'
  | 'customers'
  | 'directories'
  | 'pauses'
  | 'worker_drains'
  | 'alerts';

/** One row change. `record` is the row after it (empty after DELETE), `oldRecord` before it (empty before INSERT). */
export interface FeedChange {
  position: number;
  table: FeedTable;
  type: 'INSERT' | 'UPDATE' | 'DELETE';
  record: Row;
  oldRecord: Row;
}

/** `interrupted`: no joined channel, but the client is trying. */
export type FeedState = 'connecting' | 'live' | 'interrupted';

export interface Feed {
  /** Joins with this position unless the feed already follows one. */
  follow(position: number): void;
  /** Takes a fresh token: for the running channel, the next join and the next connection. */
  setToken(token: string): void;
  stop(): void;
}

export interface FeedEvents {
  /** Every change after the followed position, once and in order. */
  onChange(change: FeedChange): void;
  onState(state: FeedState): void;
  /** Something arrived: the line is alive. */
  onAlive(): void;
  /** Changes were lost: take new snapshots and call follow() with the position of one. */
  onReload(): void;
  /** The server refuses or closes; perhaps the token is the reason. */
  onTokenDoubt(): void;
}
