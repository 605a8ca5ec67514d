import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import type { JobStatus, SubmissionStatus } from '@/data/types';
import { jobStatusNames, submissionStatusNames, verdictNames } from '@/strings';

export type Tone = 'idle' | 'run' | 'good' | 'warn' | 'bad';

const softOf: Record<Tone, string> = {
  idle: 'bg-idle-soft text-idle',
  run: 'bg-run-soft text-run',
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
};

export const solidOf: Record<Tone, string> = {
  idle: 'bg-idle-solid',
  run: 'bg-run-solid',
  good: 'bg-good-solid',
  warn: 'bg-warn-solid',
  bad: 'bg-bad-solid',
};

export const jobTones: Record<JobStatus, Tone> = {
  pending: 'warn',
  queued: 'idle',
  in_progress: 'run',
  completed: 'good',
  failed: 'bad',
  cancelled: 'idle',
};

export const submissionTones: Record<SubmissionStatus, Tone> = {
  pending: 'idle',
  submitting: 'run',
  submitted: 'good',
  failed: 'bad',
  skipped: 'idle',
  action_required: 'warn',
};

const verdictTones: Record<string, Tone> = {
  accepted: 'good',
  pending_review: 'good',
  confirm_email: 'warn',
  needs_login: 'warn',
  needs_captcha: 'warn',
  needs_payment: 'warn',
  unknown: 'warn',
  duplicate: 'idle',
  rejected: 'bad',
  blocked: 'bad',
  unreachable: 'bad',
};

interface BadgeProps {
  tone: Tone;
  children: ReactNode;
  /** A dot before the text; it pulses while something runs. */
  dot?: boolean;
}

export function Badge({ tone, children, dot = false }: BadgeProps) {
  return (
    <span
      className={clsx(
        'inline-flex h-5.5 items-center gap-1.5 rounded-full px-2 text-xs font-medium whitespace-nowrap',
        softOf[tone],
      )}
    >
      {dot && (
        <span
          aria-hidden
          className={clsx('size-1.5 rounded-full', solidOf[tone], tone === 'run' && 'animate-pulse-slow')}
        />
      )}
      {children}
    </span>
  );
}

export function JobStatusBadge({ status }: { status: JobStatus }) {
  return (
    <Badge tone={jobTones[status]} dot>
      {jobStatusNames[status]}
    </Badge>
  );
}

export function SubmissionStatusBadge({ status }: { status: SubmissionStatus }) {
  return (
    <Badge tone={submissionTones[status]} dot>
      {submissionStatusNames[status]}
    </Badge>
  );
}

/** What the site said. A verdict this build does not know is shown in its own words. */
export function VerdictBadge({ verdict }: { verdict: string }) {
  return <Badge tone={verdictTones[verdict] ?? 'idle'}>{verdictNames[verdict] ?? verdict}</Badge>;
}
