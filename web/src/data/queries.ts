import { getActivity, getJob, getJobs, getOverview } from './api';
import { usePages, useSnapshot } from './snapshots';
import type { JobsFilter } from './types';

/** The data of the screens that are open all day; what else there is stands in resources/. */

export const jobsPerPage = 50;
const eventsPerPage = 50;

export function useOverview() {
  return useSnapshot(['overview'], getOverview);
}

export function useJobs(filter: JobsFilter) {
  return usePages(['jobs', filter], (cursor, signal) => getJobs(filter, jobsPerPage, cursor, signal));
}

export function useJob(id: string) {
  return useSnapshot(['job', id], (signal) => getJob(id, signal));
}

export function useActivity() {
  return usePages(['activity'], (before, signal) => getActivity(eventsPerPage, before, signal));
}
