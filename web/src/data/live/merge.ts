import { decodeEvidence, decodeFields, decodeListing, decodeReasons } from '../decode';
import { asFlag, asNumber, asNumberOrNull, asOneOf, asText, asTextOrNull } from '../read';
import type { Row } from '../read';
import { jobStatuses, submissionStatuses } from '../types';
import type { Job, Result, SubmissionCounts } from '../types';

/** A feed row has its table's own columns: what it has replaces what we know, what it lacks stays. */

type Readers<T> = { [K in keyof T]?: (value: unknown, known: T[K]) => T[K] };

function merged<T extends object>(known: T, row: Row, readers: Readers<T>): T {
  const result = { ...known };
  for (const key of Object.keys(readers) as (keyof T & string)[]) {
    const read = readers[key];
    if (read && key in row) result[key] = read(row[key], known[key]);
  }
  return result;
}

const jobReaders: Readers<Job> = {
  status: (value, known) => asOneOf(value, jobStatuses, known),
  paused: asFlag,
  priority: asNumber,
  package_type: asText,
  directories_total: asNumber,
  directories_done: asNumber,
  progress: asNumber,
  error_message: asTextOrNull,
  updated_at: asTextOrNull,
  started_at: asTextOrNull,
  completed_at: asTextOrNull,
};

export function mergeJob(known: Job, row: Row, position: number): Job {
  if (position <= known.seen) return known;
  const job = { ...merged(known, row, jobReaders), seen: position };
  // Only a pending job waits for profile data: once it has moved on, nothing is missing.
  return job.status === 'pending' ? job : { ...job, missing: [] };
}

const resultReaders: Readers<Result> = {
  directory_name: asText,
  directory_title: (value, known) => asText(value) || known,
  status: (value, known) => asOneOf(value, submissionStatuses, known),
  verdict: asTextOrNull,
  confidence: asNumberOrNull,
  lane: asTextOrNull,
  attempts: asNumber,
  listing_url: asTextOrNull,
  verified_at: asTextOrNull,
  error_message: asTextOrNull,
  updated_at: asTextOrNull,
};

export function mergeResult(known: Result, row: Row): Result {
  const next = merged(known, row, resultReaders);
  if ('payload' in row) next.fields = decodeFields(row['payload']);
  if ('response_log' in row) {
    const { before, after } = decodeEvidence(row);
    next.reasons = decodeReasons(row['response_log']);
    next.listing = decodeListing(row['response_log']);
    next.evidence = { before: before ?? known.evidence.before, after: after ?? known.evidence.after };
  }
  return next;
}

export function tally(results: readonly Result[]): SubmissionCounts {
  const counts = Object.fromEntries(submissionStatuses.map((status) => [status, 0])) as SubmissionCounts;
  for (const result of results) counts[result.status] += 1;
  return counts;
}
