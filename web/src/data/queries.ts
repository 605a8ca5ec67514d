import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getActivity, getJob, getJobs, getOverview } from './api';
import { useLive } from './LiveProvider';
import { activityView } from './live/activityView';
import { jobsView } from './live/jobsView';
import { jobView } from './live/jobView';
import { overviewView } from './live/overviewView';
import type { ActivityPage, JobPage, JobsFilter } from './types';

/** The live screens' data: a snapshot that follows the feed. The keys' first words are the views of live.ts. */

const jobsPerPage = 50;
const eventsPerPage = 50;
const firstPage: string | null = null;

export function useOverview() {
  const live = useLive();
  const queryKey = ['overview'];
  return useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      live.snapshot(() => getOverview(signal), {
        apply: (data, change) => overviewView.apply(data, change, queryKey, live.effects),
      }),
  });
}

export function useJobs(filter: JobsFilter) {
  const live = useLive();
  const queryKey = ['jobs', filter];
  return useInfiniteQuery({
    queryKey,
    initialPageParam: firstPage,
    queryFn: ({ signal, pageParam }) =>
      live.snapshot(() => getJobs(filter, jobsPerPage, pageParam, signal), {
        apply(page, change) {
          const pages = jobsView.apply({ pages: [page], pageParams: [pageParam] }, change, queryKey, live.effects);
          return pages.pages[0] ?? page;
        },
      }),
    getNextPageParam: (page: JobPage) => page.next_cursor,
    // A new filter shows the old rows, dimmed, until its own arrive.
    placeholderData: (previous) => previous,
  });
}

export function useJob(id: string) {
  const live = useLive();
  const queryKey = ['job', id];
  return useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      live.snapshot(() => getJob(id, signal), {
        apply: (data, change) => jobView.apply(data, change, queryKey, live.effects),
      }),
  });
}

export function useActivity() {
  const live = useLive();
  const queryKey = ['activity'];
  return useInfiniteQuery({
    queryKey,
    initialPageParam: firstPage,
    queryFn: ({ signal, pageParam }) =>
      live.snapshot(() => getActivity(eventsPerPage, pageParam, signal), {
        apply(page, change) {
          if (pageParam !== null) return page;
          const pages = activityView.apply({ pages: [page], pageParams: [null] }, change, queryKey, live.effects);
          return pages.pages[0] ?? page;
        },
      }),
    getNextPageParam: (page: ActivityPage) =>
      page.events.length < eventsPerPage ? null : (page.events.at(-1)?.id ?? null),
  });
}
