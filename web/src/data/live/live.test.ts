import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeChange, makeDetail, makeJob, makeOverview } from '@/test/factories';
import * as api from '../api';
import type { FeedEvents } from '../feed/types';
import type { JobDetail, Overview } from '../types';
import type { JobPages } from './jobsView';
import { createLive } from './live';
import type { Live } from './live';

let queries: QueryClient;
let events: FeedEvents;
let live: Live;
const feed = { follow: vi.fn(), setToken: vi.fn(), stop: vi.fn() };
const jobKey = ['job', 'job-1'];

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  live = createLive({
    queries,
    open(given) {
      events = given;
      return feed;
    },
    onTokenDoubt: () => undefined,
  });
  live.start();
});

afterEach(() => {
  live.stop();
  queries.clear();
  vi.useRealTimers();
});

const progress = (position: number, done: number) =>
  makeChange(position, 'jobs', { id: 'job-1', directories_done: done });
const shown = () => queries.getQueryData<JobDetail>(jobKey)?.job.directories_done;
const flush = () => vi.advanceTimersByTimeAsync(20);

describe('createLive', () => {
  it('should follow the feed from the first snapshot', async () => {
    await live.followed(jobKey, () => Promise.resolve(makeDetail({ position: 30 })));
    expect(feed.follow).toHaveBeenCalledWith(30);
  });

  it('should apply changes to every snapshot in the cache, together', async () => {
    queries.setQueryData(jobKey, await live.followed(jobKey, () => Promise.resolve(makeDetail({ position: 1 }))));
    events.onChange(progress(2, 6));
    events.onChange(progress(3, 7));
    expect(shown()).toBe(5);
    await flush();
    expect(shown()).toBe(7);
  });

  it('should bring a snapshot up to date with changes that overtook it', async () => {
    await live.followed(jobKey, () => Promise.resolve(makeDetail({ position: 1 })));
    let arrive: (detail: JobDetail) => void = () => undefined;
    const slow = live.followed(jobKey, () => new Promise<JobDetail>((resolve) => (arrive = resolve)));
    events.onChange(progress(2, 6));
    events.onChange(progress(3, 8));
    await flush();
    arrive(makeDetail({ position: 2, job: makeJob({ directories_done: 6, seen: 2 }) }));
    expect((await slow).job.directories_done).toBe(8);
  });

  it('should not apply a change twice that came both with and after the snapshot', async () => {
    queries.setQueryData(jobKey, await live.followed(jobKey, () => Promise.resolve(makeDetail({ position: 1 }))));
    events.onChange(progress(5, 9));
    const fresh = await live.followed(jobKey, () =>
      Promise.resolve(makeDetail({ position: 6, job: makeJob({ directories_done: 10, seen: 6 }) })),
    );
    queries.setQueryData(jobKey, fresh);
    await flush();
    expect(shown()).toBe(10);
  });

  it('should fetch again a snapshot that is older than everything it knows', async () => {
    await live.followed(jobKey, () => Promise.resolve(makeDetail({ position: 50 })));
    const fetch = vi
      .fn()
      .mockResolvedValueOnce(makeDetail({ position: 40 }))
      .mockResolvedValueOnce(makeDetail({ position: 51 }));
    expect((await live.followed(jobKey, fetch)).position).toBe(51);
  });

  it('should take every snapshot anew after a gap', async () => {
    const fetch = vi.fn(() => live.followed(jobKey, () => Promise.resolve(makeDetail({ position: 9 }))));
    await queries.fetchQuery({ queryKey: jobKey, queryFn: fetch });
    expect(feed.follow).toHaveBeenCalledTimes(1);
    const observer = queries.getQueryCache().find({ queryKey: jobKey });
    events.onReload();
    expect(queries.getQueryCache().find({ queryKey: jobKey })).not.toBe(observer);
    await queries.fetchQuery({ queryKey: jobKey, queryFn: fetch });
    expect(feed.follow).toHaveBeenCalledTimes(2);
  });

  it('should fetch a job no list has, once, and put it into the lists it belongs to', async () => {
    const getJob = vi
      .spyOn(api, 'getJob')
      .mockResolvedValue(makeDetail({ position: 3, job: makeJob({ id: 'fresh', seen: 3 }) }));
    const empty: JobPages = { pages: [{ position: 1, jobs: [], next_cursor: null, counts: null }], pageParams: [null] };
    queries.setQueryData(['jobs', { state: 'active' }], empty);
    queries.setQueryData(['jobs', { state: 'completed' }], empty);
    events.onChange(makeChange(2, 'jobs', { id: 'fresh', status: 'queued' }, { type: 'INSERT' }));
    events.onChange(makeChange(3, 'jobs', { id: 'fresh', status: 'in_progress' }));
    await flush();
    expect(getJob).toHaveBeenCalledTimes(1);
    const idsOf = (state: string) =>
      queries.getQueryData<JobPages>(['jobs', { state }])?.pages.flatMap((page) => page.jobs.map((job) => job.id));
    expect(idsOf('active')).toEqual(['fresh']);
    expect(idsOf('completed')).toEqual([]);
  });

  it('should turn a burst of changes into one new snapshot, and a stream into one a second', async () => {
    queries.setQueryData<Overview>(['overview'], makeOverview({ position: 1 }));
    const invalidate = vi.spyOn(queries, 'invalidateQueries');
    for (let position = 2; position < 12; position += 1) events.onChange(makeChange(position, 'jobs', { id: 'a' }));
    await vi.advanceTimersByTimeAsync(200);
    const overviewCalls = () => invalidate.mock.calls.filter(([filter]) => filter?.queryKey?.[0] === 'overview').length;
    expect(overviewCalls()).toBe(1);
    for (let position = 12; position < 112; position += 1) {
      events.onChange(makeChange(position, 'jobs', { id: 'a' }));
      await vi.advanceTimersByTimeAsync(20);
    }
    expect(overviewCalls()).toBeLessThanOrEqual(4);
    expect(overviewCalls()).toBeGreaterThanOrEqual(2);
  });

  it('should ask for snapshots when a row was too large for the feed', async () => {
    queries.setQueryData(jobKey, makeDetail({ position: 1 }));
    const invalidate = vi.spyOn(queries, 'invalidateQueries');
    events.onChange(makeChange(2, 'job_results', {}));
    await vi.advanceTimersByTimeAsync(200);
    expect(invalidate.mock.calls[0]?.[0]).toMatchObject({ queryKey: jobKey });
  });

  it('should say live, reconnecting and offline', async () => {
    const phase = () => live.connection.get().phase;
    expect(phase()).toBe('connecting');
    events.onState('live');
    expect(phase()).toBe('live');
    expect(live.connection.get().lastUpdate).not.toBeNull();
    events.onState('interrupted');
    expect(phase()).toBe('reconnecting');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(phase()).toBe('offline');
    events.onState('live');
    expect(phase()).toBe('live');
  });
});
