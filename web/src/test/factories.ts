import type { FeedChange, FeedTable } from '@/data/feed/types';
import type { Row } from '@/data/read';
import type { HistoryEvent, Job, JobDetail, Overview, Profile, Result, Session, SubmissionCounts } from '@/data/types';

/** Complete objects with unremarkable values; a test names only what it is about. */

export const noCounts: SubmissionCounts = {
  pending: 0,
  submitting: 0,
  submitted: 0,
  failed: 0,
  skipped: 0,
  action_required: 0,
};

export function makeJob(values: Partial<Job> = {}): Job {
  return {
    id: 'job-1',
    customer_id: 'customer-1',
    business_name: 'Saltwater Bistro',
    email: 'hello@saltwater.example',
    package_type: 'growth',
    package_title: 'Growth',
    status: 'in_progress',
    paused: false,
    priority: 3,
    directories_total: 10,
    directories_done: 5,
    progress: 50,
    counts: noCounts,
    missing: [],
    error_message: null,
    created_at: '2026-11-23T11:00:00.000000+00:00',
    updated_at: null,
    started_at: '2026-11-23T11:00:05.000000+00:00',
    completed_at: null,
    seen: 0,
    ...values,
  };
}

export function makeResult(values: Partial<Result> = {}): Result {
  return {
    id: 'result-1',
    job_id: 'job-1',
    directory_name: 'bistro-list',
    directory_title: 'Bistro List',
    directory_url: 'https://bistro-list.example/submit',
    status: 'pending',
    verdict: null,
    confidence: null,
    lane: null,
    attempts: 0,
    listing_url: null,
    verified_at: null,
    listing: null,
    error_message: null,
    evidence: { before: null, after: null },
    fields: [],
    reasons: [],
    created_at: null,
    updated_at: null,
    ...values,
  };
}

export function makeEvent(values: Partial<HistoryEvent> = {}): HistoryEvent {
  return {
    id: '1',
    job_id: 'job-1',
    directory_name: 'bistro-list',
    event: 'submitted',
    details: {},
    worker_id: null,
    business_name: 'Saltwater Bistro',
    created_at: '2026-11-23T11:00:00.000000+00:00',
    ...values,
  };
}

export const emptyProfile: Profile = {
  business_name: '',
  contact_first_name: '',
  contact_last_name: '',
  email: '',
  phone: '',
  website: '',
  address: '',
  city: '',
  state: '',
  postal_code: '',
  country: '',
  description: '',
  categories: [],
  hours: {},
  social_links: {},
  logo_url: '',
};

export function makeDetail(values: Partial<JobDetail> = {}): JobDetail {
  return {
    position: 0,
    job: makeJob(),
    profile: emptyProfile,
    results: [],
    history: [],
    eta: null,
    isMasked: false,
    pauses: [],
    actions: [],
    ...values,
  };
}

export function makeOverview(values: Partial<Overview> = {}): Overview {
  return {
    position: 0,
    jobs: { pending: 0, queued: 0, in_progress: 0, completed: 0, failed: 0, cancelled: 0 },
    submissions: noCounts,
    queue: { depth: 0, in_flight: 0, dead: 0, oldest_age_seconds: 0 },
    today: { jobs_completed: 0, submissions_submitted: 0 },
    workers: [],
    needs_action: null,
    pauses: { everything: false, packages: 0, directories: 0 },
    paused_jobs: 0,
    slo: [],
    ...values,
  };
}

export function makeSession(values: Partial<Session['realtime']> = {}): Session {
  return {
    user: { id: 'u1', email: 'ada@example.com', name: 'Ada Brennan', role: 'admin' },
    csrf_token: 'csrf-1',
    expires_at: '2099-01-01T00:00:00.000000+00:00',
    realtime: { url: '/realtime/v1', token: 'token-1', expires_at: '2099-01-01T00:00:00.000000+00:00', ...values },
  };
}

export function makeChange(
  position: number,
  table: FeedTable,
  record: Row,
  values: Partial<FeedChange> = {},
): FeedChange {
  return { position, table, type: 'UPDATE', record, oldRecord: {}, ...values };
}
