/** The API's documents (docs/api.md), with the API's own names. */

export const jobStatuses = ['pending', 'queued', 'in_progress', 'completed', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof jobStatuses)[number];
export const activeJobStatuses: readonly JobStatus[] = ['pending', 'queued', 'in_progress'];

export const submissionStatuses = [
  'pending',
  'submitting',
  'submitted',
  'failed',
  'skipped',
  'action_required',
] as const;
export type SubmissionStatus = (typeof submissionStatuses)[number];
export type SubmissionCounts = Record<SubmissionStatus, number>;

export interface User {
  id: string;
  email: string;
  name: string;
  role: string;
}

export interface Session {
  user: User;
  csrf_token: string;
  expires_at: string;
  realtime: { url: string; token: string; expires_at: string };
}

/** A snapshot is not older than `position` of the feed. */
export interface Snapshot {
  position: number;
}

export interface Worker {
  worker_id: string;
  status: string;
  current_job_id: string | null;
  last_heartbeat: string | null;
}

export interface QueueState {
  depth: number;
  in_flight: number;
  dead: number;
  oldest_age_seconds: number;
}

export interface Overview extends Snapshot {
  jobs: Record<JobStatus, number>;
  submissions: SubmissionCounts;
  /** null: the queue does not answer, which is not the same as empty. */
  queue: QueueState | null;
  today: { jobs_completed: number; submissions_submitted: number };
  workers: Worker[];
  /** Unresolved action items by kind; null where the API tells none. */
  needs_action: Record<string, number> | null;
  pauses: { everything: boolean; packages: number; directories: number };
  paused_jobs: number;
  slo: Slo[];
}

/** A package's promised turnaround against what was and is. */
export interface Slo {
  package_type: string;
  turnaround_hours: number;
  open: number;
  late: number;
  at_risk: number;
  sample: number;
  kept: number;
  median_seconds: number | null;
  p95_seconds: number | null;
}

export interface Job {
  id: string;
  customer_id: string;
  business_name: string;
  email: string;
  package_type: string;
  package_title: string;
  status: JobStatus;
  paused: boolean;
  priority: number;
  directories_total: number;
  directories_done: number;
  progress: number;
  counts: SubmissionCounts;
  missing: string[];
  error_message: string | null;
  created_at: string;
  updated_at: string | null;
  started_at: string | null;
  completed_at: string | null;
  /** The feed position this row is known at: changes up to it are already in it. */
  seen: number;
}

/** What each choice of state, status and package would show under the rest of the filter; null where the API tells none. */
export interface JobFacets {
  total: number;
  by_status: Record<JobStatus, number>;
  by_package: Record<string, number>;
  paused: number;
  needs_action: number;
}

export interface JobPage extends Snapshot {
  jobs: Job[];
  next_cursor: string | null;
  counts: JobFacets | null;
}

export interface SentField {
  label: string;
  meaning: string;
  value: string;
}

/** Which facts of the business its listing shows; null = the profile has none to compare. */
export interface ListingCheck {
  name: boolean | null;
  address: boolean | null;
  phone: boolean | null;
  website: boolean | null;
}

export interface Result {
  id: string;
  job_id: string;
  directory_name: string;
  directory_title: string;
  directory_url: string | null;
  status: SubmissionStatus;
  verdict: string | null;
  confidence: number | null;
  lane: string | null;
  attempts: number;
  listing_url: string | null;
  /** When an anonymous visitor saw the listing; null = not seen (yet). */
  verified_at: string | null;
  listing: ListingCheck | null;
  error_message: string | null;
  evidence: { before: string | null; after: string | null };
  fields: SentField[];
  reasons: string[];
  created_at: string | null;
  updated_at: string | null;
}

export interface HistoryEvent {
  id: string;
  job_id: string | null;
  directory_name: string | null;
  event: string;
  details: Record<string, unknown>;
  worker_id: string | null;
  business_name: string | null;
  created_at: string;
}

export interface Profile {
  business_name: string;
  contact_first_name: string;
  contact_last_name: string;
  email: string;
  phone: string;
  website: string;
  address: string;
  city: string;
  state: string;
  postal_code: string;
  country: string;
  description: string;
  categories: string[];
  /** Day ("mon".."sun") to intervals "09:00-17:00"; an empty list is closed, a missing day is unknown. */
  hours: Record<string, string[]>;
  social_links: Record<string, string>;
  logo_url: string;
}

/** When the job will be done, if that can be said; `reason` tells why not, or from what it was measured. */
export interface Eta {
  state: 'known' | 'unknown' | 'done';
  finish_at: string | null;
  per_minute: number | null;
  reason: string;
}

export interface JobDetail extends Snapshot {
  job: Job;
  /** The customer's contact data are hidden here until somebody reveals them. */
  isMasked: boolean;
  profile: Profile;
  results: Result[];
  history: HistoryEvent[];
  /** null where the API tells none. */
  eta: Eta | null;
  /** Why nothing moves: job, everything, package. */
  pauses: string[];
  /** Unresolved action items of this job: what and for which submission. */
  actions: { id: string; result_id: string | null; status: string }[];
}

export interface ActivityPage extends Snapshot {
  events: HistoryEvent[];
  /** The id of the last event; null when there are none before it. */
  next_cursor: string | null;
}

export const jobsSorts = ['created_at', 'updated_at', 'priority'] as const;
export type JobsSort = (typeof jobsSorts)[number];

export type JobsState = 'active' | 'completed' | 'all';

/** The parameters of the jobs list, with the API's own names; a flag that is absent does not filter. */
export interface JobsFilter {
  state: JobsState;
  status?: JobStatus | undefined;
  package?: string | undefined;
  customer_id?: string | undefined;
  directory?: string | undefined;
  directory_status?: SubmissionStatus | undefined;
  error?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  needs_action?: 'true' | undefined;
  paused?: 'true' | undefined;
  stuck?: 'true' | undefined;
  late?: 'true' | undefined;
  priority?: string | undefined;
  q?: string | undefined;
  sort?: JobsSort | undefined;
  order?: 'asc' | undefined;
}

/** The API refuses a longer `q`. */
export const longestSearchBytes = 200;
