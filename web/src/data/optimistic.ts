import type { QueryClient } from '@tanstack/react-query';
import { patchQueries } from './actions';
import type { Rollback } from './actions';
import type { JobPages } from './live/jobsView';
import type { Job, JobDetail } from './types';

/** Shows a change of one job in every list and on its page at once. */
export function patchJob(queries: QueryClient, id: string, patch: Partial<Job>): Rollback {
  const change = (job: Job): Job => (job.id === id ? { ...job, ...patch } : job);
  const lists = patchQueries<JobPages>(queries, ['jobs'], (data) => ({
    ...data,
    pages: data.pages.map((page) => ({ ...page, jobs: page.jobs.map(change) })),
  }));
  const page = patchQueries<JobDetail>(queries, ['job', id], (data) => ({ ...data, job: change(data.job) }));
  return () => {
    lists();
    page();
  };
}
