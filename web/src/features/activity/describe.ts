import type { Tone } from '@/components/Badge';
import { asNumber, asText } from '@/data/read';
import type { HistoryEvent } from '@/data/types';
import { formatDuration } from '@/lib/format';
import { eventNames, verdictNames } from '@/strings';
import { jobStrings } from '@/strings/job';

const toneOfEvent: Record<string, Tone> = {
  submitted: 'good',
  submission_complete: 'good',
  job_finalized: 'good',
  flow_completed: 'good',
  failed: 'bad',
  dlq: 'bad',
  action_required: 'warn',
  retry_scheduled: 'warn',
  requeued_stale: 'warn',
  submitting: 'run',
  job_started: 'run',
  flow_started: 'run',
};

export function eventTone(event: HistoryEvent): Tone {
  const status = asText(event.details['final_status'] ?? event.details['status']);
  if (event.event === 'submission_complete' || event.event === 'job_finalized') {
    if (status === 'failed') return 'bad';
    if (status === 'action_required') return 'warn';
    if (status === 'skipped' || status === 'cancelled') return 'idle';
  }
  return toneOfEvent[event.event] ?? 'idle';
}

/** The event in human words; one this build does not know is shown with its own name. */
export function eventTitle(event: HistoryEvent): string {
  return eventNames[event.event] ?? event.event.replaceAll('_', ' ');
}

const noteKeys = ['reason', 'error', 'error_message', 'message'] as const;
const longestNote = 240;

/** What the details add, for people: outcome, reason, when again. */
export function eventNote(event: HistoryEvent): string | null {
  const { details } = event;
  const verdict = asText(details['verdict']);
  const attempt = asNumber(details['attempt']);
  const delayMs = asNumber(details['delay_ms']);
  const reason = noteKeys.map((key) => asText(details[key])).find(Boolean) ?? '';
  const parts = [
    verdict && (verdictNames[verdict] ?? verdict),
    reason,
    attempt > 1 && jobStrings.activity.attempt(attempt),
    delayMs > 0 && jobStrings.activity.retryIn(formatDuration(delayMs)),
  ].filter(Boolean);
  return parts.length === 0 ? null : parts.join(' · ').slice(0, longestNote);
}

export type EventKind = 'jobs' | 'submissions' | 'problems';

const problemTones: readonly Tone[] = ['bad', 'warn'];

export function isOfKind(event: HistoryEvent, kind: EventKind | 'all'): boolean {
  if (kind === 'all') return true;
  if (kind === 'problems') return problemTones.includes(eventTone(event));
  return (event.directory_name === null) === (kind === 'jobs');
}
