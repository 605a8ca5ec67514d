import { asText } from '@/data/read';
import { jobStatuses, jobsSorts, longestSearchBytes, submissionStatuses } from '@/data/types';
import type { JobsFilter } from '@/data/types';
import { cutToBytes } from '@/lib/text';
import { jobStatusNames, submissionStatusNames } from '@/strings';
import { jobsStrings as words } from '@/strings/jobs';

/** The filter of the jobs list as it stands in the address: what is absent is the default. */
export type JobsSearch = Partial<JobsFilter>;

const oneOf = <T extends string>(allowed: readonly T[], value: unknown): T | undefined =>
  allowed.find((each) => each === value);
const word = (value: unknown): string | undefined => cutToBytes(asText(value).trim(), longestSearchBytes) || undefined;
const flag = (value: unknown): 'true' | undefined => (value === 'true' ? 'true' : undefined);
const day = (value: unknown): string | undefined => {
  const text = asText(value);
  return /^\d{4}-\d{2}-\d{2}([T ][\d:.+Z-]+)?$/.test(text) ? text : undefined;
};

const readers: { [K in keyof JobsFilter]-?: (value: unknown) => JobsFilter[K] | undefined } = {
  state: (value) => oneOf(['completed', 'all'] as const, value),
  status: (value) => oneOf(jobStatuses, value),
  package: word,
  customer_id: word,
  directory: word,
  directory_status: (value) => oneOf(submissionStatuses, value),
  error: word,
  from: day,
  to: day,
  needs_action: flag,
  paused: flag,
  stuck: flag,
  late: flag,
  priority: (value) => oneOf(['1', '2', '3', '4', '5', '6', '7', '8', '9'], value),
  q: (value) => cutToBytes(asText(value), longestSearchBytes) || undefined,
  sort: (value) => oneOf(jobsSorts, value),
  order: (value) => oneOf(['asc'] as const, value),
};

/** From the address: what it does not know is dropped. */
export function readJobsSearch(search: Record<string, unknown>): JobsSearch {
  const read = Object.entries(readers).map(([key, reader]) => [key, reader(search[key])] as const);
  return Object.fromEntries(read.filter(([, value]) => value !== undefined));
}

/** What the API is asked for. A filter that names its own states looks at all of them. */
export function filterOf(search: JobsSearch): JobsFilter {
  return { ...search, state: search.state ?? 'active' };
}

const labels: Partial<Record<keyof JobsFilter, (value: string) => string>> = {
  status: (value) => jobStatusNames[value as keyof typeof jobStatusNames],
  directory_status: (value) => submissionStatusNames[value as keyof typeof submissionStatusNames],
  sort: (value) => words.sorts[value as keyof typeof words.sorts],
  order: (value) => words.orders[value as keyof typeof words.orders],
};
const flags: readonly string[] = ['needs_action', 'paused', 'stuck', 'late'];
/** These have a place of their own on the screen. */
const placed: readonly string[] = ['state', 'q'];

export interface FilterChip {
  key: keyof JobsFilter;
  text: string;
}

/** The filters in use, in words. */
export function chipsOf(search: JobsSearch): FilterChip[] {
  return Object.entries(search)
    .filter((pair): pair is [string, string] => Boolean(pair[1]) && !placed.includes(pair[0]))
    .map(([name, value]) => {
      const key = name as keyof JobsFilter;
      const field = words.fields[key];
      return { key, text: flags.includes(key) ? field : `${field}: ${labels[key]?.(value) ?? value}` };
    });
}

export function without(search: JobsSearch, key: keyof JobsFilter): JobsSearch {
  const rest = { ...search };
  delete rest[key];
  // The state of a submission says nothing without its directory.
  if (key === 'directory') delete rest.directory_status;
  return rest;
}
