import type { InfiniteData, QueryKey } from '@tanstack/react-query';
import type { FeedChange } from '../feed/types';
import { asText } from '../read';
import { activeJobStatuses } from '../types';
import type { Job, JobPage, JobsFilter } from '../types';
import { mergeJob } from './merge';
import type { Effects, View } from './view';

export type JobPages = InfiniteData<JobPage, string | null>;

export function filterOf(key: QueryKey): JobsFilter {
  return (key[1] ?? { state: 'all' }) as JobsFilter;
}

/** Whether a job belongs to a list, as far as the row itself tells: what a search finds is for the server to say. */
export function belongs(filter: JobsFilter, job: Job): boolean {
  if (filter.status && job.status !== filter.status) return false;
  if (filter.package && job.package_type !== filter.package) return false;
  if (filter.customer_id && job.customer_id !== filter.customer_id) return false;
  if (filter.priority && String(job.priority) !== filter.priority) return false;
  if (filter.paused && !job.paused) return false;
  if (filter.state === 'active') return activeJobStatuses.includes(job.status);
  return filter.state === 'completed' ? !activeJobStatuses.includes(job.status) : true;
}

/** Whether what this list holds, or its order, depends on more than the jobs' own rows. */
function isForServer(filter: JobsFilter): boolean {
  const { q, directory, error, from, to, needs_action: needsAction, stuck, late, sort, order } = filter;
  return [q, directory, error, from, to, needsAction, stuck, late, sort, order].some(Boolean);
}

function isBefore(job: Job, other: Job): boolean {
  return job.created_at === other.created_at ? job.id > other.id : job.created_at > other.created_at;
}

function withPage(data: JobPages, index: number, jobs: Job[]): JobPages {
  return { ...data, pages: data.pages.map((page, at) => (at === index ? { ...page, jobs } : page)) };
}

/** Puts a job where the server's order (newest first) has it; nowhere if that is beyond the loaded pages. */
export function placeJob(data: JobPages, job: Job): JobPages {
  for (const [index, page] of data.pages.entries()) {
    const at = page.jobs.findIndex((other) => isBefore(job, other));
    if (at >= 0) return withPage(data, index, page.jobs.toSpliced(at, 0, job));
  }
  const last = data.pages.length - 1;
  const page = data.pages[last];
  return page && page.next_cursor === null ? withPage(data, last, [...page.jobs, job]) : data;
}

/** Offers a job to a list: updated, placed or taken out as the filter says. */
export function offerJob(data: JobPages, job: Job, key: QueryKey, effects: Effects): JobPages {
  const filter = filterOf(key);
  const index = data.pages.findIndex((page) => page.jobs.some((each) => each.id === job.id));
  const page = data.pages[index];
  if (page) {
    const known = page.jobs.find((each) => each.id === job.id);
    if (known && known.seen > job.seen) return data;
    const jobs = belongs(filter, job)
      ? page.jobs.map((each) => (each.id === job.id ? job : each))
      : page.jobs.filter((each) => each.id !== job.id);
    return withPage(data, index, jobs);
  }
  if (!belongs(filter, job)) return data;
  // What a search finds only the server knows; what another list knew of the job's submissions may be old.
  effects.refresh(key);
  return isForServer(filter) ? data : placeJob(data, job);
}

function find(data: JobPages, jobId: string): Job | undefined {
  return data.pages.flatMap((page) => page.jobs).find((job) => job.id === jobId);
}

function withoutJob(data: JobPages, jobId: string): JobPages {
  const pages = data.pages.map((page) => ({ ...page, jobs: page.jobs.filter((job) => job.id !== jobId) }));
  return { ...data, pages };
}

function followJob(data: JobPages, change: FeedChange, key: QueryKey, effects: Effects): JobPages {
  const jobId = asText(change.record['id'] ?? change.oldRecord['id']);
  if (change.type === 'DELETE') return find(data, jobId) ? withoutJob(data, jobId) : data;
  const known = find(data, jobId) ?? effects.knownJob(jobId);
  if (!known) {
    effects.adopt(jobId);
    return data;
  }
  const job = mergeJob(known, change.record, change.position);
  // What the choices of the filter would show changes with every state.
  const isMoved = job.status !== known.status || job.paused !== known.paused;
  if (isMoved && data.pages.some((page) => page.counts)) effects.refresh(key);
  return job === find(data, jobId) ? data : offerJob(data, job, key, effects);
}

export const jobsView: View<JobPages> = {
  apply(data, change, key, effects) {
    if (change.table === 'jobs') return followJob(data, change, key, effects);
    if (change.table === 'job_results') {
      // By the snapshot's position: a row that has arrived since says nothing of the counts beside it.
      const jobId = asText(change.record['job_id'] ?? change.oldRecord['job_id']);
      const page = data.pages.find((each) => each.jobs.some((job) => job.id === jobId));
      if (page && change.position > page.position) effects.refresh(key);
    }
    return data;
  },
  position: (data) => Math.min(...data.pages.map((page) => page.position)),
};
