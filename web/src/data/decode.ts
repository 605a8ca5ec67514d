import {
  asFlag,
  asJson,
  asList,
  asNumber,
  asNumberOrNull,
  asOneOf,
  asRow,
  asText,
  asTextOrNull,
  asTexts,
} from './read';
import type { Row } from './read';
import { decodeProfile } from './decodeProfile';
import { dictionary, list, orNull, shape } from './shape';
import { jobStatuses, submissionStatuses } from './types';
import type {
  ActivityPage,
  HistoryEvent,
  Job,
  JobDetail,
  JobPage,
  Overview,
  QueueState,
  Result,
  SentField,
  Session,
  SubmissionCounts,
  Worker,
} from './types';

/** From the API's JSON to the types of types.ts. Unknown keys are dropped, missing ones become empty. */

function countsOf<T extends string>(value: unknown, names: readonly T[]): Record<T, number> {
  const row = asRow(value);
  return Object.fromEntries(names.map((name) => [name, asNumber(row[name])])) as Record<T, number>;
}

export function decodeCounts(value: unknown): SubmissionCounts {
  return countsOf(value, submissionStatuses);
}

export function decodeSession(value: unknown): Session {
  const row = asRow(value);
  const user = asRow(row['user']);
  const realtime = asRow(row['realtime']);
  return {
    user: {
      id: asText(user['id']),
      email: asText(user['email']),
      name: asText(user['name']),
      role: asText(user['role']),
    },
    csrf_token: asText(row['csrf_token']),
    expires_at: asText(row['expires_at']),
    realtime: {
      url: asText(realtime['url']),
      token: asText(realtime['token']),
      expires_at: asText(realtime['expires_at']),
    },
  };
}

export function decodeWorker(value: unknown): Worker {
  const row = asRow(value);
  return {
    worker_id: asText(row['worker_id']),
    status: asText(row['status']),
    current_job_id: asTextOrNull(row['current_job_id']),
    last_heartbeat: asTextOrNull(row['last_heartbeat']),
  };
}

function decodeQueue(value: unknown): QueueState | null {
  const row = asRow(value);
  if (Object.keys(row).length === 0) return null;
  return {
    depth: asNumber(row['depth']),
    in_flight: asNumber(row['in_flight']),
    dead: asNumber(row['dead']),
    oldest_age_seconds: asNumber(row['oldest_age_seconds']),
  };
}

const asCount = (value: unknown): number => asNumber(value);
const readPauses = shape({ everything: asFlag, packages: asCount, directories: asCount });
const readSlo = shape({
  package_type: asText,
  turnaround_hours: asCount,
  open: asCount,
  late: asCount,
  at_risk: asCount,
  sample: asCount,
  kept: asCount,
  median_seconds: asNumberOrNull,
  p95_seconds: asNumberOrNull,
});

export function decodeOverview(value: unknown): Overview {
  const row = asRow(value);
  const today = asRow(row['today']);
  return {
    position: asNumber(row['position']),
    jobs: countsOf(row['jobs'], jobStatuses),
    submissions: decodeCounts(row['submissions']),
    queue: decodeQueue(row['queue']),
    today: {
      jobs_completed: asNumber(today['jobs_completed']),
      submissions_submitted: asNumber(today['submissions_submitted']),
    },
    workers: asList(row['workers']).map(decodeWorker),
    needs_action: row['needs_action'] ? dictionary(asCount)(row['needs_action']) : null,
    pauses: readPauses(row['pauses']),
    paused_jobs: asNumber(row['paused_jobs']),
    slo: asList(row['slo']).map(readSlo),
  };
}

export function decodeJob(value: unknown, position: number): Job {
  const row = asRow(value);
  return {
    id: asText(row['id']),
    customer_id: asText(row['customer_id']),
    business_name: asText(row['business_name']),
    email: asText(row['email']),
    package_type: asText(row['package_type']),
    package_title: asText(row['package_title']) || asText(row['package_type']),
    status: asOneOf(row['status'], jobStatuses, 'pending'),
    paused: asFlag(row['paused']),
    priority: asNumber(row['priority']),
    directories_total: asNumber(row['directories_total']),
    directories_done: asNumber(row['directories_done']),
    progress: asNumber(row['progress']),
    counts: decodeCounts(row['counts']),
    missing: asTexts(row['missing']),
    error_message: asTextOrNull(row['error_message']),
    created_at: asText(row['created_at']),
    updated_at: asTextOrNull(row['updated_at']),
    started_at: asTextOrNull(row['started_at']),
    completed_at: asTextOrNull(row['completed_at']),
    seen: position,
  };
}

const readFacets = shape({
  total: asCount,
  by_status: (value) => countsOf(value, jobStatuses),
  by_package: dictionary(asCount),
  paused: asCount,
  needs_action: asCount,
});

export function decodeJobPage(value: unknown): JobPage {
  const row = asRow(value);
  const position = asNumber(row['position']);
  return {
    position,
    jobs: asList(row['jobs']).map((job) => decodeJob(job, position)),
    next_cursor: asTextOrNull(row['next_cursor']),
    counts: row['counts'] ? readFacets(row['counts']) : null,
  };
}

function decodeField(value: unknown): SentField {
  const row = asRow(value);
  return { label: asText(row['label']), meaning: asText(row['meaning']), value: asText(row['value']) };
}

export function decodeFields(payload: unknown): SentField[] {
  return asList(asRow(asJson(payload))['fields']).map(decodeField);
}

export function decodeReasons(responseLog: unknown): string[] {
  return asTexts(asRow(asJson(responseLog))['reasons']);
}

/** The picture names of a row, which has them by themselves (API) or in its log (feed). */
export function decodeEvidence(row: Row): Result['evidence'] {
  const evidence = asRow(asJson(row['evidence'] ?? asRow(asJson(row['response_log']))['evidence']));
  return { before: asTextOrNull(evidence['before']), after: asTextOrNull(evidence['after']) };
}

/** The look at the listing, or null where there was none. */
export function decodeListing(log: unknown): Result['listing'] {
  const listing = asRow(asRow(asJson(log))['listing']);
  if (!('name' in listing)) return null;
  const fact = (key: string) => (typeof listing[key] === 'boolean' ? listing[key] : null);
  return { name: fact('name'), address: fact('address'), phone: fact('phone'), website: fact('website') };
}

export function decodeResult(value: unknown): Result {
  const row = asRow(value);
  const name = asText(row['directory_name']);
  return {
    id: asText(row['id']),
    job_id: asText(row['job_id']),
    directory_name: name,
    directory_title: asText(row['directory_title']) || name,
    directory_url: asTextOrNull(row['directory_url']),
    status: asOneOf(row['status'], submissionStatuses, 'pending'),
    verdict: asTextOrNull(row['verdict']),
    confidence: asNumberOrNull(row['confidence']),
    lane: asTextOrNull(row['lane']),
    attempts: asNumber(row['attempts']),
    listing_url: asTextOrNull(row['listing_url']),
    verified_at: asTextOrNull(row['verified_at']),
    listing: decodeListing(row['response_log']),
    error_message: asTextOrNull(row['error_message']),
    evidence: decodeEvidence(row),
    fields: decodeFields(row['payload']),
    reasons: decodeReasons(row['response_log']),
    created_at: asTextOrNull(row['created_at']),
    updated_at: asTextOrNull(row['updated_at']),
  };
}

export function decodeEvent(value: unknown): HistoryEvent {
  const row = asRow(value);
  return {
    id: asText(row['id']),
    job_id: asTextOrNull(row['job_id']),
    directory_name: asTextOrNull(row['directory_name']),
    event: asText(row['event']),
    details: asRow(asJson(row['details'])),
    worker_id: asTextOrNull(row['worker_id']),
    business_name: asTextOrNull(row['business_name']),
    created_at: asText(row['created_at']),
  };
}

const readEta = shape({
  state: (value) => asOneOf(value, ['known', 'unknown', 'done'] as const, 'unknown'),
  finish_at: asTextOrNull,
  per_minute: asNumberOrNull,
  reason: asText,
});
const readActions = list(shape({ id: asText, result_id: asTextOrNull, status: asText }));

export function decodeJobDetail(value: unknown): JobDetail {
  const row = asRow(value);
  const position = asNumber(row['position']);
  return {
    position,
    job: decodeJob(row['job'], position),
    isMasked: row['contacts'] === 'masked',
    profile: decodeProfile(row['profile']),
    results: asList(row['results']).map(decodeResult),
    history: asList(row['history']).map(decodeEvent),
    eta: orNull(readEta)(row['eta']),
    pauses: asTexts(row['pauses']),
    actions: readActions(row['actions']),
  };
}

export function decodeActivityPage(value: unknown): ActivityPage {
  const row = asRow(value);
  return { position: asNumber(row['position']), events: asList(row['events']).map(decodeEvent), next_cursor: null };
}
