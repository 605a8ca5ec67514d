import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query';
import { notifyManager } from '@tanstack/react-query';
import type { Store } from '@/lib/store';
import { getJob } from '../api';
import { createRing } from '../feed/ring';
import type { Feed, FeedChange, FeedEvents } from '../feed/types';
import type { Job, JobDetail, Snapshot } from '../types';
import { watchConnection } from './connection';
import type { Connection } from './connection';
import { offerJob } from './jobsView';
import type { JobPages } from './jobsView';
import { createRefresher } from './refresher';
import type { Effects, View } from './view';
import { views } from './views';

function viewOf(key: QueryKey): View<unknown> {
  const view = views[String(key[0])];
  if (!view) throw new Error(`no view follows ${String(key[0])}`);
  return view;
}

/** A lone change is shown at once; a burst is shown together once a frame, so that it costs one rendering. */
const frameMs = 16;

export interface Live {
  connection: Store<Connection>;
  /** Fetches the snapshot of a query and brings it up to date with the changes that arrived while it was on its way. */
  followed<T extends Snapshot>(key: QueryKey, fetch: () => Promise<T>): Promise<T>;
  /** The same for one page of a list; `cursor` is null for the first. */
  followedPage<T extends Snapshot>(key: QueryKey, cursor: string | null, fetch: () => Promise<T>): Promise<T>;
  setToken(token: string): void;
  start(): void;
  stop(): void;
}

export interface LiveOptions {
  queries: QueryClient;
  open(events: FeedEvents): Feed;
  onTokenDoubt(): void;
}

export function createLive({ queries, open, onTokenDoubt }: LiveOptions): Live {
  const ring = createRing();
  const refresher = createRefresher(queries);
  const connection = watchConnection();
  const adopting = new Set<string>();
  let feed: Feed | null = null;
  let pending: FeedChange[] = [];
  let flushTimer: ReturnType<typeof setTimeout> | undefined;
  let lastFlush = Number.NEGATIVE_INFINITY;

  function liveQueries(): { key: QueryKey; data: unknown; view: View<unknown> }[] {
    return queries
      .getQueryCache()
      .getAll()
      .flatMap(({ queryKey: key, state: { data } }) => {
        const view = views[String(key[0])];
        return view && data !== undefined ? [{ key, data, view }] : [];
      });
  }

  const effects: Effects = {
    refresh: (key) => refresher.request(key),
    adopt: (jobId) => void adopt(jobId),
    knownJob,
  };

  function knownJob(jobId: string): Job | undefined {
    const detail = queries.getQueryData<JobDetail>(['job', jobId])?.job;
    const listed = queries
      .getQueriesData<JobPages>({ queryKey: ['jobs'] })
      .flatMap(([, data]) => data?.pages.flatMap((page) => page.jobs) ?? [])
      .filter((job) => job.id === jobId);
    return [...listed, ...(detail ? [detail] : [])].sort((a, b) => b.seen - a.seen)[0];
  }

  async function adopt(jobId: string): Promise<void> {
    if (adopting.has(jobId)) return;
    adopting.add(jobId);
    try {
      const { job } = await live.followed(['job', jobId], () => getJob(jobId));
      for (const { key, data } of liveQueries()) {
        if (key[0] === 'jobs') queries.setQueryData(key, offerJob(data as JobPages, job, key, effects));
      }
    } catch {
      // The job may be gone again; a list that still wants it learns so from its next snapshot.
      refresher.request(['jobs', { state: 'active' }]);
    } finally {
      adopting.delete(jobId);
    }
  }

  function flush(): void {
    flushTimer = undefined;
    lastFlush = performance.now();
    const changes = pending;
    pending = [];
    // All of it is computed before any of it is set: a job that leaves one list is still known to the list it enters.
    const updates = liveQueries().map(({ key, data, view }) => {
      const next = changes.reduce((known, change) => view.apply(known, change, key, effects), data);
      return { key, data, next };
    });
    notifyManager.batch(() => {
      for (const { key, data, next } of updates) if (next !== data) queries.setQueryData(key, next);
    });
  }

  function follow(position: number): void {
    if (ring.floor === null) ring.start(position);
    feed?.follow(position);
  }

  const isLive = ({ queryKey }: { queryKey: QueryKey }): boolean => String(queryKey[0]) in views;

  const events: FeedEvents = {
    onChange(change) {
      // A row too large for the feed comes without its columns: only the server knows what it says now.
      if (Object.keys({ ...change.record, ...change.oldRecord }).length === 0) {
        liveQueries().forEach(({ key }) => refresher.request(key));
        return;
      }
      ring.push(change);
      pending.push(change);
      flushTimer ??= setTimeout(flush, Math.max(0, lastFlush + frameMs - performance.now()));
    },
    onState: connection.hear,
    onAlive: connection.alive,
    onReload() {
      ring.clear();
      pending = [];
      queries.removeQueries({ predicate: isLive, type: 'inactive' });
      void queries.invalidateQueries({ predicate: isLive });
    },
    onTokenDoubt,
  };

  /** `apply` makes the changes that arrived meanwhile; a ring that no longer has them all asks for one more snapshot. */
  async function broughtUp<T extends Snapshot>(
    fetch: () => Promise<T>,
    apply: (data: T, change: FeedChange) => T,
  ): Promise<T> {
    let data = await fetch();
    follow(data.position);
    let missed = ring.since(data.position);
    if (missed === null) {
      data = await fetch();
      missed = ring.since(data.position) ?? [];
    }
    return missed.reduce(apply, data);
  }

  const live: Live = {
    connection: connection.store,
    followed<T extends Snapshot>(key: QueryKey, fetch: () => Promise<T>) {
      const view = viewOf(key) as View<T>;
      return broughtUp(fetch, (data, change) => view.apply(data, change, key, effects));
    },
    followedPage<T extends Snapshot>(key: QueryKey, cursor: string | null, fetch: () => Promise<T>) {
      const view = viewOf(key) as View<InfiniteData<T, string | null>>;
      return broughtUp(fetch, (page, change) => {
        const { pages } = view.apply({ pages: [page], pageParams: [cursor] }, change, key, effects);
        return pages[0] ?? page;
      });
    },
    setToken: (token) => feed?.setToken(token),
    start() {
      connection.start();
      feed = open(events);
      const positions = liveQueries().map(({ data, view }) => view.position(data));
      if (positions.length > 0) follow(Math.min(...positions));
    },
    stop() {
      feed?.stop();
      feed = null;
      clearTimeout(flushTimer);
      flushTimer = undefined;
      pending = [];
      ring.clear();
      refresher.stop();
      connection.stop();
    },
  };
  return live;
}
